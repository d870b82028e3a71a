//! What a benchmark says: a ratio, what it must be, what we aim for.

use crate::growth::Growth;
use crate::law::Law;
use serde_json::{Value, json};

/// Which side of a bound is the good one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Good {
    AtLeast,
    AtMost,
}

/// What is measured.
#[derive(Clone, Copy)]
pub enum Of {
    Create,
    Page,
    /// A page whose rows were written out before, to one whose were not.
    WrittenBefore,
    Standing,
    Start,
    Memory,
    /// Who asks, a change, and memory, under siege.
    BesiegedAsks,
    BesiegedVotes,
    BesiegedMemory,
    Growth(Growth),
    Law(Law),
    /// Two hundred on two hundred over HTTP, and a vote beside it.
    CrowdAnswered,
    CrowdVotes,
}

/// A promise about speed or memory; the ratio is to the yardstick the name speaks of.
pub struct Promise {
    pub of: Of,
    pub name: &'static str,
    pub good: Good,
    pub must: f64,
    pub aim: f64,
}

/// What a measurement found: the ratio, and the figures it was made from, for a reader.
#[derive(Clone)]
pub struct Measured {
    pub ratio: f64,
    pub figures: String,
}

pub struct Row {
    pub promise: Promise,
    pub measured: Result<Measured, String>,
}

impl Row {
    pub fn is_met(&self) -> bool {
        self.measured.as_ref().is_ok_and(|measured| match self.promise.good {
            Good::AtLeast => measured.ratio >= self.promise.must,
            Good::AtMost => measured.ratio <= self.promise.must,
        })
    }
}

/// `{rows:[{name, ratio, must, aim, met}]}`; the ratio of a row that could not be measured is null, with `why`.
pub fn json(rows: &[Row]) -> Value {
    let row = |row: &Row| {
        let Promise { name, must, aim, .. } = row.promise;
        let mut object = json!({"name": name, "ratio": null, "must": must, "aim": aim, "met": row.is_met()});
        match &row.measured {
            Ok(measured) => object["ratio"] = json!((measured.ratio * 1e4).round() / 1e4),
            Err(why) => object["why"] = json!(why),
        }
        object
    };
    json!({ "rows": rows.iter().map(row).collect::<Vec<_>>() })
}

pub fn table(rows: &[Row]) -> String {
    let mut lines = vec![format!("{:>9}  {:>8}  {:>8}  {:<7}  promise", "ratio", "must", "aim", "")];
    for row in rows {
        let sign = if row.promise.good == Good::AtLeast { ">=" } else { "<=" };
        let (must, aim) = (format!("{sign} {}", row.promise.must), format!("{sign} {}", row.promise.aim));
        let (ratio, verdict, figures) = match &row.measured {
            Ok(measured) => (format!("{:.3}", measured.ratio), if row.is_met() { "met" } else { "NOT MET" }, &measured.figures),
            Err(why) => ("-".into(), "not run", why),
        };
        lines.push(format!("{ratio:>9}  {must:>8}  {aim:>8}  {verdict:<7}  {}", row.promise.name));
        lines.push(format!("{:>9}  {figures}", ""));
    }
    lines.join("\n")
}
