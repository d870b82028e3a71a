//! Amounts of money: sent as pounds or as pence, answered as pence.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::fault::Error;
use crate::money::Money;

/// An amount of money as it is answered: whole pence with their currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Amount {
    /// In whole pence: 50000000 are 500,000 pounds.
    pub amount_pence: i64,
    /// `GBP`.
    pub currency: &'static str,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self { amount_pence: money.pence(), currency: "GBP" }
    }
}

/// An amount as it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given(pub Money);

impl JsonSchema for Given {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AmountGiven".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "An amount of money as it is sent: pounds as a number or text, or whole pence with their currency.",
            "oneOf": [
                {
                    "type": "object",
                    "properties": {
                        "amount_pence": {"type": "integer", "description": "In whole pence: 50000000 are 500,000 pounds."},
                        "currency": {"const": "GBP", "description": "Pounds sterling, the only currency that is kept."}
                    },
                    "required": ["amount_pence", "currency"],
                    "additionalProperties": false
                },
                {"type": ["number", "string"], "description": "Pounds sterling, at most two decimals"}
            ]
        })
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Pence {
            amount_pence: i64,
            currency: String,
        }
        fn wrong<E: serde::de::Error>(why: impl std::fmt::Display) -> E {
            E::custom(why)
        }
        let value = serde_json::Value::deserialize(d)?;
        if value.is_object() {
            let pence: Pence = crate::http::body::json::typed(value).map_err(|error| match error {
                Error::Invalid(fields) => wrong(fields.iter().map(|field| field.message.as_str()).collect::<Vec<_>>().join(" ")),
                other => wrong(other),
            })?;
            if pence.currency != "GBP" {
                return Err(wrong("The currency kept here is GBP."));
            }
            return Money::from_pence(pence.amount_pence)
                .map(Self)
                .ok_or_else(|| wrong("An amount is from 0 to 50,000,000,000,000 pounds."));
        }
        serde_json::from_value::<Money>(value).map(Self).map_err(wrong)
    }
}
