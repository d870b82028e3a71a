//! Log lines, and other things said that nobody need hear: they never decide what happens.

use std::fs::File;
use std::process::Stdio;

use crate::program::Folder;

#[test]
fn a_log_that_cannot_be_written_decides_no_request() {
    let folder = Folder::new();
    folder.with_administrator();
    // A full disk under standard error.
    let serving = folder.serve_with(|command| {
        command.stderr(File::create("/dev/full").unwrap());
    });
    assert_eq!(serving.get("/health/live").status, 200);
    let token = serving.sign_in();
    assert_eq!(serving.register(&token, "full").status, 201);
    serving.stop();

    // A collector that has gone.
    let mut serving = folder.serve_with(|command| {
        command.stderr(Stdio::piped());
    });
    drop(serving.child.stderr.take());
    assert_eq!(serving.get("/health/live").status, 200);
    let token = serving.sign_in();
    assert_eq!(serving.register(&token, "gone").status, 201);
    serving.stop();

    // A collector that takes nothing: a pipe holds 64 KiB, and each request says more than this.
    let serving = folder.serve_with(|command| {
        command.stderr(Stdio::piped()).env("QUORATE_LOG", "trace");
    });
    for _ in 0..300 {
        assert_eq!(serving.get("/health/ready").status, 200);
    }
    serving.stop();
}

#[test]
fn a_closed_terminal_and_a_rotated_log_are_no_end() {
    let folder = Folder::new();
    let serving = folder.serve();
    for signal in ["HUP", "USR1", "USR2", "HUP"] {
        serving.signal(signal);
        assert_eq!(serving.get("/health/live").status, 200, "after {signal}");
    }
    serving.stop();
}

#[test]
fn a_reader_that_has_gone_is_a_quiet_end() {
    let folder = Folder::new();
    folder.run(&["migrate"]).is(0, &[]);
    for arguments in [vec!["openapi"], vec!["completions", "bash"], vec!["config", "show"], vec!["user", "list"], vec!["verify", "--db"]] {
        let mut child = folder.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.code() == Some(0) && said.is_empty(), "{arguments:?}: {:?} {said}", ended.status);
    }
}
