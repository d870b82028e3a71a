//! Money in pence. Terms of reference and agenda items state pounds; the API and the tables keep
//! whole pence, and no sum is ever a float.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount in pence, from nought to fifty million million pounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

/// A JSON number is often read as a double, which holds the pence of every amount below 2^46 pounds
/// exactly; in pence this is below the 2^53 that the log's numbers keep.
const MOST_POUNDS: i64 = 50_000_000_000_000;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not an amount: write pounds from 0 to 50000000000000 with at most two decimals")]
pub struct NotMoney(String);

impl Money {
    #[must_use]
    pub const fn from_pence(pence: i64) -> Option<Self> {
        if pence >= 0 && pence <= MOST_POUNDS * 100 { Some(Self(pence)) } else { None }
    }

    #[must_use]
    pub const fn pence(self) -> i64 {
        self.0
    }
}

impl FromStr for Money {
    type Err = NotMoney;
    fn from_str(text: &str) -> Result<Self, NotMoney> {
        let bad = || NotMoney(text.chars().take(40).collect());
        let (pounds, pence) = text.split_once('.').unwrap_or((text, "0"));
        let plain = |part: &str| !part.is_empty() && part.len() <= 14 && part.bytes().all(|b| b.is_ascii_digit());
        if !plain(pounds) || !plain(pence) || pence.len() > 2 {
            return Err(bad());
        }
        let pounds: i64 = pounds.parse().map_err(|_| bad())?;
        let pence: i64 = match pence.len() {
            1 => pence.parse::<i64>().map_err(|_| bad())? * 10,
            _ => pence.parse().map_err(|_| bad())?,
        };
        pounds.checked_mul(100).and_then(|p| Self::from_pence(p + pence)).ok_or_else(bad)
    }
}

impl fmt::Display for Money {
    /// Pounds: `500000`, `12.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 % 100 == 0 { write!(f, "{}", self.0 / 100) } else { write!(f, "{}.{:02}", self.0 / 100, self.0 % 100) }
    }
}

impl Serialize for Money {
    /// Whole pounds as a number, else a text such as `12.50`: the log knows no floats.
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 { s.serialize_i64(self.0 / 100) } else { s.collect_str(self) }
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(d)? {
            serde_json::Value::String(text) => text.parse().map_err(serde::de::Error::custom),
            other => other.to_string().parse().map_err(serde::de::Error::custom),
        }
    }
}

impl JsonSchema for Money {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Pounds".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": ["number", "string"], "description": "Pounds sterling, at most two decimals"})
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn pounds_are_read_exactly_and_nothing_else_is() {
        let read = |text: &str| serde_json::from_str::<Money>(text).ok().map(Money::pence);
        assert_eq!(read("500000"), Some(50_000_000));
        assert_eq!(read("12.5"), Some(1250));
        assert_eq!(read("0.07"), Some(7));
        assert_eq!(read("\"12.50\""), Some(1250));
        for bad in ["-1", "1e30", "1.005", "\"\"", "null", "50000000000000.01", "50000000000001", "999999999999999"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_largest_amounts_keep_their_pence() {
        let read = |text: &str| serde_json::from_str::<Money>(text).unwrap().pence();
        assert_eq!(read("2500000000"), 250_000_000_000);
        assert_eq!(read("50000000000000"), 5_000_000_000_000_000);
        for pence in 0..100 {
            assert_eq!(read(&format!("49999999999999.{pence:02}")), 4_999_999_999_999_900 + pence);
        }
    }
}
