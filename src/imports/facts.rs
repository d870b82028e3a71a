//! What the register has already of the things that lists describe: each table read once, however
//! long the list.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;

use super::memberships::MembershipFields;
use super::people::{PersonFields, folded};
use super::periods::CommissionerPeriod;
use super::plan::{Found, Held, OrganisationFields};
use crate::committees::{self, Membership, Terms};
use crate::db::Read;
use crate::db::schema::{committee, membership, person, stake};
use crate::fault::Fault;
use crate::ids::{CommitteeId, FactId, MembershipId, OrganisationId, PersonId};
use crate::moment::{Date, Period};
use crate::organisations::StakeKind;
use crate::organisations::rules::Stake;

/// The day that stands for an unknown beginning: the earliest a register can speak of.
///
/// # Errors
/// Never: it is a day.
pub fn earliest() -> Result<Date, Fault> {
    "1900-01-01".parse().map_err(|_| Fault::Other("the earliest day is no day".to_owned()))
}

/// The bodies of a register as lists describe them.
pub struct Bodies {
    pub held: Vec<Held<OrganisationId, OrganisationFields>>,
    pub by_code: HashMap<String, OrganisationId>,
    /// The stakes that are not over, by holder, body and kind.
    pub stakes: BTreeMap<(OrganisationId, OrganisationId, StakeKind), Stake>,
}

/// # Errors
/// What the database says.
pub fn bodies(read: &mut Read<'_>, today: Date) -> Result<Bodies, Fault> {
    let register = read.register();
    let earliest = earliest()?;
    let known = crate::organisations::facts::list(read, &crate::organisations::facts::Asked::default(), None, i64::MAX)?;
    let by_code: HashMap<String, OrganisationId> = known.iter().map(|body| (body.code.clone(), body.id)).collect();
    let code_of: HashMap<OrganisationId, &str> = known.iter().map(|body| (body.id, body.code.as_str())).collect();
    type Row = (FactId, OrganisationId, OrganisationId, StakeKind, Option<Date>, Option<Date>);
    let mut rows: Vec<Row> = read.rows(
        stake::table.filter(stake::register_id.eq(register)).filter(stake::to_date.is_null().or(stake::to_date.ge(today))).select((
            stake::id,
            stake::holder,
            stake::body,
            stake::kind,
            stake::from_date,
            stake::to_date,
        )),
    )?;
    rows.sort_by_key(|row| row.0);
    let stakes: BTreeMap<_, _> = rows
        .into_iter()
        .map(|(id, holder, body, kind, from, to)| ((holder, body, kind), Stake { id, holder, body, kind, from, to }))
        .collect();
    let mut holders: HashMap<(OrganisationId, StakeKind), BTreeSet<String>> = HashMap::new();
    for (holder, body, kind) in stakes.keys() {
        if let Some(code) = code_of.get(holder) {
            holders.entry((*body, *kind)).or_default().insert((*code).to_owned());
        }
    }
    let held = known
        .iter()
        .map(|body| {
            let undated = || body.commissioner.iter().map(|code| CommissionerPeriod { code: code.clone(), joined: None, left: None });
            let commissioners: Vec<CommissionerPeriod> = if body.commissioners.is_empty() {
                undated().collect()
            } else {
                let dated = body.commissioners.iter().map(|with| CommissionerPeriod {
                    code: with.commissioner.clone(),
                    joined: Some(with.from).filter(|from| *from != earliest),
                    // Kept by its last day; lists give the first day out.
                    left: with.to.map(|to| to.plus_days(1)),
                });
                dated.collect()
            };
            let fields = OrganisationFields {
                postcode: body.postcode.clone(),
                commissioners,
                opened: body.opened,
                closed: body.closed,
                area: body.area.clone(),
                members: holders.remove(&(body.id, StakeKind::Member)).unwrap_or_default(),
                owners: holders.remove(&(body.id, StakeKind::Owner)).unwrap_or_default(),
                ..OrganisationFields::new(&body.code, &body.name, body.kind)
            };
            Held { id: body.id, fields }
        })
        .collect();
    Ok(Bodies { held, by_code, stakes })
}

/// The persons of a register as lists describe them.
///
/// # Errors
/// What the database says.
pub fn persons(read: &mut Read<'_>) -> Result<Vec<Held<PersonId, PersonFields>>, Fault> {
    let known = crate::people::facts::list(read, &crate::people::facts::Asked::default(), None, i64::MAX)?;
    let of = |person: crate::people::facts::Kept| Held {
        id: person.id,
        fields: PersonFields {
            code: person.code,
            name: person.name,
            grade: person.grade,
            tags: person.tags.into_iter().collect(),
            email: person.email,
        },
    };
    Ok(known.into_iter().map(of).collect())
}

/// What a list of memberships may refer to.
pub struct Seats {
    committees: HashMap<String, CommitteeId>,
    versions: HashMap<CommitteeId, Vec<Terms>>,
    people: HashMap<String, PersonId>,
    /// Names that several bear.
    shared: BTreeSet<String>,
    pub held: Vec<Membership>,
}

impl Seats {
    #[must_use]
    pub fn committee(&self, key: &str) -> Option<CommitteeId> {
        self.committees.get(key).or_else(|| self.committees.get(&folded(key))).copied()
    }

    /// The person of a code, or of a name that only one bears.
    ///
    /// # Errors
    /// Nobody, or several.
    pub fn person(&self, key: &str) -> Result<PersonId, Found> {
        match self.people.get(key).or_else(|| self.people.get(&folded(key))) {
            Some(person) => Ok(*person),
            None if self.shared.contains(&folded(key)) => Err(Found::Several),
            None => Err(Found::None),
        }
    }

    /// Whether the terms in force on a day, or later ones, have this seat.
    #[must_use]
    pub fn has_seat(&self, committee: CommitteeId, seat: &str, from: Date) -> bool {
        self.versions.get(&committee).is_some_and(|versions| committees::membership::seats(versions, from).contains(seat))
    }

    /// The memberships held, in the words of a list: committees and persons by their ids.
    #[must_use]
    pub fn as_listed(&self) -> Vec<Held<MembershipId, MembershipFields>> {
        let of = |held: &Membership| Held {
            id: held.id,
            fields: MembershipFields {
                committee: held.committee.to_string(),
                seat: held.seat.clone(),
                person: held.person.to_string(),
                period: Period { from: held.from, to: held.to },
                deputy_for: held.deputy_for.map(|person| person.to_string()),
            },
        };
        self.held.iter().map(of).collect()
    }
}

/// # Errors
/// What the database says; a stored version of terms that is none.
pub fn seats(read: &mut Read<'_>) -> Result<Seats, Fault> {
    let register = read.register();
    let rows: Vec<(CommitteeId, String, String)> =
        read.rows(committee::table.filter(committee::register_id.eq(register)).select((committee::id, committee::code, committee::name)))?;
    let mut versions = HashMap::new();
    for (id, ..) in &rows {
        versions.insert(*id, committees::facts::versions(read, *id)?.into_iter().map(|(_, terms)| terms).collect());
    }
    // A code says more than a name, and stands over it.
    let names = rows.iter().map(|(id, _, name)| (folded(name), *id));
    let committees: HashMap<String, CommitteeId> = names.chain(rows.iter().map(|(id, code, _)| (code.clone(), *id))).collect();
    let known: Vec<(PersonId, Option<String>, String)> =
        read.rows(person::table.filter(person::register_id.eq(register)).select((person::id, person::code, person::name)))?;
    let (mut people, mut shared) = (HashMap::new(), BTreeSet::new());
    for (id, _, name) in &known {
        if people.insert(folded(name), *id).is_some() {
            shared.insert(folded(name));
        }
    }
    for name in &shared {
        people.remove(name);
    }
    people.extend(known.iter().filter_map(|(id, code, _)| Some((code.clone()?, *id))));
    type Row = (MembershipId, CommitteeId, String, PersonId, Date, Option<Date>, Option<PersonId>);
    let mut rows: Vec<Row> = read.rows(membership::table.filter(membership::register_id.eq(register)).select((
        membership::id,
        membership::committee,
        membership::seat,
        membership::person,
        membership::from_date,
        membership::to_date,
        membership::deputy_for,
    )))?;
    rows.sort_by_key(|row| (row.4, row.0));
    let of = |(id, committee, seat, person, from, to, deputy_for): Row| Membership { id, committee, seat, person, from, to, deputy_for };
    Ok(Seats { committees, versions, people, shared, held: rows.into_iter().map(of).collect() })
}
