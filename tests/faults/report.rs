//! The figures of a run, a line a test, for `docs/RELIABILITY.md` (`scripts/faults` makes it).

use std::fs::{File, create_dir_all};
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;

use serde_json::json;

use crate::writers::Tally;

pub fn keep(what: &str, tally: Tally, faults: u64) {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    create_dir_all(folder).unwrap();
    let mut file = File::options().create(true).append(true).open(folder.join("faults.ndjson")).unwrap();
    let Tally { acknowledged, refused, unknown, written_before, lost, twice } = tally;
    let line = json!({"what": what, "acknowledged": acknowledged, "refused": refused, "unknown": unknown,
        "written_before": written_before, "faults": faults, "lost": lost, "twice": twice});
    writeln!(file, "{line}").unwrap();
}
