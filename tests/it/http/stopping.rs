//! A server that is told to stop tells its clients before it goes.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::place::Place;

/// One answer over a connection that stays: its head.
fn asked(stream: &mut TcpStream, path: &str) -> String {
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes()).unwrap();
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    let length: usize = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
    stream.read_exact(&mut vec![0; length]).unwrap();
    head
}

#[test]
fn a_client_is_told_that_its_connection_ends() {
    let place = Place::file();
    let data = std::env::temp_dir().join(format!("quorate-stop-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir(&data).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_quorate"));
    command.args(["serve", "--database", &place.text(), "--data"]).arg(&data).args(["--bind", "127.0.0.1:0"]);
    let mut server = command.current_dir(&data).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let address = lines.map_while(Result::ok).find_map(|line| line.split("listening on ").nth(1)?.split(' ').next().map(str::to_owned));
    let mut stream = TcpStream::connect(address.unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    assert!(!asked(&mut stream, "/health/ready").contains("connection: close"));
    let mut ready = TcpStream::connect(stream.peer_addr().unwrap()).unwrap();
    assert!(asked(&mut ready, "/health/ready").starts_with("http/1.1 200"));

    let told = Instant::now();
    assert!(Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap().success());
    std::thread::sleep(Duration::from_millis(200));
    let head = asked(&mut stream, "/version");
    assert!(head.starts_with("http/1.1 200") && head.contains("connection: close"), "{head}");
    assert_eq!(stream.read(&mut [0]).unwrap(), 0, "and it does");
    let head = asked(&mut ready, "/health/ready");
    assert!(head.starts_with("http/1.1 503") && head.contains("retry-after"), "{head}");
    assert!(server.wait().unwrap().success());
    assert!(told.elapsed() < Duration::from_secs(10));
    std::fs::remove_dir_all(data).ok();
}
