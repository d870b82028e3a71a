//! Voting weights, exactly: 49 per cent shared over three seats is 49/3 of a vote each, and no
//! floating-point sum may decide whether a motion is carried.

use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::Add;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A non-negative fraction in lowest terms. Arithmetic saturates far above any electorate.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Weight {
    numerator: i128,
    denominator: i128,
}

fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

impl Weight {
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };

    #[must_use]
    pub fn new(numerator: u64, denominator: u64) -> Self {
        Self::reduced(i128::from(numerator), i128::from(denominator.max(1)))
    }

    fn reduced(numerator: i128, denominator: i128) -> Self {
        let by = gcd(numerator, denominator);
        Self { numerator: numerator / by, denominator: denominator / by }
    }

    /// An equal share of this weight.
    #[must_use]
    pub fn shared_by(self, seats: usize) -> Self {
        Self::reduced(self.numerator, self.denominator.saturating_mul(i128::try_from(seats.max(1)).unwrap_or(i128::MAX)))
    }

    #[must_use]
    pub fn times(self, numerator: u64, denominator: u64) -> Self {
        Self::reduced(self.numerator.saturating_mul(i128::from(numerator)), self.denominator.saturating_mul(i128::from(denominator.max(1))))
    }

    #[must_use]
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// For comparison with decimals only.
    #[must_use]
    pub fn approximately(self) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "display and comparison with decimals only")]
        let (n, d) = (self.numerator as f64, self.denominator as f64);
        n / d
    }
}

impl Add for Weight {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        if self.denominator == other.denominator {
            return Self::reduced(self.numerator.saturating_add(other.numerator), self.denominator);
        }
        Self::reduced(
            self.numerator.saturating_mul(other.denominator).saturating_add(other.numerator.saturating_mul(self.denominator)),
            self.denominator.saturating_mul(other.denominator),
        )
    }
}

impl Sum for Weight {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

impl PartialOrd for Weight {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Weight {
    fn cmp(&self, other: &Self) -> Ordering {
        self.numerator.saturating_mul(other.denominator).cmp(&other.numerator.saturating_mul(self.denominator))
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == 1 { write!(f, "{}", self.numerator) } else { write!(f, "{}/{}", self.numerator, self.denominator) }
    }
}

impl fmt::Debug for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a weight: write a number from 0 to 1000000 with at most six decimals, or a fraction such as 49/3")]
pub struct NotAWeight(String);

impl FromStr for Weight {
    type Err = NotAWeight;
    fn from_str(text: &str) -> Result<Self, NotAWeight> {
        let bad = || NotAWeight(text.chars().take(40).collect());
        let digits = |part: &str| (!part.is_empty() && part.len() <= 12 && part.bytes().all(|b| b.is_ascii_digit())).then_some(());
        if let Some((numerator, denominator)) = text.split_once('/') {
            digits(numerator).and(digits(denominator)).ok_or_else(bad)?;
            let (n, d): (u64, u64) = (numerator.parse().map_err(|_| bad())?, denominator.parse().map_err(|_| bad())?);
            return if d == 0 { Err(bad()) } else { Ok(Self::new(n, d)) };
        }
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        digits(whole).ok_or_else(bad)?;
        if !decimals.is_empty() {
            digits(decimals).ok_or_else(bad)?;
        }
        if decimals.len() > 6 || text.ends_with('.') {
            return Err(bad());
        }
        let denominator = 10_u64.pow(u32::try_from(decimals.len()).map_err(|_| bad())?);
        let whole: u64 = whole.parse().map_err(|_| bad())?;
        let decimals: u64 = if decimals.is_empty() { 0 } else { decimals.parse().map_err(|_| bad())? };
        if whole > 1_000_000 {
            return Err(bad());
        }
        Ok(Self::new(whole * denominator + decimals, denominator))
    }
}

impl Serialize for Weight {
    /// A whole number as one; else a text such as `49/3`, for the log knows no floats.
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match i64::try_from(self.numerator) {
            Ok(whole) if self.denominator == 1 => s.serialize_i64(whole),
            _ => s.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(d)?;
        let text = match &value {
            serde_json::Value::Number(number) => number.to_string(),
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        text.strip_suffix(".0").unwrap_or(&text).parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Weight {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Weight".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": ["number", "string"],
            "description": "A number with at most six decimals, or an exact fraction such as 49/3"
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn seven_shares_of_forty_nine_make_forty_nine_again() {
        let share = Weight::new(49, 1).shared_by(7);
        assert_eq!((0..7).map(|_| share).sum::<Weight>(), Weight::new(49, 1));
        let third = Weight::new(49, 1).shared_by(3);
        assert_eq!(third.to_string(), "49/3");
        assert_eq!((0..3).map(|_| third).sum::<Weight>(), Weight::new(49, 1));
    }

    #[test]
    fn weights_are_read_from_numbers_decimals_and_fractions_only() {
        let read = |text: &str| serde_json::from_str::<Weight>(text).ok();
        assert_eq!(read("51"), Some(Weight::new(51, 1)));
        assert_eq!(read("0.5"), Some(Weight::new(1, 2)));
        assert_eq!(read("\"49/3\""), Some(Weight::new(49, 3)));
        for bad in ["-1", "1e300", "\"x\"", "\"1/0\"", "true", "0.1234567", "10000000", "null"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
