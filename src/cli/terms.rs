//! `quorate terms`: terms of reference of real committees to begin from.

use clap::Subcommand;

use super::{End, print};
use crate::committees::Paragraph;
use crate::lints::lint;
use crate::lints::templates::{self, Fact, Template};

#[derive(Debug, Subcommand)]
pub enum Terms {
    /// The templates that are shipped, by name.
    List {
        /// One JSON object.
        #[arg(long)]
        json: bool,
    },
    /// One template: where it comes from, what it says in English, what it answers, what is unwise about it.
    Show {
        /// Its name, as `quorate terms list` has it.
        name: String,
        /// The terms alone, in JSON: to be changed, tried with `quorate lint FILE` and entered.
        #[arg(long)]
        json: bool,
    },
}

/// # Errors
/// [`End::Usage`] for a name that no template has.
pub fn run(command: &Terms) -> Result<(), End> {
    match command {
        Terms::List { json } => list(*json),
        Terms::Show { name, json } => {
            let found = templates::named(name)?;
            let template = found.ok_or_else(|| End::Usage(format!("there is no template '{name}': see 'quorate terms list'")))?;
            if *json { print(&format!("{:#}", in_json(&template.terms)?)) } else { show(template) }
        }
    }
}

fn in_json(value: &impl serde::Serialize) -> Result<serde_json::Value, End> {
    serde_json::to_value(value).map_err(|error| End::Fault(error.to_string()))
}

fn list(json: bool) -> Result<(), End> {
    let all = templates::shipped()?;
    if json {
        let items: Vec<_> = all.iter().map(|one| serde_json::json!({"name": one.name, "title": one.title, "source": one.source})).collect();
        return print(&serde_json::json!({ "items": items }).to_string());
    }
    let width = all.iter().map(|one| one.name.len()).max().unwrap_or_default();
    all.iter().try_for_each(|one| print(&format!("{:width$}  {}", one.name, one.title)))
}

fn show(template: &Template) -> Result<(), End> {
    print(&format!("{}\n    from {}\n    {}\n", template.title, template.source, template.reading))?;
    let tried = template.tried();
    print_in_english(&tried.in_english())?;
    print("What it answers")?;
    template.facts.iter().try_for_each(|fact| print(&format!("    {}: {}", fact.says, answer(fact))))?;
    let found = lint(&tried);
    if !found.is_empty() {
        print("\nWhat is unwise about it")?;
        found.iter().try_for_each(|finding| print(&format!("    {} ({}): {}", finding.code, finding.rule, finding.detail)))?;
    }
    print(&format!("\n'quorate terms show {} --json' prints the terms to begin from.", template.name))
}

fn answer(fact: &Fact) -> &'static str {
    match (fact.quorate, fact.carried) {
        (Some(true), _) => "quorate",
        (Some(false), _) => "not quorate",
        (None, Some(true)) => "carried",
        (None, _) => "not carried",
    }
}

/// Terms in English, each matter under its heading.
///
/// # Errors
/// When standard output cannot be written.
pub fn print_in_english(paragraphs: &[Paragraph]) -> Result<(), End> {
    for paragraph in paragraphs {
        print(&paragraph.heading)?;
        paragraph.says.iter().try_for_each(|says| print(&format!("    {says}")))?;
        print("")?;
    }
    Ok(())
}
