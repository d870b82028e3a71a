//! E-mail addresses, as far as their form can tell: the same for a person as for an account.

use unicode_normalization::UnicodeNormalization as _;
use unicode_security::MixedScript as _;
use unicode_security::confusable_detection::skeleton;

const NOT_ONE: (&str, &str) = ("bad_email", "Write an e-mail address such as name@example.org.");

/// What is wrong with an address, beside what no text may have in it.
#[must_use]
pub fn fault_of_address(text: &str) -> Option<(&'static str, &'static str)> {
    let Some((local, domain)) = text.rsplit_once('@') else { return Some(NOT_ONE) };
    let forbidden = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '\\' | '[' | ']');
    if text.len() > 254 || local.is_empty() || local.len() > 64 || local.contains('@') || text.chars().any(forbidden) {
        return Some(NOT_ONE);
    }
    let label = |part: &str| !part.is_empty() && part.len() <= 63 && !part.starts_with('-') && !part.ends_with('-');
    if domain.split('.').count() < 2 || !domain.split('.').all(label) {
        return Some(NOT_ONE);
    }
    let disguised =
        "This address has letters of another alphabet that look like the ones meant. Type it again with the keys of one alphabet.";
    std::iter::once(local).chain(domain.split('.')).any(is_disguised).then_some(("mixed_alphabets", disguised))
}

/// Whether a part of an address could be taken for another one: letters of several alphabets
/// together, or letters of one other alphabet that all look like ours.
fn is_disguised(part: &str) -> bool {
    // Another width of our own letters is another spelling, and folded as such.
    let part: String = part.nfkc().collect();
    if part.is_ascii() {
        return false;
    }
    !part.as_str().is_single_script() || (skeleton(&part).all(|letter| letter.is_ascii()) && part.chars().any(char::is_alphabetic))
}
