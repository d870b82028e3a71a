//! The rulebook as pages: what each rule says, where it comes from, which function decides it and which
//! case shows it. They are those of `docs/RULES.md`, so that there is one text.

use std::sync::LazyLock;

use maud::{Markup, html};

use super::pages::page;
use crate::fault::Error;
use crate::http::answer::Answer;
use crate::http::call::Call;
use crate::http::route::Route;

const BOOK: &str = include_str!("../../../docs/RULES.md");
const TAG: &str = "Plumbing";

/// One rule of the book.
struct Rule {
    id: &'static str,
    title: &'static str,
    /// Its sentence, then its source, the functions that decide it and the cases that show it.
    paragraphs: Vec<String>,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| BOOK.split("\n### ").skip(1).filter_map(rule).collect());

fn rule(text: &'static str) -> Option<Rule> {
    let (head, body) = text.split_once('\n')?;
    let (id, title) = head.split_once(' ')?;
    // A chapter that begins after it is not of it.
    let body = body.split("\n## ").next().unwrap_or_default();
    let paragraphs = body.split("\n\n").map(|paragraph| paragraph.trim().replace('\n', " ")).filter(|paragraph| !paragraph.is_empty());
    Some(Rule { id, title, paragraphs: paragraphs.collect() })
}

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/rules", "rules", rules).tag(TAG).summary("Every rule of the law, by its id.").public().media("text/html"),
        Route::get("/rules/{id}", "rule", one_rule)
            .tag(TAG)
            .summary("One rule: its sentence, its source, what decides it and what shows it.")
            .public()
            .of_what_is_open()
            .media("text/html"),
    ]
}

/// A paragraph; what stands between back quotes is code.
fn paragraph(text: &str) -> Markup {
    html! { p { @for (n, piece) in text.split('`').enumerate() { @if n % 2 == 1 { code { (piece) } } @else { (piece) } } } }
}

async fn rules(_: Call) -> Result<Answer, Error> {
    let list = html! {
        dl { @for rule in RULES.iter() { dt { a href={"/rules/" (rule.id)} { (rule.id) } " " (rule.title) } dd { (rule.paragraphs.first().map_or("", String::as_str)) } } }
    };
    Ok(Answer::html(page("The rules", &list)).cached(300))
}

async fn one_rule(call: Call) -> Result<Answer, Error> {
    let id = call.param("id").unwrap_or_default();
    let rule = RULES.iter().find(|rule| rule.id == id).ok_or(Error::NotFound("rule"))?;
    let text = html! {
        @for text in &rule.paragraphs { (paragraph(text)) }
        p { a href="/rules" { "All rules" } }
    };
    Ok(Answer::html(page(&format!("{} {}", rule.id, rule.title), &text)).cached(300))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_of_the_book_has_its_sentence_its_source_and_its_case() {
        assert!(RULES.len() >= 60, "{} rules", RULES.len());
        for rule in RULES.iter() {
            let starts = |word: &str| rule.paragraphs.iter().any(|paragraph| paragraph.starts_with(word));
            assert!(rule.paragraphs.len() >= 4 && !rule.title.is_empty(), "{}", rule.id);
            assert!(starts("Source: ") && starts("Decided by: ") && starts("Shown by: "), "{}", rule.id);
        }
    }
}
