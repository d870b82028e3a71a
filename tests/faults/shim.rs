//! The bad disk: `shim.c`, built once a run with the C compiler that the program itself needs, and the
//! control file through which a test says what goes wrong next.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::chance::Chance;

/// What may be set, by its place in the control file.
#[derive(Clone, Copy)]
pub enum Dial {
    Seed = 0,
    WriteFails = 1,
    SyncFails = 2,
    ReadFails = 3,
    Error = 4,
    SyncTakes = 5,
    Room = 6,
    ReadOnly = 7,
    Clock = 8,
    SyncLies = 9,
    Struck = 10,
    Synced = 11,
}

pub const EIO: u64 = 5;

/// A disk under one folder.
pub struct Disk {
    control: PathBuf,
    file: File,
    pub folder: PathBuf,
    /// What a power cut would leave of it.
    pub synced: Option<PathBuf>,
}

impl Disk {
    /// Under `folder`, which is there; with `cuts`, what was synced is kept beside it.
    pub fn under(folder: &Path, cuts: bool, chance: &mut Chance) -> Self {
        let control = folder.with_extension("control");
        let file = File::options().read(true).write(true).create(true).truncate(true).open(&control).unwrap();
        file.set_len(4096).unwrap();
        let synced = cuts.then(|| {
            let place = folder.with_extension("synced");
            copy(folder, &place);
            place
        });
        let disk = Self { control, file, folder: folder.to_owned(), synced };
        disk.set(Dial::Seed, chance.next() | 1);
        disk.set(Dial::Error, EIO);
        disk
    }

    pub fn set(&self, dial: Dial, value: u64) {
        self.file.write_all_at(&value.to_le_bytes(), dial as u64 * 8).unwrap();
    }

    pub fn get(&self, dial: Dial) -> u64 {
        let mut bytes = [0; 8];
        self.file.read_exact_at(&mut bytes, dial as u64 * 8).unwrap();
        u64::from_le_bytes(bytes)
    }

    /// Everything is well again; what was counted stays.
    pub fn heal(&self) {
        for dial in
            [Dial::WriteFails, Dial::SyncFails, Dial::ReadFails, Dial::SyncTakes, Dial::Room, Dial::ReadOnly, Dial::SyncLies, Dial::Clock]
        {
            self.set(dial, 0);
        }
    }

    /// Puts a program on this disk.
    pub fn beneath(&self, command: &mut Command) {
        command.env("LD_PRELOAD", shim()).env("SHIM_CONTROL", &self.control).env("SHIM_FOLDER", &self.folder);
        if let Some(synced) = &self.synced {
            command.env("SHIM_SHADOW", synced);
        }
    }

    /// The power was cut: the folder becomes what was synced. Of what was not, each sector of 512 bytes
    /// is there with the chance of one half where `some` says so, as it may be of a real disk; the index
    /// of the write-ahead log is memory and gone.
    pub fn cut(&self, some: bool, chance: &mut Chance) {
        let synced = self.synced.as_ref().unwrap();
        if some {
            for (path, name) in files(&self.folder) {
                mix(&path, &synced.join(name), chance);
            }
        }
        fs::remove_dir_all(&self.folder).unwrap();
        copy(synced, &self.folder);
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.control));
        if let Some(synced) = &self.synced {
            drop(fs::remove_dir_all(synced));
        }
    }
}

fn is_memory(name: &str) -> bool {
    name.ends_with("-shm")
}

/// Every file under a folder with its name from there.
fn files(folder: &Path) -> Vec<(PathBuf, PathBuf)> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !is_memory(path.to_str().unwrap()) {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                found.push((path, name));
            }
        }
    }
    found
}

pub fn copy(from: &Path, to: &Path) {
    drop(fs::remove_dir_all(to));
    let done = Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap();
    assert!(done.success());
    for (path, _) in files(to) {
        if is_memory(path.to_str().unwrap()) {
            fs::remove_file(path).unwrap();
        }
    }
}

fn mix(live: &Path, synced: &Path, chance: &mut Chance) {
    let (Ok(written), Ok(mut kept)) = (fs::read(live), fs::read(synced)) else { return };
    for (n, sector) in written.chunks(512).enumerate() {
        let at = n * 512;
        if kept.get(at..at + sector.len()) != Some(sector) && chance.next().is_multiple_of(2) {
            kept.resize(kept.len().max(at + sector.len()), 0);
            kept[at..at + sector.len()].copy_from_slice(sector);
        }
    }
    fs::write(synced, kept).unwrap();
}

fn shim() -> &'static Path {
    static SHIM: OnceLock<PathBuf> = OnceLock::new();
    SHIM.get_or_init(|| {
        let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("shim-{}.so", std::process::id()));
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/shim.c");
        let done = Command::new("cc").args(["-O2", "-shared", "-fPIC", "-o"]).arg(&library).args([source, "-ldl", "-lpthread"]).status();
        assert!(done.expect("a C compiler").success(), "shim.c does not compile");
        library
    })
}
