#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
use super::*;
use serde_json::json;

fn hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|n| u8::from_str_radix(&text[2 * n..2 * n + 2], 16).unwrap()).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The vectors were written by another program, from docs alone: ours must give the same bytes.
#[test]
fn the_committed_entries_are_written_byte_for_byte() {
    for vectors in [include_str!("../../../tests/vectors/entries.json"), include_str!("../../../tests/vectors/editions.json")] {
        written_byte_for_byte(&serde_json::from_str(vectors).unwrap());
    }
}

fn written_byte_for_byte(vectors: &Value) {
    let key: [u8; 32] = hex(text(&vectors["key"])).try_into().unwrap();
    let mut prev = tree::NOTHING;
    let mut hashes = Vec::new();
    for (index, vector) in vectors["entries"].as_array().unwrap().iter().enumerate() {
        let openings = vector["openings"].as_array().unwrap();
        let mut random: Vec<Vec<u8>> = openings.iter().map(|opening| hex(text(&opening["salt"]))).collect();
        random.push(hex(text(&vector["nonce"])));
        let mut random = random.into_iter();
        let kind: &'static str = Box::leak(text(&vector["kind"]).to_owned().into_boxed_str());
        let parts: Option<&'static str> = vector["parts_field"].as_str().map(|name| &*Box::leak(name.to_owned().into_boxed_str()));
        let traits = Traits { kind, personal: &[], secret: &[], parts };
        let heading = Heading {
            log: text(&vectors["log"]),
            index: index as u64,
            at: text(&vector["at"]).parse().unwrap(),
            prev,
            actor: text(&vector["actor"]),
            via: text(&vector["via"]),
            subjects: vector["subj"].as_array().unwrap().iter().map(|subject| text(subject).to_owned()).collect(),
            request: text(&vector["req"]).to_owned(),
            edition: vector["edition"].as_u64(),
            answer: vector["answer"].as_array().map(|parts| {
                let parts: Vec<&str> = parts.iter().map(text).collect();
                answer_tag(&key, text(&vectors["log"]), index as u64, &parts)
            }),
        };
        let draw = |to: &mut [u8]| {
            to.copy_from_slice(&random.next().unwrap());
            Ok(())
        };
        let sealed = seal(heading, &traits, vector["fields"].as_object().unwrap(), &key, draw).unwrap();
        assert_eq!(String::from_utf8(sealed.leaf.clone()).unwrap(), text(&vector["leaf"]));
        assert_eq!(sealed.hash.to_vec(), hex(text(&vector["leaf_hash"])));
        assert_eq!(sealed.mac.to_vec(), hex(text(&vector["mac"])));
        for ((opening, _), known) in sealed.openings.iter().zip(openings) {
            assert_eq!((opening.field.as_str(), opening.value.as_slice()), (text(&known["field"]), text(&known["value"]).as_bytes()));
        }
        let parts: Vec<String> = sealed.parts.iter().map(|part| String::from_utf8(part.clone()).unwrap()).collect();
        assert_eq!(json!(parts), vector["parts"]);

        let leaf = Leaf::parse(&sealed.leaf).unwrap();
        assert_eq!(leaf.encode().unwrap(), sealed.leaf);
        let openings: Vec<Opening> = sealed.openings.into_iter().map(|(opening, _)| opening).collect();
        assert_eq!(Value::Object(fields(&leaf, &openings, &traits).unwrap()), vector["fields"]);
        prev = sealed.hash;
        hashes.push(sealed.hash);
    }
    assert_eq!(tree::root(&hashes).to_vec(), hex(text(&vectors["root"])));
}

#[test]
fn the_class_of_an_opening_follows_from_what_the_change_declares() {
    let traits = Traits { kind: "k.d", personal: &["name", "lines/who"], secret: &["hash", "codes"], parts: Some("lines") };
    assert_eq!(traits.class("name"), Class::Personal);
    assert_eq!(traits.class("hash"), Class::Secret);
    assert_eq!(traits.class("other"), Class::Plain);
    assert_eq!(traits.class("parts/0/who"), Class::Personal);
    assert_eq!(traits.class("parts/12/name"), Class::Plain, "a field of a part is not the field of the same name above it");
    let whole = Traits { personal: &["lines"], ..traits };
    assert_eq!(whole.class("parts/3/anything"), Class::Personal);
}

#[test]
fn a_leaf_with_anything_more_or_less_is_no_leaf() {
    let vectors: Value = serde_json::from_str(include_str!("../../../tests/vectors/entries.json")).unwrap();
    let good = text(&vectors["entries"][1]["leaf"]);
    assert!(Leaf::parse(good.as_bytes()).is_ok());
    for (about, bad) in [
        ("an unknown name", good.replacen("\"via\":", "\"vib\":\"x\",\"via\":", 1)),
        ("a number for a text", good.replacen("\"idx\":\"1\"", "\"idx\":1", 1)),
        ("a number with a nought before it", good.replacen("\"idx\":\"1\"", "\"idx\":\"01\"", 1)),
        ("a time in another spelling", good.replacen(".123456Z", ".1234560Z", 1)),
        ("a space", good.replacen(",\"v\"", ", \"v\"", 1)),
        ("no nonce", good.replacen("\"nonce\"", "\"nonse\"", 1)),
        ("base64 without its padding", good.replacen("=\"", "\"", 1)),
        ("a second object", format!("{good}{good}")),
        ("nothing", String::new()),
    ] {
        assert!(Leaf::parse(bad.as_bytes()).is_err(), "{about}");
    }
    let newer = good.replacen("\"v\":1", "\"v\":3", 1);
    assert_eq!(Leaf::parse(newer.as_bytes()), Err(NotALeaf::UnknownVersion("3".to_owned())));

    let vectors: Value = serde_json::from_str(include_str!("../../../tests/vectors/editions.json")).unwrap();
    let good = text(&vectors["entries"][1]["leaf"]);
    let leaf = Leaf::parse(good.as_bytes()).unwrap();
    assert_eq!((leaf.edition, leaf.answer.is_some()), (Some(7), true));
    for (about, bad) in [
        ("an edition in a leaf of version 1", good.replacen("\"v\":2", "\"v\":1", 1)),
        ("no edition in a leaf of version 2", good.replacen("\"ed\":7,", "", 1)),
        ("an answer in a leaf of version 1", good.replacen("\"ed\":7,", "", 1).replacen("\"v\":2", "\"v\":1", 1)),
        ("an edition as text", good.replacen("\"ed\":7", "\"ed\":\"7\"", 1)),
        ("an answer that is no tag", good.replacen("\"ans\":\"", "\"ans\":\"AA", 1)),
    ] {
        assert!(Leaf::parse(bad.as_bytes()).is_err(), "{about}");
    }
}

#[test]
fn what_the_log_cannot_hold_is_refused_at_the_door() {
    let traits = Traits { kind: "k.d", personal: &[], secret: &[], parts: Some("lines") };
    let seal = |fields: Value| {
        let heading = Heading {
            log: "h/r/1",
            index: 0,
            at: "2026-11-22T03:04:05Z".parse().unwrap(),
            prev: tree::NOTHING,
            actor: "cli",
            via: "cli",
            subjects: Vec::new(),
            request: String::new(),
            edition: Some(1),
            answer: None,
        };
        super::seal(heading, &traits, fields.as_object().unwrap(), &[0; 32], |to| {
            to.fill(7);
            Ok(())
        })
    };
    assert!(seal(json!({"a": 1.5})).is_err());
    assert!(seal(json!({"A": 1})).is_err());
    assert!(seal(json!({"a\u{e9}": 1})).is_err());
    assert!(seal(json!({"lines": [1]})).is_err());
    assert!(seal(json!({"lines": {}})).is_err());
    assert!(seal(json!({"a": "x\u{0}"})).is_err());
    assert!(seal(json!({"a": "x".repeat(1_000_000)})).is_ok(), "a value may be long: the leaf holds its commitment only");
}
