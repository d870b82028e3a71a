//! Values into types, with a complaint that a person can act on: it names the field, says what
//! was expected in plain words, and never repeats the value (it might be a password). Two
//! sources: the members of a JSON body, and the texts of a query.

use std::cell::RefCell;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use crate::fault::FieldError;
use crate::http::body::json::pointer;
use crate::text::Kind;

/// What is wrong, and where; the steps are gathered on the way up, innermost first.
#[derive(Debug)]
pub(in crate::http) struct Wrong {
    pub code: &'static str,
    pub message: String,
    pub steps: Vec<String>,
}

impl Wrong {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), steps: Vec::new() }
    }

    fn within(mut self, step: impl fmt::Display) -> Self {
        self.steps.push(step.to_string());
        self
    }

    pub fn field(&self) -> FieldError {
        FieldError::new(pointer(self.steps.iter()), self.code, self.message.clone())
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Wrong {}

/// The reader is a committee secretary: no names of types.
fn plain(expected: &dyn Expected) -> String {
    let text = expected.to_string();
    match text.as_str() {
        "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        "a string" | "a borrowed string" | "string" => "text".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "an object".to_owned(),
        "unit" => "null".to_owned(),
        other if other.starts_with("struct ") || other.starts_with("internally tagged") || other.starts_with("adjacently tagged") => {
            "an object".to_owned()
        }
        other if other.starts_with("enum ") || other.contains("variant") => "one of the words this field takes".to_owned(),
        other => other.to_owned(),
    }
}

fn found(unexpected: &Unexpected<'_>) -> &'static str {
    match unexpected {
        Unexpected::Bool(_) => "true or false",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a whole number",
        Unexpected::Float(_) => "a number with a fraction",
        Unexpected::Str(_) | Unexpected::Char(_) | Unexpected::Bytes(_) => "text",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "a list",
        Unexpected::Map => "an object",
        _ => "something else",
    }
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ")
}

/// The accepted word that was probably meant.
pub(crate) fn slip<'w>(given: &str, accepted: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    accepted
        .into_iter()
        .map(|word| (strsim::jaro_winkler(given, word), word))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

impl de::Error for Wrong {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new("malformed", message.to_string())
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        if unexpected == Unexpected::UnitVariant {
            return Self::new("wrong_type", "This choice needs its details: write it as an object.");
        }
        Self::new("wrong_type", format!("Expected {}, found {}.", plain(expected), found(&unexpected)))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        match unexpected {
            Unexpected::Unsigned(_) | Unexpected::Signed(_) => {
                Self::new("out_of_range", "This number is outside the range that is kept here.")
            }
            _ => Self::new("malformed", format!("Expected {}.", plain(expected))),
        }
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::new("wrong_length", format!("Expected {}, found {length}.", plain(expected)))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        if variant.is_empty() {
            return Self::new("unknown_value", format!("A word is missing here: one of {}.", listed(expected)));
        }
        let short: String = variant.chars().take(80).collect();
        let hint = slip(&short, expected.iter().copied()).map_or_else(String::new, |word| format!(" Did you mean '{word}'?"));
        Self::new("unknown_value", format!("'{short}' is not a word this field takes: {}.{hint}", listed(expected)))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let short: String = field.chars().take(80).collect();
        let hint = slip(&short, expected.iter().copied()).map_or_else(String::new, |word| format!(" Did you mean '{word}'?"));
        let message = if expected.is_empty() {
            format!("'{short}' is not a field here: nothing is taken.")
        } else {
            format!("'{short}' is not a field here: {}.{hint}", listed(expected))
        };
        Self::new("unknown_field", message).within(field)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new("missing", format!("'{field}' is required.")).within(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new("duplicate_field", format!("'{field}' appears twice.")).within(field)
    }
}

/// A JSON value on its way into a type. Texts that are wrong in themselves ([`Kind`]) are noted on the way, so
/// that a request is told of all of them at once: reading goes on with a text that is right, for nothing of a
/// body in which anything was noted is ever handed on.
struct Node<'n> {
    value: Value,
    noted: &'n Noted,
}

/// The texts that were wrong, each with its steps so far.
#[derive(Default)]
struct Noted(RefCell<Vec<Wrong>>);

impl Noted {
    /// Reads what stands at this step: so does whatever is wrong with it.
    fn inside<T>(&self, step: impl fmt::Display, read: impl FnOnce() -> Result<T, Wrong>) -> Result<T, Wrong> {
        let since = self.0.borrow().len();
        let outcome = read().map_err(|wrong| wrong.within(&step));
        for wrong in self.0.borrow_mut().iter_mut().skip(since) {
            wrong.steps.push(step.to_string());
        }
        outcome
    }
}

/// A parsed body as a type.
///
/// # Errors
/// Everything that is wrong with its texts, and the first thing that is wrong with its shape.
pub(in crate::http) fn from_body<T: de::DeserializeOwned>(value: Value) -> Result<T, Vec<Wrong>> {
    let noted = Noted::default();
    let read = T::deserialize(Node { value, noted: &noted });
    let mut wrong = noted.0.into_inner();
    match read {
        Ok(body) if wrong.is_empty() => Ok(body),
        Ok(_) => Err(wrong),
        Err(shape) => {
            wrong.push(shape);
            Err(wrong)
        }
    }
}

struct Items<'n>(std::vec::IntoIter<Value>, usize, &'n Noted);
struct Members<'n>(serde_json::map::IntoIter, Option<(String, Value)>, &'n Noted);
struct Choice<'n>(String, Option<Value>, &'n Noted);

fn number<'de, V: Visitor<'de>>(number: &serde_json::Number, visitor: V) -> Result<V::Value, Wrong> {
    if let Some(number) = number.as_u64() {
        visitor.visit_u64(number)
    } else if let Some(number) = number.as_i64() {
        visitor.visit_i64(number)
    } else {
        visitor.visit_f64(number.as_f64().unwrap_or(f64::MAX))
    }
}

fn unexpected(value: &Value) -> Unexpected<'_> {
    match value {
        Value::Null => Unexpected::Unit,
        Value::Bool(value) => Unexpected::Bool(*value),
        Value::Number(number) if number.is_f64() => Unexpected::Float(0.5),
        Value::Number(_) => Unexpected::Unsigned(0),
        Value::String(text) => Unexpected::Str(text),
        Value::Array(_) => Unexpected::Seq,
        Value::Object(_) => Unexpected::Map,
    }
}

impl<'de> Deserializer<'de> for Node<'_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(value) => number(&value, visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visitor.visit_seq(Items(items.into_iter(), 0, self.noted)),
            Value::Object(members) => visitor.visit_map(Members(members.into_iter(), None, self.noted)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(mut self, name: &'static str, visitor: V) -> Result<V::Value, Wrong> {
        if let Some(kind) = Kind::named(name)
            && let Some((code, message)) = self.value.as_str().and_then(|text| kind.fault_of(text))
        {
            self.noted.0.borrow_mut().push(Wrong::new(code, message));
            self.value = Value::from(kind.sample);
        }
        visitor.visit_newtype_struct(self)
    }

    /// Fields by name only: a list of values in the order of our source code is no request.
    fn deserialize_struct<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Wrong> {
        if self.value.is_object() {
            self.deserialize_any(visitor)
        } else {
            Err(de::Error::invalid_type(unexpected(&self.value), &"an object"))
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, variants: &'static [&'static str], visitor: V) -> Result<V::Value, Wrong> {
        match self.value {
            Value::String(word) => visitor.visit_enum(Choice(word, None, self.noted)),
            Value::Object(members) if members.is_empty() => Err(de::Error::unknown_variant("", variants)),
            Value::Object(members) if members.len() == 1 => match members.into_iter().next() {
                Some((word, value)) => visitor.visit_enum(Choice(word, Some(value), self.noted)),
                None => Err(Wrong::new("wrong_type", "Expected one choice.")),
            },
            other => {
                let found = found(&unexpected(&other));
                Err(Wrong::new("wrong_type", format!("Expected one of {}, found {found}.", listed(variants))))
            }
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier ignored_any
    }
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Wrong;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Wrong> {
        let Some(value) = self.0.next() else { return Ok(None) };
        let at = self.1;
        self.1 += 1;
        self.2.inside(at, || seed.deserialize(Node { value, noted: self.2 })).map(Some)
    }
    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

impl<'de> de::MapAccess<'de> for Members<'_> {
    type Error = Wrong;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        let Some((key, value)) = self.0.next() else { return Ok(None) };
        let taken = seed.deserialize(key.as_str().into_deserializer())?;
        self.1 = Some((key, value));
        Ok(Some(taken))
    }
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Wrong> {
        let (key, value) = self.1.take().ok_or_else(|| Wrong::new("malformed", "A field without a value."))?;
        self.2.inside(key, || seed.deserialize(Node { value, noted: self.2 }))
    }
}

impl<'de> de::EnumAccess<'de> for Choice<'_> {
    type Error = Wrong;
    type Variant = Self;
    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), Wrong> {
        let taken = seed.deserialize(self.0.as_str().into_deserializer())?;
        Ok((taken, self))
    }
}

impl<'de> de::VariantAccess<'de> for Choice<'_> {
    type Error = Wrong;
    fn unit_variant(self) -> Result<(), Wrong> {
        match self.1 {
            None => Ok(()),
            Some(_) => Err(Wrong::new("wrong_type", "This choice takes nothing more: write it as text.")),
        }
    }
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Wrong> {
        let value = self.1.ok_or_else(|| Wrong::new("wrong_type", "This choice needs its details: write it as an object."))?;
        self.2.inside(self.0, || seed.deserialize(Node { value, noted: self.2 }))
    }
    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Wrong> {
        let value = self.1.ok_or_else(|| Wrong::new("wrong_type", "This choice needs its details: write it as an object."))?;
        self.2.inside(self.0, || Node { value, noted: self.2 }.deserialize_any(visitor))
    }
    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Wrong> {
        let value = self.1.ok_or_else(|| Wrong::new("wrong_type", "This choice needs its details: write it as an object."))?;
        self.2.inside(self.0, || Node { value, noted: self.2 }.deserialize_struct("", fields, visitor))
    }
}

/// The text of one query parameter on its way into a type: numbers are read, `true` and `false`
/// are known, a list is separated by commas.
pub(in crate::http) struct Text(pub String);

macro_rules! read_number {
    ($($method:ident $visit:ident $type:ty,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            match self.0.parse::<$type>() {
                Ok(number) => visitor.$visit(number),
                Err(_) => Err(Wrong::new("wrong_type", "Expected a whole number.")),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Text {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_string(self.0)
    }
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0.as_str() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(Wrong::new("wrong_type", "Expected true or false.")),
        }
    }
    read_number! {
        deserialize_i8 visit_i8 i8, deserialize_i16 visit_i16 i16, deserialize_i32 visit_i32 i32, deserialize_i64 visit_i64 i64,
        deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16, deserialize_u32 visit_u32 u32, deserialize_u64 visit_u64 u64,
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_some(self)
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let items: Vec<Self> = self.0.split(',').map(|item| Self(item.to_owned())).collect();
        visitor.visit_seq(de::value::SeqDeserializer::new(items.into_iter()))
    }
    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_enum(Choice(self.0, None, &Noted::default()))
    }
    forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Wrong> for Text {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

/// All parameters of a query into a type.
pub(in crate::http) fn from_query<T: de::DeserializeOwned>(pairs: Vec<(String, String)>) -> Result<T, Wrong> {
    struct Pairs(std::vec::IntoIter<(String, String)>, Option<(String, String)>);
    impl<'de> de::MapAccess<'de> for Pairs {
        type Error = Wrong;
        fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
            let Some((name, text)) = self.0.next() else { return Ok(None) };
            let taken = seed.deserialize(name.as_str().into_deserializer())?;
            self.1 = Some((name, text));
            Ok(Some(taken))
        }
        fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
            let (name, text) = self.1.take().ok_or_else(|| Wrong::new("malformed", "A parameter without a value."))?;
            seed.deserialize(Text(text)).map_err(|wrong| wrong.within(name))
        }
    }
    T::deserialize(de::value::MapAccessDeserializer::new(Pairs(pairs.into_iter(), None)))
}
