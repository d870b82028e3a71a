//! A code is one code in either case: a list is read in the spelling that the register has, or else
//! in that of its own first row.

use std::collections::{HashMap, HashSet};

use super::organisations::{OrganisationList, OrganisationRow};
use super::plan::{Held, OrganisationFields};
use super::report::Rejected;
use crate::text::code_key;

struct Spelling<'a> {
    held: HashSet<&'a str>,
    by_key: HashMap<String, Vec<&'a str>>,
    listed: HashMap<String, String>,
}

impl<'a> Spelling<'a> {
    fn of<Id>(list: &OrganisationList, held: &'a [Held<Id, OrganisationFields>]) -> Self {
        let mut by_key: HashMap<String, Vec<&str>> = HashMap::new();
        for one in held {
            by_key.entry(code_key(&one.fields.code)).or_default().push(&one.fields.code);
        }
        let mut listed = HashMap::new();
        for row in list.rows.iter().flatten() {
            listed.entry(code_key(&row.code)).or_insert_with(|| row.code.clone());
        }
        Self { held: held.iter().map(|one| one.fields.code.as_str()).collect(), by_key, listed }
    }

    /// The spelling of a code; or those of the several that it may mean, kept from a time when a list
    /// could bring in both.
    fn spelt(&self, code: &str) -> Result<String, Vec<&'a str>> {
        if self.held.contains(code) {
            return Ok(code.to_owned());
        }
        let key = code_key(code);
        match self.by_key.get(&key).map(Vec::as_slice) {
            Some([one]) => Ok((*one).to_owned()),
            Some(several) => Err(several.to_vec()),
            None => Ok(self.listed.get(&key).cloned().unwrap_or_else(|| code.to_owned())),
        }
    }

    fn row(&self, row: &OrganisationRow) -> Result<OrganisationRow, Rejected> {
        let one = |column: &str, code: &String| {
            self.spelt(code).map_err(|several| Rejected {
                row: row.row,
                column: column.to_owned(),
                code: "ambiguous_code".to_owned(),
                message: format!(
                    "The register has this code in several spellings: {}. Write the one that is meant exactly so.",
                    several.join(", ")
                ),
                value: code.clone(),
                also: Box::default(),
            })
        };
        let all = |column: &str, codes: &[String]| -> Result<Vec<String>, Rejected> {
            let mut codes = codes.iter().map(|code| one(column, code)).collect::<Result<Vec<_>, _>>()?;
            codes.sort_unstable();
            codes.dedup();
            Ok(codes)
        };
        Ok(OrganisationRow {
            code: one("code", &row.code)?,
            commissioner: row.commissioner.as_ref().map(|code| one("commissioner", code)).transpose()?,
            members: all("members", &row.members)?,
            owners: all("owners", &row.owners)?,
            ..row.clone()
        })
    }
}

/// The rows of a list in the spelling of the register.
pub(super) fn spelled<Id>(list: &OrganisationList, held: &[Held<Id, OrganisationFields>]) -> OrganisationList {
    let spelling = Spelling::of(list, held);
    let rows = list.rows.iter().map(|row| row.clone().and_then(|row| spelling.row(&row))).collect();
    list.with_rows(rows)
}
