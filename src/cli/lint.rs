//! `quorate lint COMMITTEE|FILE`: what is unwise about terms of reference, before they are
//! adopted or after.

use std::collections::BTreeMap;
use std::path::Path;

use clap::Args;
use serde_json::json;

use super::{End, Flags, print};
use crate::app::Opened;
use crate::committees::{self, Committee, CommitteeKind, Paragraph, Terms};
use crate::http::body::json as strict;
use crate::ids::{CommitteeId, OrganisationId};
use crate::lints::{self, Finding, Tried, lint, tried_on};
use crate::organisations::{Graph, Organisation, OrganisationKind};
use crate::rehearsal::stage::message_of;

#[derive(Debug, Args)]
pub struct Lint {
    /// A committee of the register, by its code or id; or a file with one version of terms in JSON.
    #[arg(value_name = "COMMITTEE|FILE")]
    what: String,
    /// The register, by id or short name; the only one by default.
    #[arg(long)]
    register: Option<String>,
    /// Of a file: the terms are of a committee to which NHS England has delegated primary care, of which more is asked.
    #[arg(long)]
    delegated: bool,
    /// Of a file: the code of the committee's own body, where the terms name others as well.
    #[arg(long, value_name = "CODE")]
    organisation: Option<String>,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

/// What is said of one version of the terms.
struct Said {
    in_english: Vec<Paragraph>,
    found: Vec<Finding>,
}

impl From<&Tried> for Said {
    fn from(tried: &Tried) -> Self {
        Self { in_english: tried.in_english(), found: lint(tried) }
    }
}

impl Lint {
    /// # Errors
    /// [`End::False`] when there is anything to say; [`End::Usage`] for terms that are none.
    pub fn run(&self, flags: &Flags) -> Result<(), End> {
        let path = Path::new(&self.what);
        // Whatever is there is meant, be it no file that can be read; but a folder may be called as a committee is.
        let is_file = path.exists() && !path.is_dir();
        let Said { in_english, found } = if is_file { self.of_file(path)? } else { self.of_committee(flags)? };
        if self.json {
            print(&json!({ "lints": found, "in_english": in_english }).to_string())?;
        } else {
            super::terms::print_in_english(&in_english)?;
            for finding in &found {
                print(&format!("{} ({}): {}", finding.code, finding.rule, finding.detail))?;
                print(&format!("    {}", finding.cure))?;
            }
        }
        match (found.len(), self.json) {
            (0, true) => Ok(()),
            (0, false) => print("nothing to say"),
            (_, true) => Err(End::False(String::new())),
            (n, false) => Err(End::False(format!("{n} to look at"))),
        }
    }

    fn of_committee(&self, flags: &Flags) -> Result<Said, End> {
        if self.delegated || self.organisation.is_some() {
            let says = "--delegated and --organisation are said of a file: the register knows them of its committees";
            return Err(End::Usage(says.to_owned()));
        }
        let settings = flags.settings()?;
        let is_like_a_file = self.what.contains(std::path::MAIN_SEPARATOR) || Path::new(&self.what).extension().is_some();
        if is_like_a_file && !settings.database.is_there() {
            let elsewhere = settings.nothing_here();
            return Err(End::Usage(format!("there is no file '{}'; nor can it name a committee, for {elsewhere}", self.what)));
        }
        let opened = Opened::existing(&settings)?;
        if is_like_a_file && self.register.is_none() && !super::user::has_registers(&opened.access)? {
            return Err(End::Usage(format!("there is no file '{}'; nor can it name a committee, for there is no register yet", self.what)));
        }
        let register = super::user::register(&opened.access, self.register.as_deref())?;
        let reader = opened.database.reader();
        let what = self.what.clone();
        let found = reader.snapshot(register, |read| {
            let id: Option<CommitteeId> = match what.parse() {
                Ok(id) => Some(id),
                Err(_) => committees::facts::by_code(read, &what)?,
            };
            match id {
                Some(id) => lints::latest(read, id).map(Some),
                None => Ok(None),
            }
        })?;
        let tried = found.ok_or_else(|| End::Usage(format!("'{}' is neither a file nor a committee of the register", self.what)))?;
        // A committee that has no terms yet has none to be told of.
        Ok(tried.as_ref().map_or_else(|| Said { in_english: Vec::new(), found: Vec::new() }, Said::from))
    }

    /// Terms that are nobody's yet.
    fn of_file(&self, path: &Path) -> Result<Said, End> {
        let terms = terms_in(path)?;
        let names_some = terms.seats.iter().any(|seat| seat.organisation.is_some());
        if self.organisation.is_none() && names_some && terms.seats.iter().any(|seat| seat.organisation.is_none()) {
            let says = "some of the seats are of a body that the terms name, and the others of the committee's own: say which that is, with --organisation CODE";
            return Err(End::Usage(says.to_owned()));
        }
        let own = OrganisationId::new();
        let committee = Committee {
            id: CommitteeId::new(),
            organisation: own,
            partners: Vec::new(),
            name: path.display().to_string(),
            kind: CommitteeKind::Committee,
            delegated_primary_care: self.delegated,
        };
        let body = self.organisation.as_ref().map(|code| Organisation {
            id: own,
            code: code.clone(),
            name: code.clone(),
            kind: OrganisationKind::Other,
            commissioner: None,
            area: None,
        });
        Ok(Said::from(&tried_on(committee, terms, Vec::new(), BTreeMap::new(), Graph::new(body, BTreeMap::new()))))
    }
}

/// One version of the terms in a file, well formed.
///
/// # Errors
/// [`End::Usage`] for a file that cannot be read, and for terms that are none.
pub(super) fn terms_in(path: &Path) -> Result<Terms, End> {
    let bytes = std::fs::read(path).map_err(|error| End::Usage(format!("{}: {error}", path.display())))?;
    let read = strict::parse(&bytes).and_then(strict::typed::<Terms>);
    let terms = read.map_err(|error| End::Usage(format!("{}: {}", path.display(), message_of(&error))))?;
    let faults = committees::rules::faults_of(&terms);
    if faults.is_empty() {
        return Ok(terms);
    }
    let lines: Vec<String> = faults.iter().map(|fault| format!("{} {}", fault.pointer, fault.message)).collect();
    Err(End::Usage(format!("{}: {}", path.display(), lines.join("; "))))
}
