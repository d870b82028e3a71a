//! What a process has used, as the kernel counts it (Linux: /proc).

use std::fmt;
use std::fs;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// A process we started, ended with this value.
pub struct Running(pub Child);

impl Running {
    /// Processor time of all its threads so far, user and system, in steps of the kernel's tick (10 ms as a rule).
    pub fn cpu(&self) -> Result<Duration, String> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0.id())).map_err(|e| format!("processor time of a process: {e}"))?;
        // The program's name stands in brackets and may hold blanks; utime and stime are the 12th and 13th fields after it.
        let fields: Vec<&str> = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).ok_or("unreadable /proc/*/stat");
        Ok(Duration::from_secs_f64((ticks(11)? + ticks(12)?) / ticks_per_second()))
    }

    /// Memory it holds now, in bytes.
    pub fn resident(&self) -> Result<f64, String> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).map_err(|e| format!("memory of a process: {e}"))?;
        let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
        kib.map(|kib| kib * 1024.0).ok_or_else(|| "no VmRSS in /proc/*/status".into())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn ticks_per_second() -> f64 {
    let told = Command::new("getconf").arg("CLK_TCK").output().ok();
    told.and_then(|output| String::from_utf8(output.stdout).ok()?.trim().parse().ok()).unwrap_or(100.0)
}

/// Mean time of one call, in nanoseconds, over about a second of calls.
pub fn nanoseconds_a_call(call: &mut dyn FnMut()) -> f64 {
    let mut calls = 1_u32;
    loop {
        let start = Instant::now();
        (0..calls).for_each(|_| call());
        let took = start.elapsed();
        if took >= Duration::from_millis(800) {
            return took.as_secs_f64() * 1e9 / f64::from(calls);
        }
        calls = calls.saturating_mul(if took < Duration::from_millis(80) { 10 } else { 2 });
    }
}

/// How long a call takes, in microseconds: the median of several, and a quarter of them on either side.
pub struct Times {
    pub median: f64,
    low: f64,
    high: f64,
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0} us ({:.0} to {:.0})", self.median, self.low, self.high)
    }
}

/// Over about a second of calls, and nine at least.
pub fn times(mut call: impl FnMut()) -> Times {
    call();
    let (begun, mut took) = (Instant::now(), Vec::new());
    while took.len() < 9 || (begun.elapsed() < Duration::from_secs(1) && took.len() < 1_001) {
        let start = Instant::now();
        call();
        took.push(start.elapsed().as_secs_f64() * 1e6);
    }
    took.sort_by(f64::total_cmp);
    let of = |quarters: usize| took[(took.len() - 1) * quarters / 4];
    Times { median: of(2), low: of(1), high: of(3) }
}
