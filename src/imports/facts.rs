//! What the register has already of the things that lists describe: each table read once, however
//! long the list.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use diesel::prelude::*;

use super::memberships::MembershipFields;
use super::people::PersonFields;
use super::periods::CommissionerPeriod;
use super::plan::{Found, Held, OrganisationFields};
use crate::committees::{self, Membership, Seat, Terms};
use crate::db::Read;
use crate::db::schema::{committee, organisation, person, stake};
use crate::fault::{Error, Fault};
use crate::ids::{CommitteeId, FactId, MembershipId, OrganisationId, PersonId};
use crate::moment::{Date, Period};
use crate::organisations::StakeKind;
use crate::organisations::rules::Stake;
use crate::text::{NameKey, code_key, name_key, spoken};

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
    let earliest = earliest()?;
    let known = crate::organisations::facts::list(read, &crate::organisations::facts::OrganisationFilter::default(), None, i64::MAX)?;
    let by_code: HashMap<String, OrganisationId> = known.iter().map(|body| (body.code.clone(), body.id)).collect();
    let code_of: HashMap<OrganisationId, &str> = known.iter().map(|body| (body.id, body.code.as_str())).collect();
    type Row = (FactId, OrganisationId, OrganisationId, StakeKind, Option<Date>, Option<Date>);
    let mut rows: Vec<Row> = read.rows(read.of(stake::table).filter(stake::to_date.is_null().or(stake::to_date.ge(today))).select((
        stake::id,
        stake::holder,
        stake::body,
        stake::kind,
        stake::from_date,
        stake::to_date,
    )))?;
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

/// Codes that two bodies or two persons of a register have in two cases, from a time when a list
/// could bring in both, each in words with what to do.
///
/// # Errors
/// What the database says.
pub fn doubled_codes(read: &mut Read<'_>) -> Result<Vec<String>, Error> {
    let bodies: Vec<(String, String)> =
        read.rows(read.of(organisation::table).order(organisation::id.asc()).select((organisation::code, organisation::name)))?;
    let people: Vec<(Option<String>, String)> =
        read.rows(read.of(person::table).order(person::id.asc()).select((person::code, person::name)))?;
    let people = people.into_iter().filter_map(|(code, name)| Some((code?, name))).collect();
    let cures = [
        (
            bodies,
            "they are two bodies here, and an interest in the one is not found on business with the other. Use the one, and say what names the other of the one too; then give the other a day of closing",
        ),
        (people, "they are two persons here. Give one of them another code"),
    ];
    let told = |(all, cure): (Vec<(String, String)>, &str)| {
        let mut by_key: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (code, name) in all {
            by_key.entry(code_key(&code)).or_default().push(format!("{code} ({name})"));
        }
        let cure = cure.to_owned();
        by_key
            .into_values()
            .filter(|several| several.len() > 1)
            .map(move |several| format!("one code in two cases: {}: {cure}", several.join(" and ")))
    };
    Ok(cures.into_iter().flat_map(told).collect())
}

/// The persons of a register as lists describe them.
///
/// # Errors
/// What the database says.
pub fn persons(read: &mut Read<'_>) -> Result<Vec<Held<PersonId, PersonFields>>, Fault> {
    let known = crate::people::facts::list(read, &crate::people::facts::PersonFilter::default(), None, i64::MAX)?;
    let to_held = |person: crate::people::facts::PersonRecord| Held {
        id: person.id,
        fields: PersonFields {
            code: person.says.code,
            name: person.says.name,
            grade: person.says.grade,
            tags: person.says.tags.into_iter().collect(),
            email: person.says.email,
        },
    };
    Ok(known.into_iter().map(to_held).collect())
}

/// A person as a list of memberships may mean them.
struct Named {
    id: PersonId,
    code: Option<String>,
    name: String,
    key: NameKey,
}

/// What a list of memberships may refer to.
pub struct Seats {
    /// Ids and codes, less their case; then names.
    committees: HashMap<String, CommitteeId>,
    codes: HashMap<CommitteeId, String>,
    versions: HashMap<CommitteeId, Vec<Terms>>,
    people: Vec<Named>,
    /// Places among the people, by id, by code less its case, and by name.
    by_id: HashMap<PersonId, usize>,
    by_code: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    known: HashSet<(CommitteeId, String, PersonId, Date)>,
    pub held: Vec<Membership>,
}

impl Seats {
    /// The committee of an id, a code or a name.
    #[must_use]
    pub fn committee(&self, key: &str) -> Option<CommitteeId> {
        self.committees.get(&code_key(key)).or_else(|| self.committees.get(&*spoken(key))).copied()
    }

    #[must_use]
    pub fn code_of(&self, committee: CommitteeId) -> Option<&str> {
        self.codes.get(&committee).map(String::as_str)
    }

    /// The person of an id, of a code, or of a name that only one bears.
    ///
    /// # Errors
    /// Nobody, or several.
    pub fn person(&self, key: &str) -> Result<PersonId, Found> {
        if let Some(place) = key.parse().ok().and_then(|id: PersonId| self.by_id.get(&id)) {
            return self.people.get(*place).map(|one| one.id).ok_or(Found::None);
        }
        let of_code = self.all(self.by_code.get(&code_key(key)));
        let as_spelt = of_code.iter().find(|one| one.code.as_deref() == Some(key));
        match (of_code.as_slice(), as_spelt) {
            (_, Some(one)) | ([one], None) => return Ok(one.id),
            ([], None) => {}
            _ => return Err(Found::Several),
        }
        let name = name_key(key);
        match self.all(self.by_name.get(&name.key)).as_slice() {
            [one] if one.key.agrees(&name) => Ok(one.id),
            [_, _, ..] => Err(Found::Several),
            _ => Err(Found::None),
        }
    }

    fn all(&self, places: Option<&Vec<usize>>) -> Vec<&Named> {
        places.into_iter().flatten().filter_map(|place| self.people.get(*place)).collect()
    }

    /// The name and the code of a person.
    #[must_use]
    pub fn called(&self, person: PersonId) -> Option<(&str, Option<&str>)> {
        let one = self.people.get(*self.by_id.get(&person)?)?;
        Some((&one.name, one.code.as_deref()))
    }

    /// Whether the register has this very membership, whatever the terms say of its seat now.
    #[must_use]
    pub fn has(&self, committee: CommitteeId, seat: &str, person: PersonId, from: Date) -> bool {
        self.known.contains(&(committee, seat.to_owned(), person, from))
    }

    /// Whether the terms in force on a day, or later ones, have this seat.
    #[must_use]
    pub fn has_seat(&self, committee: CommitteeId, seat: &str, from: Date) -> bool {
        self.versions.get(&committee).is_some_and(|versions| committees::rules::membership::seats(versions, from).contains(seat))
    }

    /// The seat as the terms of a committee have it on a day.
    #[must_use]
    pub fn seat_on(&self, committee: CommitteeId, seat: &str, day: Date) -> Option<&Seat> {
        committees::rules::membership::seat_on(self.versions.get(&committee)?, seat, day)
    }

    /// The memberships held, in the words of a list: committees and persons by their ids.
    #[must_use]
    pub fn as_listed(&self) -> Vec<Held<MembershipId, MembershipFields>> {
        let to_held = |held: &Membership| Held {
            id: held.id,
            fields: MembershipFields {
                committee: held.committee.to_string(),
                seat: held.seat.clone(),
                person: held.person.to_string(),
                period: Period { from: held.from, to: held.to },
                deputy_for: held.deputy_for.map(|person| person.to_string()),
            },
        };
        self.held.iter().map(to_held).collect()
    }
}

/// # Errors
/// What the database says; a stored version of terms that is none.
pub fn seats(read: &mut Read<'_>) -> Result<Seats, Fault> {
    let rows: Vec<(CommitteeId, String, String)> =
        read.rows(read.of(committee::table).select((committee::id, committee::code, committee::name)))?;
    let mut versions = HashMap::new();
    for (id, ..) in &rows {
        versions.insert(*id, committees::facts::versions(read, *id)?.into_iter().map(|(_, terms)| terms).collect());
    }
    // A code says more than a name, and stands over it; an id over both.
    let names = rows.iter().map(|(id, _, name)| (spoken(name).into_owned(), *id));
    let keys = rows.iter().map(|(id, code, _)| (code_key(code), *id)).chain(rows.iter().map(|(id, ..)| (id.to_string(), *id)));
    let committees: HashMap<String, CommitteeId> = names.chain(keys).collect();
    let codes = rows.into_iter().map(|(id, code, _)| (id, code)).collect();
    let known: Vec<(PersonId, Option<String>, String)> =
        read.rows(read.of(person::table).select((person::id, person::code, person::name)))?;
    let (mut by_id, mut by_code, mut by_name) = (HashMap::new(), HashMap::<_, Vec<usize>>::new(), HashMap::<_, Vec<usize>>::new());
    let mut people = Vec::with_capacity(known.len());
    for (place, (id, code, name)) in known.into_iter().enumerate() {
        let key = name_key(&name);
        by_id.insert(id, place);
        by_name.entry(key.key.clone()).or_default().push(place);
        if let Some(code) = &code {
            by_code.entry(code_key(code)).or_default().push(place);
        }
        people.push(Named { id, code, name, key });
    }
    let held = committees::facts::all_memberships(read)?;
    let known = held.iter().map(|one| (one.committee, one.seat.clone(), one.person, one.from)).collect();
    Ok(Seats { committees, codes, versions, people, by_id, by_code, by_name, known, held })
}
