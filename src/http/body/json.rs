//! The one JSON we accept: what `serde_json` reads, less what two readers could read differently
//! (doubled keys, a byte order mark) and what could exhaust us (depth). Every complaint knows its JSON
//! pointer. Text is normalised to NFC on the way in, so that two spellings of one name are one name.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::fault::{Error, FieldError, Malformed};
use crate::http::body::typed::{Wrong, from_body};

/// Arrays and objects within one another.
pub const DEPTH: usize = 32;
/// No number that is kept is as large.
const LARGEST: f64 = 18_446_744_073_709_551_616.0;
const TOO_LARGE: &str = "This number is larger than any that is kept here.";
/// What `serde_json` says of a number that no machine number is.
const NO_NUMBER: &str = "number out of range";

/// A JSON pointer from its steps, innermost first (RFC 6901).
pub(in crate::http) fn pointer<'s>(innermost_first: impl DoubleEndedIterator<Item = &'s String>) -> String {
    innermost_first.rev().fold(String::new(), |text, step| text + "/" + &step.replace('~', "~0").replace('/', "~1"))
}

/// Where the reader is, which is where it was when it stopped; and, where the complaint is ours, its
/// code and whether the value is wrong in itself (422) rather than unreadable (400).
#[derive(Default)]
struct Place {
    steps: Vec<String>,
    ours: Option<(&'static str, bool)>,
}

/// Reads a whole body.
///
/// # Errors
/// `Malformed` for what is not the JSON we accept; `Invalid` for text and numbers that no column
/// can hold.
pub fn parse(bytes: &[u8]) -> Result<Value, Error> {
    let text = std::str::from_utf8(bytes)
        .map_err(|bad| Error::malformed(Malformed::Syntax, format!("This is not UTF-8: the byte at {} is not text.", bad.valid_up_to())))?;
    if text.starts_with('\u{feff}') {
        return Err(Error::malformed(Malformed::Syntax, "The body begins with a byte order mark. Send UTF-8 without one."));
    }
    let place = RefCell::default();
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = Reader { place: &place, depth: 0 }.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    read.map_err(|error| as_error(text, &error, &place.into_inner()))
}

/// A complaint of the reader, with its place.
fn as_error(text: &str, error: &serde_json::Error, place: &Place) -> Error {
    let said = error.to_string();
    // The place in the text is told in characters, as editors count them.
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    let (code, readable) = match place.ours {
        Some(ours) => ours,
        None if said == NO_NUMBER => ("out_of_range", true),
        None => ("malformed", false),
    };
    let at = |detail: &str| FieldError::new(pointer(place.steps.iter().rev()), code, detail);
    if readable {
        return Error::Invalid(vec![at(if code == "out_of_range" { TOO_LARGE } else { said })]);
    }
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    let column = line.char_indices().take_while(|(byte, _)| *byte < error.column()).count();
    let detail = format!("This is not JSON in a form that is taken: {said} (line {}, column {column}).", error.line());
    Error::Malformed { kind: Malformed::Syntax, detail, errors: vec![at(said)] }
}

/// A parsed body as the type a route takes.
///
/// # Errors
/// `Invalid`, naming the field by its pointer.
pub fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    if !value.is_object() {
        return Err(Error::invalid("", "wrong_type", "This must be a JSON object."));
    }
    from_body(value).map_err(|wrong| Error::Invalid(wrong.iter().map(Wrong::field).collect()))
}

/// Reads one value at one place.
#[derive(Clone, Copy)]
struct Reader<'p> {
    place: &'p RefCell<Place>,
    depth: usize,
}

impl Reader<'_> {
    /// A complaint of ours: unreadable, or wrong in itself.
    fn ours<E: serde::de::Error>(self, code: &'static str, readable: bool, detail: impl fmt::Display) -> E {
        self.place.borrow_mut().ours = Some((code, readable));
        E::custom(detail)
    }

    fn enter(self, step: impl fmt::Display) {
        self.place.borrow_mut().steps.push(step.to_string());
    }

    fn leave(self) {
        self.place.borrow_mut().steps.pop();
    }

    /// The reader of what is within this value.
    fn within<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == DEPTH {
            return Err(self.ours("malformed", false, format_args!("more than {DEPTH} levels of nesting")));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }

    fn text<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
        if text.contains('\0') {
            return Err(self.ours("nul_character", true, "Text may not contain the NUL character (U+0000)."));
        }
        Ok(if text.is_ascii() || is_nfc(text) { text.to_owned() } else { text.nfc().collect() })
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Value, E> {
        // Minus nothing is nothing, and comes as a fraction.
        if number == 0.0 && number.is_sign_negative() {
            return Ok(Value::from(0));
        }
        let kept = Number::from_f64(number).filter(|_| number.abs() < LARGEST);
        kept.map(Value::Number).ok_or_else(|| self.ours("out_of_range", true, TOO_LARGE))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        self.text(text).map(Value::String)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Value, A::Error> {
        let within = self.within()?;
        let mut items = Vec::new();
        loop {
            self.enter(items.len());
            let item = all.next_element_seed(within)?;
            self.leave();
            match item {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Value, A::Error> {
        let within = self.within()?;
        let mut members = Map::new();
        while let Some(name) = all.next_key::<String>()? {
            let name = self.text(&name)?;
            self.enter(&name);
            if members.contains_key(&name) {
                let short: String = name.chars().take(80).collect();
                return Err(self.ours("duplicate_field", false, format_args!("the field '{short}' appears twice")));
            }
            let value = all.next_value_seed(within)?;
            self.leave();
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Seat {
        weight: u32,
    }
    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Choice {
        For,
        Against,
    }
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        seats: Vec<Seat>,
        choice: Option<Choice>,
        open: Option<bool>,
        person: Option<crate::ids::PersonId>,
    }

    fn refused(text: &str) -> (bool, String, String) {
        match parse(text.as_bytes()).and_then(typed::<Body>).unwrap_err() {
            Error::Malformed { errors, .. } => {
                let first = errors.first().unwrap();
                (false, first.pointer.clone(), first.code.clone())
            }
            Error::Invalid(errors) => {
                let first = errors.first().unwrap();
                (true, first.pointer.clone(), first.code.clone())
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_not_json_is_unreadable_and_says_where() {
        for (text, pointer) in [
            ("", ""),
            ("{", ""),
            ("{\"seats\":[]} x", ""),
            ("{\"seats\":[],\"seats\":[]}", "/seats"),
            ("{\"seats\":[{\"weight\":1,\"weight\":2}]}", "/seats/0/weight"),
            ("{\"seats\":[\"\\ud800\"]}", "/seats/0"),
            ("{\"seats\":[\"\\udc00\"]}", "/seats/0"),
            ("{\"seats\":[\"\\ud800\\u0041\"]}", "/seats/0"),
            ("{\"seats\":NaN}", "/seats"),
            ("{\"seats\":01}", "/seats"),
            ("{\"seats\":1.}", "/seats"),
            ("{\"seats\":\"\u{1}\"}", "/seats"),
            ("{\"seats\":\"\\x\"}", "/seats"),
            ("{\"seats\":\"\\u12\"}", "/seats"),
            ("{'seats':[]}", ""),
            ("{\"seats\":[1,]}", "/seats/1"),
            ("// {}", ""),
        ] {
            let (readable, at, _) = refused(text);
            assert!(!readable, "{text}");
            assert_eq!(at, pointer, "{text}");
        }
        assert!(parse(b"\xef\xbb\xbf{}").is_err());
        assert!(parse(b"{\"a\":\"\xff\"}").is_err());
    }

    #[test]
    fn depth_is_bounded_without_recursion_running_away() {
        let nest = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(parse(nest(DEPTH).as_bytes()).is_ok());
        for n in [DEPTH + 1, 127, 128, 100_000] {
            assert!(matches!(parse(nest(n).as_bytes()), Err(Error::Malformed { .. })));
        }
    }

    #[test]
    fn what_is_wrong_in_itself_names_its_field() {
        for (text, pointer, code) in [
            ("[]", "", "wrong_type"),
            ("\"x\"", "", "wrong_type"),
            ("{}", "/seats", "missing"),
            ("{\"seats\":{}}", "/seats", "wrong_type"),
            ("{\"seats\":[{\"weight\":\"1\"}]}", "/seats/0/weight", "wrong_type"),
            ("{\"seats\":[{\"weight\":1.0}]}", "/seats/0/weight", "wrong_type"),
            ("{\"seats\":[{\"weight\":-1}]}", "/seats/0/weight", "out_of_range"),
            ("{\"seats\":[{\"weight\":4294967296}]}", "/seats/0/weight", "out_of_range"),
            ("{\"seats\":[{\"weight\":1e999}]}", "/seats/0/weight", "out_of_range"),
            ("{\"seats\":[{\"weight\":18446744073709551616}]}", "/seats/0/weight", "out_of_range"),
            ("{\"seats\":[[1]]}", "/seats/0", "wrong_type"),
            ("{\"seats\":[{\"weight\":1,\"wieght\":2}]}", "/seats/0/wieght", "unknown_field"),
            ("{\"seats\":[],\"register_id\":\"x\"}", "/register_id", "unknown_field"),
            ("{\"seats\":[],\"choice\":\"maybe\"}", "/choice", "unknown_value"),
            ("{\"seats\":[],\"choice\":7}", "/choice", "wrong_type"),
            ("{\"seats\":[],\"open\":1}", "/open", "wrong_type"),
            ("{\"seats\":[],\"person\":\"00000000-0000-0000-0000-000000000000\"}", "/person", "malformed"),
            ("{\"seats\":[],\"person\":\"a\\u0000b\"}", "/person", "nul_character"),
            ("{\"seats\":[],\"a/b~c\":1}", "/a~1b~0c", "unknown_field"),
        ] {
            assert_eq!(refused(text), (true, pointer.to_owned(), code.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_right_body_is_read_and_its_text_composed() {
        let body: Body = typed(parse(b"{\"seats\":[{\"weight\":1}],\"choice\":\"for\",\"open\":null}").unwrap()).unwrap();
        assert_eq!(body.seats.first().unwrap().weight, 1);
        assert!(matches!(body.choice, Some(Choice::For)) && body.open.is_none() && body.person.is_none());
        let _ = Choice::Against;
        assert_eq!(parse("\"e\\u0301\"".as_bytes()).unwrap(), Value::String("\u{e9}".into()));
        assert_eq!(parse(b"\"\\ud83d\\ude00\"").unwrap(), Value::String("\u{1f600}".into()));
        assert_eq!(parse(b" -0 ").unwrap(), serde_json::json!(0));
    }
}
