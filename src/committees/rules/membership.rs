//! Who may be given a seat, and when a membership may end (A1.4, B2). A seat may have several
//! holders at a time: then it is shared, and has one vote.

use std::collections::BTreeSet;

use super::appointment::{Appointment, Membership};
use super::cost;
use super::sharing::knotted;
use crate::committees::terms::Terms;
use crate::ids::{CommitteeId, MeetingId, MembershipId, PersonId};
use crate::moment::{Date, Period};
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// The permit: a seat is filled so.
#[derive(Debug)]
pub struct MayAppoint {
    pub(in crate::committees) says: Appointment,
}

/// The permit: a membership ends on that day.
#[derive(Debug)]
pub struct MayEnd {
    pub(in crate::committees) membership: Membership,
    pub(in crate::committees) last_day: Date,
}

/// An appointment, and what it is judged by.
#[derive(Debug)]
pub struct Appointing<'a> {
    pub says: &'a Appointment,
    /// Every version of the terms.
    pub versions: &'a [Terms],
    /// Every membership of the committee, whenever.
    pub held: &'a [Membership],
}

/// The seats that the terms in force on the first day, or later ones, know.
#[must_use]
pub fn seats(versions: &[Terms], from: Date) -> BTreeSet<&str> {
    let in_force = versions.iter().map(|terms| terms.from).filter(|begun| *begun <= from).max();
    versions
        .iter()
        .filter(|terms| terms.from > from || Some(terms.from) == in_force)
        .flat_map(|terms| terms.seats.iter().map(|seat| seat.id.as_str()))
        .collect()
}

/// A1.4: an appointment is to a seat that the terms know, of a person who does not hold it then; a
/// deputy is named for somebody who does, once for each holder of a shared seat. Whether the seat
/// lets a deputy sit is asked when one comes (C5.4): terms may change in between.
///
/// # Errors
/// The refusal, with every reason.
pub fn may_appoint(case: &Appointing<'_>) -> Result<MayAppoint, Refusal> {
    let (mut reasons, says, period) = (Reasons::new(), case.says, case.says.period());
    let known = seats(case.versions, says.from);
    if known.is_empty() {
        let detail = format!("This committee has no terms of reference in force on {} or later.", says.from.long());
        reasons.add(Reason::new(Code::TermsNotInForce, "A1.4", detail).cure("Enter the terms of reference first."));
    } else if !known.contains(says.seat.as_str()) {
        let shown: String = says.seat.chars().take(60).collect();
        let list = known.into_iter().collect::<Vec<_>>().join(", ");
        let detail = format!("There is no seat '{shown}' in the terms of reference in force on {} or later.", says.from.long());
        reasons.add(Reason::new(Code::UnknownReference, "A1.4", detail).cure(format!("Choose one of these seats: {list}.")));
    }
    let same_seat = || case.held.iter().filter(|held| held.seat == says.seat && held.period().overlaps(&period));
    for held in same_seat().filter(|held| held.person == says.person && held.deputy_for == says.deputy_for) {
        let until = held.to.map_or_else(|| "until further notice".to_owned(), |to| format!("to {}", to.long()));
        let what = if held.deputy_for.is_some() { "named as that holder's deputy in" } else { "in" };
        let detail = format!("This person is already {what} the seat '{}' from {} {until}.", held.seat, held.from.long());
        reasons.add(
            Reason::new(Code::Duplicate, "A1.4", detail)
                .fact(held.id.subject())
                .cure("End that membership first, or choose days outside it."),
        );
    }
    if let Some(holder) = says.deputy_for {
        if holder == says.person {
            let reason = Reason::new(Code::UnknownReference, "A1.4", "Nobody is their own deputy.");
            reasons.add(reason.fact(holder.subject()).cure("Name as deputy somebody else than the holder."));
        } else if !same_seat().any(|held| held.person == holder && held.deputy_for.is_none()) {
            let detail = format!("The person to be deputised for does not hold the seat '{}' in that time.", says.seat);
            let reason = Reason::new(Code::UnknownReference, "A1.4", detail);
            reasons.add(reason.fact(holder.subject()).cure("Appoint the holder first, or name the person who holds the seat."));
        }
    }
    reasons.extend(too_knotted(case));
    reasons.or_else(|| MayAppoint { says: says.clone() })
}

/// How many may be named for one seat at a time, as holders and as deputies.
const MOST_IN_A_SEAT: usize = 20;

/// C5.1: a seat is filled only so that the quorum can still be worked out at every vote. Who sits in
/// which seat is a choice for somebody who shares one and holds another, and each choice is tried
/// where nobody may fill two places.
fn too_knotted(case: &Appointing<'_>) -> Option<Reason> {
    let (says, period) = (case.says, case.says.period());
    let in_seat = case.held.iter().filter(|held| held.seat == says.seat && held.period().overlaps(&period)).count();
    if in_seat >= MOST_IN_A_SEAT {
        let detail = format!("There are {in_seat} people in the seat '{}' in that time, its deputies among them.", says.seat);
        let cure = format!("A seat takes {MOST_IN_A_SEAT}: end a membership first, or give the committee another seat.");
        return Some(Reason::new(Code::StateForbids, "A1.4", detail).cure(cure));
    }
    let other = |held: &&Membership| held.period().overlaps(&period) && (held.seat == says.seat || held.person == says.person);
    case.held.iter().find(other)?;
    let begun = case.versions.iter().map(|terms| terms.from).filter(|begun| *begun <= says.from).max();
    let concerned = case.versions.iter().filter(|terms| terms.from > says.from || Some(terms.from) == begun);
    let costly = concerned.filter(|terms| cost::is_bearable(terms, 0)).find(|terms| {
        let from = terms.from.max(says.from);
        let before = most_knotted(case.held, from);
        let with = most_knotted_with(case.held, Some(says), from);
        with > before && !cost::is_bearable(terms, with)
    })?;
    let detail = format!(
        "With this there would be too many in the committee who share one seat and hold another as well: under the terms of reference \
         from {} the quorum could not be worked out at every vote.",
        costly.from.long()
    );
    let cure = "Give each of them one seat, or enter terms of reference that say the quorum more simply.";
    Some(Reason::new(Code::StateForbids, "C5.1", detail).cure(cure))
}

/// The most pairs of seat and person that are in knots on one day, from a day on.
#[must_use]
pub fn most_knotted(held: &[Membership], from: Date) -> usize {
    most_knotted_with(held, None, from)
}

fn most_knotted_with(held: &[Membership], one: Option<&Appointment>, from: Date) -> usize {
    let all = || held.iter().map(|held| &held.says).chain(one);
    // It grows only when somebody begins.
    let days: BTreeSet<Date> = all().map(|says| says.from).filter(|begun| *begun > from).chain([from]).collect();
    let on = |day: &Date| {
        let pairs: Vec<(&str, PersonId)> =
            all().filter(|says| says.period().holds(*day)).map(|says| (says.seat.as_str(), says.person)).collect();
        knotted(&pairs)
    };
    days.iter().map(on).max().unwrap_or(0)
}

/// The last day of a membership is not before its first, and may be brought forward but not put
/// back: who was out of a seat is not made to have been in it. Nor is who was in it made to have
/// been out: it ends on or after the last meeting at which the person sat there (`sat`).
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn may_end(held: &Membership, to: Date, sat: Option<(MeetingId, Date)>) -> Result<MayEnd, Refusal> {
    let mut reasons = Reasons::new();
    if to < held.from {
        let detail = format!("The membership began on {}, so it cannot end on {}.", held.from.long(), to.long());
        reasons.add(Reason::new(Code::PeriodInvalid, "A1.4", detail).fact(held.id.subject()).cure("Give a day on or after its beginning."));
    }
    if let Some((meeting, date)) = sat.filter(|(_, date)| to < *date) {
        let detail = format!("This person sat in the seat '{}' at the meeting of {}.", held.seat, date.long());
        let cure = format!("End the membership on {} or later.", date.long());
        reasons.add(Reason::new(Code::PeriodInvalid, "A1.4", detail).facts([held.id.subject(), meeting.subject()]).cure(cure));
    }
    if let Some(ended) = held.to.filter(|ended| *ended <= to) {
        let detail = format!("The membership already ends on {}; its end may be brought forward, not put back.", ended.long());
        let cure = "Appoint the person again from a later day.";
        reasons.add(Reason::new(Code::StateForbids, "A1.4", detail).fact(held.id.subject()).cure(cure));
    }
    reasons.or_else(|| MayEnd { membership: held.clone(), last_day: to })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn version(from: &str, seats: &[&str]) -> Terms {
        let seats: Vec<_> =
            seats.iter().map(|id| serde_json::json!({"id": id, "capacity": "lay", "voting": true, "deputies": *id != "gp"})).collect();
        serde_json::from_value(serde_json::json!({"from": from, "seats": seats, "quorum": {"at_least": 1, "of": "anyone"}})).unwrap()
    }

    fn held(seat: &str, person: PersonId, from: &str, to: Option<&str>) -> Membership {
        let committee = CommitteeId::new();
        let says = Appointment { committee, seat: seat.into(), person, from: day(from), to: to.map(day), deputy_for: None };
        Membership { id: MembershipId::new(), says }
    }

    fn codes(seat: &str, person: PersonId, from: &str, deputy_for: Option<PersonId>, versions: &[Terms], held: &[Membership]) -> Vec<Code> {
        let says = Appointment { committee: CommitteeId::new(), seat: seat.into(), person, from: day(from), to: None, deputy_for };
        may_appoint(&Appointing { says: &says, versions, held })
            .err()
            .map(|refusal| refusal.reasons.iter().map(|reason| reason.code).collect())
            .unwrap_or_default()
    }

    #[test]
    fn a_seat_of_the_terms_in_force_or_of_later_ones_can_be_filled() {
        let versions = [version("2015-04-01", &["old", "both"]), version("2017-10-01", &["both", "new"])];
        let person = PersonId::new();
        assert!(codes("new", person, "2016-01-01", None, &versions, &[]).is_empty());
        assert!(codes("old", person, "2016-01-01", None, &versions, &[]).is_empty());
        assert_eq!(codes("old", person, "2018-01-01", None, &versions, &[]), [Code::UnknownReference]);
        assert_eq!(codes("old", person, "2018-01-01", None, &[], &[]), [Code::TermsNotInForce]);
    }

    #[test]
    fn a_seat_is_shared_by_two_but_not_held_twice_by_one() {
        let versions = [version("2015-04-01", &["lay"])];
        let (one, other) = (PersonId::new(), PersonId::new());
        let held = [held("lay", one, "2016-01-01", Some("2017-12-31"))];
        assert!(codes("lay", other, "2017-01-01", None, &versions, &held).is_empty());
        assert_eq!(codes("lay", one, "2017-12-31", None, &versions, &held), [Code::Duplicate]);
        assert!(codes("lay", one, "2018-01-01", None, &versions, &held).is_empty());
    }

    #[test]
    fn a_deputy_is_named_for_the_holder_of_that_seat() {
        let versions = [version("2015-04-01", &["lay", "gp"])];
        let (one, other) = (PersonId::new(), PersonId::new());
        let held = [held("lay", one, "2016-01-01", None)];
        assert!(codes("lay", other, "2017-01-01", Some(one), &versions, &held).is_empty());
        assert_eq!(codes("gp", other, "2017-01-01", Some(one), &versions, &held), [Code::UnknownReference]);
        assert_eq!(codes("lay", one, "2017-01-01", Some(one), &versions, &held), [Code::UnknownReference]);
    }

    #[test]
    fn one_deputy_is_named_for_each_sharer_of_a_seat_and_for_each_once() {
        let versions = [version("2015-04-01", &["lay"])];
        let (one, other, deputy) = (PersonId::new(), PersonId::new(), PersonId::new());
        let mut named = held("lay", deputy, "2016-01-01", Some("2017-12-31"));
        named.says.deputy_for = Some(one);
        let held = [held("lay", one, "2016-01-01", None), held("lay", other, "2016-01-01", None), named];
        assert!(codes("lay", deputy, "2017-01-01", Some(other), &versions, &held).is_empty());
        assert_eq!(codes("lay", deputy, "2017-12-31", Some(one), &versions, &held), [Code::Duplicate]);
        assert!(codes("lay", deputy, "2018-01-01", Some(one), &versions, &held).is_empty());
    }

    #[test]
    fn an_end_may_be_brought_forward_not_put_back() {
        let held = held("lay", PersonId::new(), "2016-01-01", Some("2017-12-31"));
        let codes =
            |to: &str| may_end(&held, day(to), None).err().map(|refusal| refusal.reasons.iter().map(|r| r.code).collect::<Vec<_>>());
        assert_eq!(codes("2017-06-30"), None);
        assert_eq!(codes("2017-12-31"), Some(vec![Code::StateForbids]));
        assert_eq!(codes("2015-12-31"), Some(vec![Code::PeriodInvalid]));
    }

    #[test]
    fn a_membership_ends_no_sooner_than_its_holder_last_sat() {
        let held = held("lay", PersonId::new(), "2016-01-01", None);
        let sat = Some((MeetingId::new(), day("2018-03-06")));
        assert!(may_end(&held, day("2018-03-05"), sat).unwrap_err().has(Code::PeriodInvalid));
        assert!(may_end(&held, day("2018-03-06"), sat).is_ok());
        assert!(may_end(&held, day("2018-03-07"), sat).is_ok());
        assert!(may_end(&held, day("2018-03-05"), None).is_ok());
    }
}
