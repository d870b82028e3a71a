//! Exact fractions: a share of a weight is no decimal number.

use std::cmp::Ordering;
use std::ops::{Add, Div, Mul};

#[derive(Clone, Copy, Debug)]
pub struct Q {
    pub n: i128,
    pub d: i128,
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

impl Q {
    pub fn new(n: i128, d: i128) -> Q {
        if d == 0 {
            return Q { n: 0, d: 1 };
        }
        let g = gcd(n, d).max(1);
        let s = if d < 0 { -1 } else { 1 };
        Q { n: s * n / g, d: s * d / g }
    }
    pub fn int(n: i64) -> Q {
        Q { n: i128::from(n), d: 1 }
    }
    pub fn zero() -> Q {
        Q::int(0)
    }
    /// A number of a case file: a million parts are more than anybody writes.
    #[allow(clippy::cast_possible_truncation)]
    pub fn float(x: f64) -> Q {
        Q::new((x * 1_000_000.0).round() as i128, 1_000_000)
    }
    /// `a/b`.
    pub fn text(t: &str) -> Q {
        let (a, b) = t.split_once('/').unwrap_or((t, "1"));
        Q::new(a.trim().parse().unwrap_or(0), b.trim().parse().unwrap_or(1))
    }
    #[allow(clippy::cast_precision_loss)]
    pub fn value(self) -> serde_json::Value {
        if self.d == 1 { serde_json::json!(i64::try_from(self.n).unwrap_or(0)) } else { serde_json::json!(self.n as f64 / self.d as f64) }
    }
    pub fn floor(self) -> i64 {
        i64::try_from(self.n.div_euclid(self.d)).unwrap_or(0)
    }
    pub fn ceil(self) -> i64 {
        -Q::new(-self.n, self.d).floor()
    }
}

impl Add for Q {
    type Output = Q;
    fn add(self, o: Q) -> Q {
        Q::new(self.n * o.d + o.n * self.d, self.d * o.d)
    }
}
impl Mul for Q {
    type Output = Q;
    fn mul(self, o: Q) -> Q {
        Q::new(self.n * o.n, self.d * o.d)
    }
}
impl Div for Q {
    type Output = Q;
    fn div(self, o: Q) -> Q {
        Q::new(self.n * o.d, self.d * o.n)
    }
}
impl PartialEq for Q {
    fn eq(&self, o: &Q) -> bool {
        self.n * o.d == o.n * self.d
    }
}
impl PartialOrd for Q {
    fn partial_cmp(&self, o: &Q) -> Option<Ordering> {
        (self.n * o.d).partial_cmp(&(o.n * self.d))
    }
}
