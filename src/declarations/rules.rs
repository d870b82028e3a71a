//! The register of interests (rulebook A2, A3.1, A4).

pub mod interests;
pub mod lateness;
pub mod life;
pub mod particulars;
pub mod redaction;
#[cfg(test)]
mod tests;

pub use interests::{Interests, Touching};
pub use lateness::{Awareness, DAYS_TO_DECLARE, aware_from, days_late};
pub use particulars::{Particulars, StoredMitigation};
pub use redaction::{Redaction, RedactionOutcome};

use serde::{Deserialize, Serialize};

use crate::fault::{Error, FieldError};
use crate::findings::Findings;
use crate::ids::{DeclarationId, OrganisationId, PersonId};
use crate::moment::Date;
use crate::policy::{Publication, Treatment};
use crate::words;

words! {
    /// The kind of an interest (A2).
    Category "category" {
        Financial = "financial",
        Professional = "non_financial_professional",
        Personal = "non_financial_personal",
        Indirect = "indirect",
    }
}

words! {
    /// Which way the interest would pull: a loss conflicts as much as a gain.
    Direction "direction" { Gain = "gain", Loss = "loss", Unknown = "unknown", }
}

words! {
    /// The part somebody has in the body of an interest: whoever governs or owns it is that body, paid or not (A2).
    BodyRole "role in a body" { Governs = "governs", Owns = "owns", WorksFor = "works_for", Other = "other", }
}

impl BodyRole {
    /// A2: whether an interest of this kind counts as financial, whatever it was declared as.
    #[must_use]
    pub const fn is_the_body(self) -> bool {
        matches!(self, Self::Governs | Self::Owns)
    }
}

words! {
    /// The life of a declaration; once submitted it is never deleted.
    Status "status" {
        Draft = "draft",
        Submitted = "submitted",
        Reviewed = "reviewed",
        Active = "active",
        Ended = "ended",
    }
}

words! {
    /// For whom a register is read.
    Audience "audience" { Public = "public", Private = "private", }
}

words! {
    /// How an entry appears to an audience.
    Shown "appearance" { Yes = "yes", NameWithheld = "name_withheld", No = "no", }
}

/// A way of handling the interest that was agreed when it was declared (A2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mitigation {
    pub treatment: Treatment,
    /// The body whose being concerned brings it into play; without one, the interest's own.
    pub when_organisation: Option<OrganisationId>,
    /// Whether whoever presides may rule less strictly.
    pub chair_may_vary: bool,
}

/// The close associate whose interest it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Related {
    /// Somebody on this register.
    Person(PersonId),
    /// Anybody else, in the declarer's words.
    Named(String),
}

/// One declared interest as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interest {
    pub id: DeclarationId,
    pub person: PersonId,
    pub category: Category,
    pub nature: String,
    pub organisation: Option<OrganisationId>,
    pub related: Option<Related>,
    pub underlying: Option<Category>,
    /// The part in the body, of the declarer or, where it is indirect, of the associate.
    pub role: Option<BodyRole>,
    /// Without a beginning: always.
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub declared: Date,
    /// The entry by which it was declared: what stands in the log before it was done without it.
    pub entered: i64,
    pub mitigation: Option<Mitigation>,
    /// A4.5: the guardian decided that the public is not told whose it is.
    #[serde(default)]
    pub name_withheld: bool,
    /// It was raised by somebody else than the person; by whom is not told, for whoever raises an interest is protected.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub raised_by_another: bool,
}

/// What a declaration says of whose and what the interest is.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    pub person: PersonId,
    pub category: Category,
    pub says: &'a Particulars,
}

/// The permit: what is stated of an interest holds together, as a draft or as a declaration.
#[derive(Debug)]
pub struct MayDeclare {
    pub(in crate::declarations) person: PersonId,
    pub(in crate::declarations) category: Category,
    pub(in crate::declarations) says: Particulars,
    pub(in crate::declarations) is_draft: bool,
}

/// A2: nobody may be kept from declaring; but an interest does not end before it begins, and says what it is.
///
/// # Errors
/// Wrong fields, as [`faults_of`] among them.
pub fn may_declare(said: &Said<'_>, is_draft: bool) -> Result<MayDeclare, Error> {
    let mut findings = Findings::new();
    findings.period("/to", said.says.from, said.says.to);
    findings.extend(faults_of(said, is_draft));
    findings.done()?;
    Ok(MayDeclare { person: said.person, category: said.category, says: said.says.clone(), is_draft })
}

/// A2: what is wrong with it. An indirect interest is somebody else's, and that somebody's own is not
/// indirect. What is more than a draft names the body or the associate it comes from, or says what it
/// is, or nobody could find a conflict in it.
#[must_use]
pub fn faults_of(said: &Said<'_>, is_draft: bool) -> Vec<FieldError> {
    let mut faults = Vec::new();
    if said.category == Category::Indirect && said.says.underlying_category == Some(Category::Indirect) {
        let message = "Underneath an indirect interest is one of another category: say which the associate's own interest is.";
        faults.push(FieldError::new("/underlying_category", "refers_to_itself", message));
    }
    if said.says.related_to == Some(said.person) {
        let message = "The close associate is somebody else than the person who declares; leave this out for an interest of their own.";
        faults.push(FieldError::new("/related_to", "refers_to_itself", message));
    }
    if !is_draft && !says_something(said) {
        let (pointer, message) = match said.category {
            Category::Indirect => {
                ("/related_person", "An indirect interest names the person or the body it comes from, or says what it is.")
            }
            _ => ("/nature", "Say what the interest is, or name the body it is in."),
        };
        faults.push(FieldError::new(pointer, "required", message));
    }
    faults
}

fn says_something(said: &Said<'_>) -> bool {
    let has_words = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
    has_words(said.says.nature.as_deref())
        || has_words(said.says.related_person.as_deref())
        || said.says.organisation.is_some()
        || said.says.related_to.is_some()
}

/// How an interest stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InForce {
    Active,
    /// Ended, but no longer ago than the policy looks back.
    Expired,
    /// Not known yet, not begun yet, or ended longer ago.
    No,
}

impl Interest {
    /// A2: the kind it counts as. Whoever governs or owns a body stands for it as whoever is paid by it does.
    #[must_use]
    pub fn counts_as(&self) -> Category {
        match self.category {
            Category::Professional | Category::Personal if self.governs() => Category::Financial,
            own => own,
        }
    }

    /// A2: of an indirect interest, the kind that the associate's own counts as; none where nobody said.
    #[must_use]
    pub fn underlying_counts_as(&self) -> Option<Category> {
        if self.governs() { Some(Category::Financial) } else { self.underlying }
    }

    fn governs(&self) -> bool {
        self.role.is_some_and(BodyRole::is_the_body)
    }

    /// Known from the day it was declared; active from its beginning to its end, both inclusive;
    /// then expired for as many months as the policy looks back (C1.2).
    #[must_use]
    pub fn on(&self, day: Date, look_back_months: u32) -> InForce {
        if self.declared > day || self.from.is_some_and(|from| day < from) {
            return InForce::No;
        }
        match self.to {
            Some(to) if day > to => {
                if day <= to.plus_months(look_back_months) {
                    InForce::Expired
                } else {
                    InForce::No
                }
            }
            _ => InForce::Active,
        }
    }
}

/// A4.1: an interest stays on the public register six months after its end.
pub const PUBLIC_MONTHS_AFTER_END: u32 = 6;
/// A4.2: and on the private record six years.
pub const PRIVATE_MONTHS_AFTER_END: u32 = 72;

/// What decides how an entry appears.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub declared: Date,
    pub to: Option<Date>,
    /// The guardian's decision to withhold the name from the public, and its day.
    pub name_withheld_from: Option<Date>,
    /// Whether the declarer is a decider (`people::rules::is_decider`).
    pub decider: bool,
    pub publication: Publication,
}

/// A4.4: whether anything of a person's declarations is told an audience: the public is told of
/// deciders alone where the policy publishes no others.
#[must_use]
pub fn is_told(decider: bool, audience: Audience, publication: Publication) -> bool {
    audience == Audience::Private || publication != Publication::Deciders || decider
}

/// A4.1, A4.2, A4.4, A4.5: how an entry appears on a day. Publication scope, withholding and six
/// months are for the public; the private record knows only the six years.
#[must_use]
pub fn shown(entry: Entry, audience: Audience, day: Date) -> Shown {
    let months = match audience {
        Audience::Public => PUBLIC_MONTHS_AFTER_END,
        Audience::Private => PRIVATE_MONTHS_AFTER_END,
    };
    if entry.declared > day || entry.to.is_some_and(|to| day > to.plus_months(months)) {
        return Shown::No;
    }
    if audience == Audience::Private {
        return Shown::Yes;
    }
    if !is_told(entry.decider, audience, entry.publication) {
        return Shown::No;
    }
    if entry.name_withheld_from.is_some_and(|from| from <= day) { Shown::NameWithheld } else { Shown::Yes }
}
