//! The verb: a list is read, planned against the register under its lock, and taken as one entry.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::Kind;
use super::changes::{ListImported, MembershipPart, OrganisationPart, Part, PersonPart, StakePart, With};
use super::facts::{self, Bodies, Seats};
use super::memberships::{self, MembershipFields, MembershipList};
use super::organisations::{self, OrganisationList};
use super::people::{self, PersonFields, PersonList};
use super::periods::CommissionerPeriod;
use super::plan::{self, Found, Held, Known, OrganisationFields, Plan};
use super::report::{FileError, Rejected, Report};
use crate::db::Read;
use crate::fault::{Error, Fault, FieldError};
use crate::ids::{CommitteeId, FactId, MembershipId, OrganisationId, PersonId};
use crate::moment::Date;
use crate::organisations::StakeKind;

/// What the register keeps of the practice file and of the template; the rest is not looked at,
/// so that a list imported again is unchanged.
const KEPT: [&str; 14] = [
    "code",
    "practice_code",
    "name",
    "kind",
    "postcode",
    "open_date",
    "close_date",
    "commissioner",
    "commissioner_code",
    "joined_commissioner",
    "left_commissioner",
    "area",
    "members",
    "owners",
];

/// The most rejected rows that an error names field by field; the report has them all.
const MOST_NAMED: usize = 100;

/// A list that was read: its rows are good or rejected, each by itself.
#[derive(Debug)]
pub struct List {
    kind: Kind,
    sha256: String,
    rows: Rows,
}

#[derive(Debug)]
enum Rows {
    Organisations(OrganisationList),
    People(PersonList),
    Memberships(MembershipList),
}

/// Reads a list. It needs no register.
///
/// # Errors
/// [`FileError`] when the file as a whole cannot be read.
pub fn read(kind: Kind, bytes: &[u8]) -> Result<List, FileError> {
    let rows = match kind {
        Kind::Organisations => {
            let mut list = organisations::read(bytes)?;
            list.keep_to(&KEPT);
            Rows::Organisations(list)
        }
        Kind::People => Rows::People(people::read(bytes)?),
        Kind::Memberships => Rows::Memberships(memberships::read(bytes)?),
    };
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(List { kind, sha256, rows })
}

/// What importing a list would do to the register as it is: the dry run.
///
/// # Errors
/// What the database says.
pub fn dry_run(read: &mut Read<'_>, list: &List, today: Date) -> Result<Report, Error> {
    Ok(planned(read, list, today)?.0)
}

/// Imports a list: every good row, in one entry.
///
/// # Errors
/// [`Error::Invalid`] when rows are rejected and that was not said to be acceptable; `rejected`
/// is then called with the report.
pub fn import(
    read: &mut Read<'_>,
    list: &List,
    today: Date,
    accept_partial: bool,
    rejected: impl FnOnce(Report),
) -> Result<ListImported, Error> {
    let (report, parts) = planned(read, list, today)?;
    if !report.is_clean() && !accept_partial {
        let errors = fields(&report);
        rejected(report);
        return Err(Error::Invalid(errors));
    }
    Ok(ListImported {
        id: FactId::new(),
        kind: list.kind,
        sha256: list.sha256.clone(),
        rows: report.rows,
        created: report.created,
        updated: report.updated,
        unchanged: report.unchanged,
        rejected: u64::try_from(report.rejected.len()).unwrap_or(u64::MAX),
        parts,
        report,
    })
}

/// The first rejected rows as fields of the request.
#[must_use]
pub fn fields(report: &Report) -> Vec<FieldError> {
    let field = |one: &Rejected| FieldError::new(format!("/{}/{}", one.row, one.column.replace(' ', "_")), &one.code, one.message.clone());
    report.rejected.iter().take(MOST_NAMED).map(field).collect()
}

fn planned(read: &mut Read<'_>, list: &List, today: Date) -> Result<(Report, Vec<Part>), Error> {
    match &list.rows {
        Rows::Organisations(list) => {
            let bodies = facts::bodies(read, today)?;
            let plan = plan::organisations(list, &bodies.held, &OfCodes(&bodies));
            let parts = body_parts(&plan, &bodies, today)?;
            Ok((plan.report, parts))
        }
        Rows::People(list) => {
            let plan = people::plan(list, &facts::persons(read)?);
            let parts = person_parts(&plan);
            Ok((plan.report, parts))
        }
        Rows::Memberships(list) => {
            let seats = facts::seats(read)?;
            let list = known(list, &seats);
            let plan = memberships::plan(&list, &seats.as_listed(), &Resolved);
            let parts = membership_parts(&plan)?;
            Ok((plan.report, parts))
        }
    }
}

struct OfCodes<'a>(&'a Bodies);

impl Known for OfCodes<'_> {
    fn organisation(&self, code: &str) -> bool {
        self.0.by_code.contains_key(code)
    }
    fn person(&self, _: &str) -> Found {
        Found::None
    }
    fn committee(&self, _: &str) -> bool {
        false
    }
    fn seat(&self, _: &str, _: &str) -> bool {
        false
    }
}

fn periods(held: &[CommissionerPeriod]) -> Result<(Option<String>, Vec<With>), Fault> {
    if let [CommissionerPeriod { code, joined: None, left: None }] = held {
        return Ok((Some(code.clone()), Vec::new()));
    }
    let earliest = facts::earliest()?;
    let mut with = Vec::new();
    for one in held {
        // Kept by its last day; lists give the first day out. A time that was over before a
        // register can speak of it has none.
        if one.left.is_some_and(|left| left <= earliest) {
            continue;
        }
        let to = one.left.map(|left| left.plus_days(-1));
        with.push(With { id: FactId::new(), commissioner: one.code.clone(), from: one.joined.unwrap_or(earliest), to });
    }
    Ok((None, with))
}

fn body_part(id: OrganisationId, is_new: bool, fields: &OrganisationFields) -> Result<OrganisationPart, Fault> {
    let (commissioner, commissioners) = periods(&fields.commissioners)?;
    Ok(OrganisationPart {
        id,
        is_new,
        code: fields.code.clone(),
        name: fields.name.clone(),
        kind: fields.kind,
        commissioner,
        area: fields.area.clone(),
        postcode: fields.postcode.clone(),
        opened: fields.opened,
        closed: fields.closed,
        commissioners,
    })
}

fn body_parts(plan: &Plan<OrganisationId, OrganisationFields>, bodies: &Bodies, today: Date) -> Result<Vec<Part>, Fault> {
    let mut ids = bodies.by_code.clone();
    let mut parts = Vec::new();
    let mut all: Vec<(OrganisationId, &OrganisationFields)> = Vec::new();
    for fields in &plan.create {
        let id = OrganisationId::new();
        ids.insert(fields.code.clone(), id);
        parts.push(Part::Organisation(body_part(id, true, fields)?));
        all.push((id, fields));
    }
    for held in &plan.update {
        parts.push(Part::Organisation(body_part(held.id, false, &held.fields)?));
        all.push((held.id, &held.fields));
    }
    for (body, fields) in all {
        for (kind, codes) in [(StakeKind::Member, &fields.members), (StakeKind::Owner, &fields.owners)] {
            let holders: BTreeSet<OrganisationId> = codes.iter().filter_map(|code| ids.get(code)).copied().collect();
            for holder in holders.iter().filter(|holder| !bodies.stakes.contains_key(&(**holder, body, kind))) {
                parts.push(Part::Stake(StakePart {
                    id: FactId::new(),
                    is_new: true,
                    holder: *holder,
                    body,
                    stake: kind,
                    from: None,
                    to: None,
                }));
            }
            let over = bodies.stakes.values().filter(|stake| stake.body == body && stake.kind == kind && !holders.contains(&stake.holder));
            for stake in over {
                // Whoever the list no longer names was in it until yesterday.
                let yesterday = today.plus_days(-1);
                let to = stake.from.map_or(yesterday, |from| from.max(yesterday));
                let (id, holder, from) = (stake.id, stake.holder, stake.from);
                parts.push(Part::Stake(StakePart { id, is_new: false, holder, body, stake: kind, from, to: Some(to) }));
            }
        }
    }
    Ok(parts)
}

fn person_parts(plan: &Plan<PersonId, PersonFields>) -> Vec<Part> {
    let part = |id: PersonId, is_new: bool, fields: &PersonFields| {
        Part::Person(PersonPart {
            id,
            is_new,
            code: fields.code.clone(),
            full_name: fields.name.clone(),
            grade: fields.grade.clone(),
            tags: fields.tags.iter().cloned().collect(),
            email: fields.email.clone(),
        })
    };
    let made = plan.create.iter().map(|fields| part(PersonId::new(), true, fields));
    made.chain(plan.update.iter().map(|held| part(held.id, false, &held.fields))).collect()
}

/// References were resolved to ids before the plan: what still is none names nothing.
struct Resolved;

impl Known for Resolved {
    fn organisation(&self, _: &str) -> bool {
        false
    }
    fn person(&self, key: &str) -> Found {
        if key.parse::<PersonId>().is_ok() { Found::One } else { Found::None }
    }
    fn committee(&self, key: &str) -> bool {
        key.parse::<CommitteeId>().is_ok()
    }
    fn seat(&self, _: &str, _: &str) -> bool {
        true
    }
}

/// The list with its committees and persons by their ids, and those rows rejected that refer to
/// what is not there: a committee, a seat of its terms at the time, a person, a holder to
/// deputise for.
fn known(list: &MembershipList, seats: &Seats) -> MembershipList {
    let mut resolved = list.clone();
    for row in &mut resolved.rows {
        let Ok(good) = row else { continue };
        match by_ids(&good.fields, seats) {
            Ok(fields) => good.fields = fields,
            Err((column, code, message)) => {
                let value = memberships::value(&good.fields, column);
                *row =
                    Err(Rejected { row: good.row, column: column.to_owned(), code: code.to_owned(), message: message.to_owned(), value });
            }
        }
    }
    let listed: Vec<MembershipFields> = resolved.rows.iter().filter_map(|row| Some(row.as_ref().ok()?.fields.clone())).collect();
    let held: Vec<MembershipFields> = seats.as_listed().into_iter().map(|held| held.fields).collect();
    let holds = |fields: &MembershipFields, holder: &str| {
        listed.iter().chain(&held).any(|other| {
            let same_seat = other.committee == fields.committee && other.seat == fields.seat && other.period.overlaps(&fields.period);
            same_seat && other.deputy_for.is_none() && other.person == holder
        })
    };
    for row in &mut resolved.rows {
        let Ok(good) = row else { continue };
        let Some(holder) = &good.fields.deputy_for else { continue };
        if !holds(&good.fields, holder) {
            let message = "The person to be deputised for does not hold this seat on any of these days. Write the holder, or add the holder's membership first.";
            let said = list.rows.iter().filter_map(|said| said.as_ref().ok()).find(|said| said.row == good.row);
            let value = said.and_then(|said| said.fields.deputy_for.clone()).unwrap_or_default();
            let (column, code) = ("deputy_for".to_owned(), "not_the_holder".to_owned());
            *row = Err(Rejected { row: good.row, column, code, message: message.to_owned(), value });
        }
    }
    resolved
}

type Unknown = (&'static str, &'static str, &'static str);

fn by_ids(fields: &MembershipFields, seats: &Seats) -> Result<MembershipFields, Unknown> {
    let committee = seats.committee(&fields.committee).ok_or((
        "committee",
        "unknown_reference",
        "The register has no such committee. Write its code or its name as the register has it, or add the committee first.",
    ))?;
    if !seats.has_seat(committee, &fields.seat, fields.period.from) {
        let message = "The committee's terms of reference have no such seat on that day or later. Write the seat as the terms name it, or add it to the terms first.";
        return Err(("seat", "unknown_reference", message));
    }
    let person = |column: &'static str, key: &str| {
        seats.person(key).map_err(|found| match found {
            Found::Several => (column, "ambiguous_name", "Several people in the register have this name. Write the person's code."),
            _ => (
                column,
                "unknown_reference",
                "The register has no such person. Write the person's code or name as the register has it, or import the person first.",
            ),
        })
    };
    Ok(MembershipFields {
        committee: committee.to_string(),
        seat: fields.seat.clone(),
        person: person("person", &fields.person)?.to_string(),
        period: fields.period,
        deputy_for: match &fields.deputy_for {
            Some(holder) => Some(person("deputy_for", holder)?.to_string()),
            None => None,
        },
    })
}

fn membership_parts(plan: &Plan<MembershipId, MembershipFields>) -> Result<Vec<Part>, Fault> {
    let none = |text: &str| Fault::Other(format!("'{text}' was resolved and is no id"));
    let part = |id: MembershipId, is_new: bool, fields: &MembershipFields| {
        let person = |text: &str| text.parse::<PersonId>().map_err(|_| none(text));
        Ok(Part::Membership(MembershipPart {
            id,
            is_new,
            committee: fields.committee.parse().map_err(|_| none(&fields.committee))?,
            seat: fields.seat.clone(),
            person: person(&fields.person)?,
            from: fields.period.from,
            to: fields.period.to,
            deputy_for: fields.deputy_for.as_deref().map(person).transpose()?,
        }))
    };
    let made = plan.create.iter().map(|fields| part(MembershipId::new(), true, fields));
    made.chain(plan.update.iter().map(|held: &Held<_, _>| part(held.id, false, &held.fields))).collect()
}
