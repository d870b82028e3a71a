//! The register of interests (rulebook A2, A3.1, A4).

use serde::{Deserialize, Serialize};

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
    /// Without a beginning: always.
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub declared: Date,
    pub mitigation: Option<Mitigation>,
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

/// A3.1: an interest is declared within this many days of becoming aware of it.
pub const DAYS_TO_DECLARE: i64 = 28;

/// What the 28 days are counted from.
#[derive(Debug, Clone, Copy)]
pub struct Awareness {
    /// When the person became aware, where they said so.
    pub aware: Option<Date>,
    pub from: Option<Date>,
    /// Their first seat: nobody owes a declaration before they hold one.
    pub first_seat: Option<Date>,
    pub declared: Date,
}

/// A3.1, A3.4: how many days late a declaration is; 0 when it was in time. Counted from becoming
/// aware, which is taken to be the beginning of the interest, but not before the first seat; day
/// 28 is in time.
#[must_use]
pub fn days_late(case: Awareness) -> i64 {
    let aware = case.aware.or(match (case.from, case.first_seat) {
        (Some(from), Some(seat)) => Some(from.max(seat)),
        (from, seat) => from.or(seat),
    });
    aware.map_or(0, |aware| (case.declared.days_after(aware) - DAYS_TO_DECLARE).max(0))
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
    if entry.publication == Publication::Deciders && !entry.decider {
        return Shown::No;
    }
    if entry.name_withheld_from.is_some_and(|from| from <= day) { Shown::NameWithheld } else { Shown::Yes }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn late(aware: &str, declared: &str) -> i64 {
        days_late(Awareness { aware: Some(day(aware)), from: None, first_seat: None, declared: day(declared) })
    }

    #[test]
    fn the_twenty_eighth_day_is_in_time_and_the_twenty_ninth_is_one_day_late() {
        assert_eq!(late("2017-06-01", "2017-06-28"), 0);
        assert_eq!(late("2017-06-01", "2017-06-29"), 0);
        assert_eq!(late("2017-06-01", "2017-06-30"), 1);
        assert_eq!(late("2017-06-01", "2017-05-01"), 0);
    }

    #[test]
    fn a_new_member_counts_from_the_first_seat() {
        let case =
            Awareness { aware: None, from: Some(day("2010-01-01")), first_seat: Some(day("2018-01-01")), declared: day("2018-01-29") };
        assert_eq!(days_late(case), 0);
        assert_eq!(days_late(Awareness { declared: day("2018-01-31"), ..case }), 2);
        assert_eq!(days_late(Awareness { first_seat: None, ..case }), day("2018-01-29").days_after(day("2010-01-01")) - 28);
    }

    fn interest(from: Option<&str>, to: Option<&str>) -> Interest {
        Interest {
            id: DeclarationId::new(),
            person: PersonId::new(),
            category: Category::Financial,
            nature: String::new(),
            organisation: None,
            related: None,
            underlying: None,
            from: from.map(day),
            to: to.map(day),
            declared: day("2017-07-01"),
            mitigation: None,
        }
    }

    #[test]
    fn an_interest_is_active_on_its_last_day_and_expired_to_the_last_day_of_six_months() {
        let interest = interest(Some("2016-01-01"), Some("2018-01-31"));
        assert_eq!(interest.on(day("2017-06-30"), 6), InForce::No, "not declared yet");
        assert_eq!(interest.on(day("2018-01-31"), 6), InForce::Active);
        assert_eq!(interest.on(day("2018-02-01"), 6), InForce::Expired);
        assert_eq!(interest.on(day("2018-07-31"), 6), InForce::Expired);
        assert_eq!(interest.on(day("2018-08-01"), 6), InForce::No);
    }

    #[test]
    fn the_public_sees_six_months_and_the_record_keeps_six_years() {
        let entry = Entry {
            declared: day("2017-07-01"),
            to: Some(day("2018-01-31")),
            name_withheld_from: None,
            decider: true,
            publication: Publication::Deciders,
        };
        assert_eq!(shown(entry, Audience::Public, day("2018-07-31")), Shown::Yes);
        assert_eq!(shown(entry, Audience::Public, day("2018-08-01")), Shown::No);
        assert_eq!(shown(entry, Audience::Private, day("2024-01-31")), Shown::Yes);
        assert_eq!(shown(entry, Audience::Private, day("2024-02-01")), Shown::No);
        let other = Entry { decider: false, ..entry };
        assert_eq!(shown(other, Audience::Public, day("2018-01-01")), Shown::No);
        assert_eq!(shown(Entry { publication: Publication::Everyone, ..other }, Audience::Public, day("2018-01-01")), Shown::Yes);
        let withheld = Entry { name_withheld_from: Some(day("2017-10-01")), ..entry };
        assert_eq!(shown(withheld, Audience::Public, day("2017-09-30")), Shown::Yes);
        assert_eq!(shown(withheld, Audience::Public, day("2017-10-01")), Shown::NameWithheld);
        assert_eq!(shown(withheld, Audience::Private, day("2017-10-01")), Shown::Yes);
    }
}
