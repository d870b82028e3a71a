#![allow(clippy::unwrap_used)]

use super::*;

fn code<T>(read: Result<T, Unsound>) -> &'static str {
    read.map_or_else(|(code, _)| code, |_| "")
}

#[test]
fn a_line_is_composed_and_hides_nothing() {
    assert_eq!(Line::parse(" Ame\u{301}lie ").unwrap(), "Am\u{e9}lie");
    for (text, why) in [
        ("", "blank"),
        ("  ", "blank"),
        ("\u{a0}\u{a0}", "blank"),
        ("a\nb", "control_character"),
        ("a\r\nBcc: x", "control_character"),
        ("abc\u{202e}fdp.exe", "direction_character"),
        ("zero\u{200b}width", "invisible_character"),
        ("so\u{ad}ft", "invisible_character"),
        ("\u{200c}\u{200d} \u{200d}", "blank"),
        ("a\u{1d173}", "invisible_character"),
        ("\u{fffc}", "no_character"),
        ("x\u{301}\u{301}\u{301}\u{301}\u{301}", "stacked_accents"),
    ] {
        assert_eq!(code(Line::parse(text)), why, "{text:?}");
    }
    for text in [
        "Dr A. O'Neil-Smith",
        "Łucja Żółć",
        "王小明",
        "Committee 🗳",
        "<b>bold</b>",
        "=1+1",
        " padded",
        "👨\u{200d}👩\u{200d}👧",
        "نامه\u{200c}ای",
    ] {
        assert_eq!(code(Line::parse(text)), "", "{text:?}");
    }
    assert_eq!((code(Line::parse(&"x".repeat(300))), code(Line::parse(&"x".repeat(301)))), ("", "too_long"));
    assert_eq!((code(Number::parse(&"1".repeat(20))), code(Number::parse(&"1".repeat(21)))), ("", "too_long"));
}

#[test]
fn running_text_keeps_its_lines() {
    assert_eq!(Prose::parse("one\r\ntwo\n").unwrap(), "one\ntwo");
    assert_eq!(code(Prose::parse("one\rtwo")), "control_character");
    assert_eq!((code(Prose::parse(&"x".repeat(20_000))), code(Prose::parse(&"x".repeat(20_001)))), ("", "too_long"));
    assert_eq!((Rationale::parse(" \n").unwrap().words(), Rationale::parse(" so ").unwrap().words()), (None, Some("so")));
}

#[test]
fn a_name_names_somebody() {
    assert_eq!(code(Name::parse("Zoë Brontë")), "");
    assert_eq!(
        (code(Name::parse("#REF!")), code(Name::parse("TBC")), code(Name::parse(" "))),
        ("spreadsheet_error", "not_a_name", "blank")
    );
}

#[test]
fn an_address_is_one_that_can_be_written_to() {
    assert_eq!(Email::parse(" A.b+C@Example.org ").unwrap(), "a.b+c@example.org");
    for text in ["a", "a@b", "@b.org", "a@.org", "a b@c.org", "a@b.org, c@d.org", "a@b.org\r\nBcc: x@y.org", "a@b@c.org", "a@[::1]"] {
        assert_ne!(code(Email::parse(text)), "", "{text}");
    }
    // Cyrillic letters among ours, a word of Cyrillic letters that all look like ours, Greek.
    for text in ["\u{441}lerk@example.org", "\u{441}\u{43e}\u{440}@example.org", "le\u{3b1}d@example.org", "a@ex\u{430}mple.org"] {
        assert_eq!(code(Email::parse(text)), "mixed_alphabets", "{text}");
    }
    for text in [
        "\u{142}ucja.\u{17c}\u{f3}\u{142}\u{107}@example.org",
        "\u{433}\u{43b}\u{430}\u{432}\u{430}@example.org",
        "m\u{fc}ller@example.org",
        "\u{738b}\u{5c0f}\u{660e}@example.org",
    ] {
        assert_eq!(code(Email::parse(text)), "", "{text}");
    }
}

#[test]
fn two_spellings_of_one_address_meet() {
    assert_eq!(folded("Clerk@Example.ORG"), folded("clerk@example.org"));
    assert_eq!(folded("ｃlerk@example.org"), folded("clerk@example.org"));
}

#[test]
fn codes_words_times_and_digests_can_be_typed() {
    assert_eq!(Code::parse(" B82012 ").unwrap(), "B82012");
    for bad in ["", "a b", "../x", "é", "-a", &"x".repeat(61)] {
        assert_eq!(code(Code::parse(bad)), "bad_code", "{bad}");
    }
    assert_eq!((code(Word::parse("Lay_A")), code(Word::parse(&"x".repeat(60)))), ("", ""), "as the tag of a seat");
    for bad in ["", "lay audit", "lay-audit", &"x".repeat(61)] {
        assert_eq!(code(Word::parse(bad)), "bad_word", "{bad}");
    }
    assert_eq!(
        (code(ClockTime::parse("14:00")), code(ClockTime::parse("24:00")), code(ClockTime::parse("9:00"))),
        ("", "bad_time", "bad_time")
    );
    assert_eq!((code(Sha256::parse(&"0f".repeat(32))), code(Sha256::parse(&"0F".repeat(32)))), ("", "bad_digest"));
}

#[test]
fn each_kind_has_a_sample_that_is_one() {
    for kind in Kind::all() {
        assert_eq!(kind.fault_of(kind.sample), None, "{}", kind.sample);
    }
}

#[test]
fn what_was_kept_is_read_as_it_was_kept_and_what_comes_in_is_asked() {
    assert!(serde_json::from_str::<Line>(r#""a\nb""#).unwrap_err().to_string().contains("line break"));
    let entry: String = serde_json::from_str(r#""a\nb""#).unwrap();
    assert_eq!(Line::kept(entry), "a\nb");
}
