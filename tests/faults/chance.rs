//! Chances that can be repeated: one seed for a run, printed by every test that takes it.

use std::env;

pub struct Chance(u64);

impl Chance {
    /// Of this run: `QUORATE_FAULTS_SEED`, or another each time; `who` tells the tests of one run apart.
    pub fn of(who: &str) -> Self {
        let given = env::var("QUORATE_FAULTS_SEED").ok().map(|text| text.parse().expect("QUORATE_FAULTS_SEED is a whole number"));
        let seed = given.unwrap_or_else(|| {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
            u64::from(now.subsec_nanos()) ^ now.as_secs()
        });
        println!("{who}: QUORATE_FAULTS_SEED={seed}");
        let salt = who.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self((seed ^ salt) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.next() % (most - least + 1)
    }
}

/// How many rounds: a few, or as many as `QUORATE_FAULTS_ROUNDS` times as many.
pub fn rounds(few: u64) -> u64 {
    let times = env::var("QUORATE_FAULTS_ROUNDS").ok().map_or(1, |text| text.parse().expect("QUORATE_FAULTS_ROUNDS is a whole number"));
    few * times
}
