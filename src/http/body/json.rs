//! The one JSON we accept. Stricter than the grammar where two readers could disagree (doubled
//! keys, lone surrogates, a byte order mark), and bounded where a body could exhaust us (depth);
//! every complaint knows its JSON pointer. Text is normalised to NFC on the way in, so that two
//! spellings of one name are one name.

use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::fault::{Error, FieldError, Malformed};
use crate::http::body::typed::{Node, Wrong};

/// Arrays and objects within one another.
pub const DEPTH: usize = 32;

/// A complaint on its way up; each level puts its own step in front.
struct Bad {
    /// Wrong in itself (422) rather than unreadable (400).
    readable: bool,
    code: &'static str,
    detail: String,
    steps: Vec<String>,
}

impl Bad {
    fn syntax(detail: impl Into<String>) -> Self {
        Self { readable: false, code: "malformed", detail: detail.into(), steps: Vec::new() }
    }

    fn within(mut self, step: impl std::fmt::Display) -> Self {
        self.steps.push(step.to_string());
        self
    }
}

/// A JSON pointer from its steps, innermost first (RFC 6901).
pub(in crate::http) fn pointer(steps: &[String]) -> String {
    steps.iter().rev().fold(String::new(), |text, step| text + "/" + &step.replace('~', "~0").replace('/', "~1"))
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
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
    let mut scan = Scan { text, at: 0 };
    let outcome = scan.value(0).and_then(|value| {
        scan.space();
        if scan.peek().is_some() { Err(Bad::syntax("more text follows after the end of the JSON value")) } else { Ok(value) }
    });
    outcome.map_err(|bad| {
        let place = FieldError::new(pointer(&bad.steps), bad.code, bad.detail.clone());
        if bad.readable {
            return Error::Invalid(vec![place]);
        }
        let before = scan.text.get(..scan.at).unwrap_or(scan.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        let detail = format!("This is not JSON in a form that is taken: {} (line {line}, column {column}).", bad.detail);
        Error::Malformed { kind: Malformed::Syntax, detail, errors: vec![place] }
    })
}

/// A parsed body as the type a route takes.
///
/// # Errors
/// `Invalid`, naming the field by its pointer.
pub fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    if !value.is_object() {
        return Err(Error::invalid("", "wrong_type", "This must be a JSON object."));
    }
    T::deserialize(Node(value)).map_err(|wrong: Wrong| Error::Invalid(vec![wrong.field()]))
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8, what: &str) -> Result<(), Bad> {
        self.space();
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(Bad::syntax(format!("expected {what}")))
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, Bad> {
        self.space();
        match self.peek() {
            Some(b'{' | b'[') if depth >= DEPTH => Err(Bad::syntax(format!("more than {DEPTH} levels of nesting"))),
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.array(depth + 1),
            Some(b'"') => Ok(Value::String(self.string()?)),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => Err(Bad::syntax("expected a value")),
            None => Err(Bad::syntax("it ends where a value is expected")),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Bad> {
        if self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(Bad::syntax("expected a value"))
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, Bad> {
        self.at += 1;
        let mut members = Map::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(members));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(Bad::syntax("expected a field name in double quotes"));
            }
            let key = self.string()?;
            self.take(b':', "':' after the field name")?;
            if members.contains_key(&key) {
                let mut bad = Bad::syntax(format!("the field '{}' appears twice", key.chars().take(80).collect::<String>()));
                bad.code = "duplicate_field";
                return Err(bad.within(key));
            }
            let value = self.value(depth).map_err(|bad| bad.within(&key))?;
            members.insert(key, value);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Value::Object(members));
                }
                _ => return Err(Bad::syntax("expected ',' or '}'")),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Bad> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Array(items));
        }
        loop {
            let value = self.value(depth).map_err(|bad| bad.within(items.len()))?;
            items.push(value);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::Array(items));
                }
                _ => return Err(Bad::syntax("expected ',' or ']'")),
            }
        }
    }

    fn digits(&mut self) -> Result<(), Bad> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(Bad::syntax("expected a digit"));
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Value, Bad> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        let mut whole = true;
        if self.peek() == Some(b'.') {
            whole = false;
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            whole = false;
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        let number = if whole {
            text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from)).ok()
        } else {
            text.parse::<f64>().ok().filter(|number| number.is_finite()).and_then(Number::from_f64)
        };
        number.map(Value::Number).ok_or(Bad {
            readable: true,
            code: "out_of_range",
            detail: "This number is larger than any that is kept here.".to_owned(),
            steps: Vec::new(),
        })
    }

    fn string(&mut self) -> Result<String, Bad> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let start = self.at;
            while self.peek().is_some_and(|byte| byte != b'"' && byte != b'\\' && byte >= 0x20) {
                self.at += 1;
            }
            text.push_str(self.text.get(start..self.at).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    break;
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                Some(_) => return Err(Bad::syntax("a control character inside text must be escaped")),
                None => return Err(Bad::syntax("text without its closing quote")),
            }
        }
        if text.contains('\0') {
            return Err(Bad {
                readable: true,
                code: "nul_character",
                detail: "Text may not contain the NUL character (U+0000).".to_owned(),
                steps: Vec::new(),
            });
        }
        if text.is_ascii() || is_nfc(&text) { Ok(text) } else { Ok(text.nfc().collect()) }
    }

    fn escape(&mut self) -> Result<char, Bad> {
        let byte = self.peek().ok_or_else(|| Bad::syntax("text ends inside an escape"))?;
        self.at += 1;
        Ok(match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex()?;
                let lone = || Bad::syntax("half of a surrogate pair stands alone");
                if (0xd800..0xdc00).contains(&first) {
                    if self.text.get(self.at..self.at + 2) != Some("\\u") {
                        return Err(lone());
                    }
                    self.at += 2;
                    let second = self.hex()?;
                    if !(0xdc00..0xe000).contains(&second) {
                        return Err(lone());
                    }
                    char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)).ok_or_else(lone)?
                } else {
                    char::from_u32(first).ok_or_else(lone)?
                }
            }
            _ => return Err(Bad::syntax("an escape that JSON does not know")),
        })
    }

    fn hex(&mut self) -> Result<u32, Bad> {
        let digits = self
            .text
            .get(self.at..self.at + 4)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .ok_or_else(|| Bad::syntax("'\\u' must be followed by four hexadecimal digits"))?;
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| Bad::syntax("'\\u' must be followed by four hexadecimal digits"))
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
            ("{\"seats\":01}", ""),
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
