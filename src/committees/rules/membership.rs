//! Who may be given a seat, and when a membership may end (A1.4, B2). A seat has one holder at a
//! time; where the terms say that it is shared it may have several, and still one vote.

use std::collections::BTreeSet;

use super::appointment::{Appointment, Membership};
use super::cost;
use super::sharing::knotted;
use crate::committees::terms::{Seat, Terms};
use crate::ids::{MeetingId, PersonId};
use crate::moment::Date;
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
    /// The days on which the committee has met, each with its meeting.
    pub met: &'a [(Date, MeetingId)],
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

/// The seat as the terms have it on a day: of the version in force, else of the first that brings it, else of the last that
/// had it.
#[must_use]
pub fn seat_on<'a>(versions: &'a [Terms], id: &str, day: Date) -> Option<&'a Seat> {
    let (mut begun, mut later): (Vec<&Terms>, Vec<&Terms>) = versions.iter().partition(|terms| terms.from <= day);
    begun.sort_by_key(|terms| std::cmp::Reverse(terms.from));
    later.sort_by_key(|terms| terms.from);
    let mut begun = begun.into_iter();
    begun.next().into_iter().chain(later).chain(begun).find_map(|terms| terms.seat(id))
}

/// A1.4, B2: an appointment is to a seat that some version of the terms knows, for a time on no day of which the committee has met: who
/// sat there is not made to have been somebody else. The seat has nobody else in that time unless the terms say that it is
/// shared, and not this person already. A deputy is named for whoever holds the seat on the first day, in a seat that the
/// terms let a deputy sit in; once for each holder of a shared seat.
///
/// # Errors
/// The refusal, with every reason.
pub fn may_appoint(case: &Appointing<'_>) -> Result<MayAppoint, Refusal> {
    let (mut reasons, says) = (Reasons::new(), case.says);
    let known = seats(case.versions, says.from);
    if known.is_empty() {
        let detail = format!("This committee has no terms of reference in force on {} or later.", says.from.long());
        reasons.add(Reason::new(Code::TermsNotInForce, "A1.4", detail).cure("Enter the terms of reference first."));
    } else if !case.versions.iter().any(|terms| terms.seat(&says.seat).is_some()) {
        let shown: String = says.seat.chars().take(60).collect();
        let list = known.into_iter().collect::<Vec<_>>().join(", ");
        let detail = format!("There is no seat '{shown}' in any version of the terms of reference.");
        reasons.add(Reason::new(Code::UnknownReference, "A1.4", detail).cure(format!("Choose one of these seats: {list}.")));
    }
    reasons.extend(of_the_time(case));
    reasons.extend(taken(case));
    reasons.extend(no_deputy(case));
    reasons.extend(too_knotted(case));
    reasons.or_else(|| MayAppoint { says: says.clone() })
}

/// The time ends after it begins, and the committee has met on no day of it.
fn of_the_time(case: &Appointing<'_>) -> Option<Reason> {
    let (says, period) = (case.says, case.says.period());
    if let Some(to) = says.to.filter(|to| *to < says.from) {
        let detail = format!("The membership would begin on {} and end on {}, before that.", says.from.long(), to.long());
        return Some(Reason::new(Code::PeriodInvalid, "A1.4", detail).cure("Give a last day on or after the first, or none."));
    }
    let (day, meeting) = case.met.iter().filter(|(day, _)| period.holds(*day)).max()?;
    let detail = format!("The committee has met on {}, with those who were its members then.", day.long());
    let cure = format!("Let the membership begin after {}, or end before the committee met.", day.long());
    Some(Reason::new(Code::PeriodInvalid, "A1.4", detail).fact(meeting.subject()).cure(cure))
}

/// Whoever is in the seat already: this person, or another where it is not shared.
fn taken(case: &Appointing<'_>) -> Vec<Reason> {
    let (says, period) = (case.says, case.says.period());
    let is_shared = |held: &Membership| seat_on(case.versions, &says.seat, says.from.max(held.from)).is_some_and(|seat| seat.shared);
    let in_time = case.held.iter().filter(|held| held.seat == says.seat && held.period().overlaps(&period));
    let mut reasons = Vec::new();
    for held in in_time {
        let until = held.to.map_or_else(|| "until further notice".to_owned(), |to| format!("to {}", to.long()));
        let is_holder = held.deputy_for.is_none();
        let what = if held.person == says.person && held.deputy_for == says.deputy_for {
            if is_holder { "This person is already in" } else { "This person is already named as that holder's deputy in" }
        } else if held.person == says.person && is_holder {
            "This person holds, and so deputises for nobody in,"
        } else if is_holder && says.deputy_for.is_none() && !is_shared(held) {
            "Somebody else holds, and the terms of reference do not say that several share,"
        } else {
            continue;
        };
        let detail = format!("{what} the seat '{}' from {} {until}.", held.seat, held.from.long());
        let cure = "End that membership first, choose days outside it, or let the terms of reference say that the seat is shared.";
        reasons.push(Reason::new(Code::Duplicate, "A1.4", detail).facts([held.id.subject(), held.person.subject()]).cure(cure));
    }
    reasons
}

/// B2: whether somebody may be named as a deputy there, and for that holder.
fn no_deputy(case: &Appointing<'_>) -> Vec<Reason> {
    let says = case.says;
    let Some(holder) = says.deputy_for else { return Vec::new() };
    let refused = |detail: String, cure: &str| Reason::new(Code::NotAMember, "B2", detail).fact(holder.subject()).cure(cure);
    let mut reasons = Vec::new();
    if seat_on(case.versions, &says.seat, says.from).is_some_and(|seat| !seat.deputies) {
        let detail = format!("The terms of reference let nobody deputise in the seat '{}'.", says.seat);
        reasons.push(refused(detail, "Enter terms of reference in which the seat has deputies, or appoint a holder."));
    }
    let holds = |held: &&Membership| held.seat == says.seat && held.person == holder && held.deputy_for.is_none();
    if !case.held.iter().filter(holds).any(|held| held.period().holds(says.from)) {
        let detail = format!("The person to be deputised for does not hold the seat '{}' on {}.", says.seat, says.from.long());
        reasons.push(refused(detail, "Appoint the holder first, or name the person who holds the seat on that day."));
    }
    reasons
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
    use crate::ids::{CommitteeId, MembershipId};

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// `gp` has no deputies; `two` is shared.
    fn version(from: &str, seats: &[&str]) -> Terms {
        let seat =
            |id: &&str| serde_json::json!({"id": id, "capacity": "lay", "voting": true, "deputies": *id != "gp", "shared": *id == "two"});
        let seats: Vec<_> = seats.iter().map(seat).collect();
        serde_json::from_value(serde_json::json!({"from": from, "seats": seats, "quorum": {"at_least": 1, "of": "anyone"}})).unwrap()
    }

    fn held(seat: &str, person: PersonId, from: &str, to: Option<&str>) -> Membership {
        let committee = CommitteeId::new();
        let says = Appointment { committee, seat: seat.into(), person, from: day(from), to: to.map(day), deputy_for: None };
        Membership { id: MembershipId::new(), says }
    }

    fn refused(case: &Appointing<'_>) -> Vec<Code> {
        let refusal = may_appoint(case).err();
        refusal.map(|refusal| refusal.reasons.iter().map(|reason| reason.code).collect()).unwrap_or_default()
    }

    fn codes(seat: &str, person: PersonId, from: &str, deputy_for: Option<PersonId>, versions: &[Terms], held: &[Membership]) -> Vec<Code> {
        let says = Appointment { committee: CommitteeId::new(), seat: seat.into(), person, from: day(from), to: None, deputy_for };
        refused(&Appointing { says: &says, versions, held, met: &[] })
    }

    #[test]
    fn a_seat_of_any_version_of_the_terms_can_be_filled() {
        let versions = [version("2015-04-01", &["old", "both"]), version("2017-10-01", &["both", "new"])];
        let person = PersonId::new();
        assert!(codes("new", person, "2016-01-01", None, &versions, &[]).is_empty());
        assert!(codes("old", person, "2016-01-01", None, &versions, &[]).is_empty());
        assert!(codes("old", person, "2018-01-01", None, &versions, &[]).is_empty(), "the terms no longer have it, and did");
        assert_eq!(codes("never", person, "2018-01-01", None, &versions, &[]), [Code::UnknownReference]);
        let of_nobody = codes("never", person, "2018-01-01", Some(PersonId::new()), &versions, &[]);
        assert_eq!(of_nobody, [Code::UnknownReference, Code::NotAMember], "nobody holds what is not there");
        assert_eq!(codes("old", person, "2018-01-01", None, &[], &[]), [Code::TermsNotInForce]);
    }

    #[test]
    fn a_seat_has_one_holder_at_a_time() {
        let versions = [version("2015-04-01", &["lay"])];
        let (one, other) = (PersonId::new(), PersonId::new());
        let held = [held("lay", one, "2016-01-01", Some("2017-12-31"))];
        for (from, expected) in [("2015-12-31", true), ("2016-01-01", true), ("2017-12-31", true), ("2018-01-01", false)] {
            assert_eq!(codes("lay", other, from, None, &versions, &held) == [Code::Duplicate], expected, "{from}");
        }
        assert_eq!(codes("lay", one, "2017-12-31", None, &versions, &held), [Code::Duplicate]);
        assert!(codes("lay", one, "2018-01-01", None, &versions, &held).is_empty());
        let before = Appointment {
            committee: CommitteeId::new(),
            seat: "lay".into(),
            person: other,
            from: day("2015-06-01"),
            to: None,
            deputy_for: None,
        };
        let until = |to: &str| {
            refused(&Appointing { says: &Appointment { to: Some(day(to)), ..before.clone() }, versions: &versions, held: &held, met: &[] })
        };
        assert!(until("2015-12-31").is_empty());
        assert_eq!(until("2016-01-01"), [Code::Duplicate]);
    }

    #[test]
    fn a_seat_that_says_so_is_shared_by_two_but_not_held_twice_by_one() {
        let versions = [version("2015-04-01", &["two"])];
        let (one, other) = (PersonId::new(), PersonId::new());
        let held = [held("two", one, "2016-01-01", Some("2017-12-31"))];
        assert!(codes("two", other, "2017-01-01", None, &versions, &held).is_empty());
        assert_eq!(codes("two", one, "2017-12-31", None, &versions, &held), [Code::Duplicate]);
        assert!(codes("two", one, "2018-01-01", None, &versions, &held).is_empty());
    }

    #[test]
    fn nobody_is_appointed_into_a_day_on_which_the_committee_has_met() {
        let versions = [version("2015-04-01", &["lay"])];
        let met = [(day("2018-03-07"), MeetingId::new()), (day("2018-04-11"), MeetingId::new())];
        let says = |from: &str, to: Option<&str>| Appointment {
            committee: CommitteeId::new(),
            seat: "lay".into(),
            person: PersonId::new(),
            from: day(from),
            to: to.map(day),
            deputy_for: None,
        };
        let at = |from: &str, to: Option<&str>| refused(&Appointing { says: &says(from, to), versions: &versions, held: &[], met: &met });
        assert_eq!(at("2018-03-01", Some("2018-03-06")), []);
        assert_eq!(at("2018-03-01", Some("2018-03-07")), [Code::PeriodInvalid]);
        assert_eq!(at("2018-03-07", Some("2018-03-08")), [Code::PeriodInvalid]);
        assert_eq!(at("2018-03-08", Some("2018-04-10")), [], "between two meetings");
        assert_eq!(at("2018-04-11", None), [Code::PeriodInvalid]);
        assert_eq!(at("2018-04-12", None), []);
        assert_eq!(at("2018-05-02", Some("2018-05-01")), [Code::PeriodInvalid]);
        assert_eq!(at("2018-05-02", Some("2018-05-02")), []);
    }

    #[test]
    fn a_deputy_is_named_for_the_holder_of_that_seat_on_the_day_where_the_seat_has_deputies() {
        let versions = [version("2015-04-01", &["lay", "gp"])];
        let (one, other, gp) = (PersonId::new(), PersonId::new(), PersonId::new());
        let held = [held("lay", one, "2016-01-01", Some("2017-12-31")), held("gp", gp, "2016-01-01", None)];
        let named = |seat: &str, person, from: &str, holder| codes(seat, person, from, Some(holder), &versions, &held);
        assert_eq!(named("lay", other, "2017-01-01", one), []);
        assert_eq!(named("lay", other, "2015-12-31", one), [Code::NotAMember], "not yet its holder");
        assert_eq!(named("lay", other, "2018-01-01", one), [Code::NotAMember], "no more its holder");
        assert_eq!(named("lay", other, "2017-01-01", gp), [Code::NotAMember], "of another seat");
        assert_eq!(named("gp", other, "2017-01-01", gp), [Code::NotAMember], "the seat has no deputies");
        assert_eq!(named("lay", one, "2017-01-01", one), [Code::Duplicate], "nobody is their own deputy");
    }

    #[test]
    fn one_deputy_is_named_for_each_sharer_of_a_seat_and_for_each_once() {
        let versions = [version("2015-04-01", &["two"])];
        let (one, other, deputy) = (PersonId::new(), PersonId::new(), PersonId::new());
        let mut named = held("two", deputy, "2016-01-01", Some("2017-12-31"));
        named.says.deputy_for = Some(one);
        let held = [held("two", one, "2016-01-01", None), held("two", other, "2016-01-01", None), named];
        assert!(codes("two", deputy, "2017-01-01", Some(other), &versions, &held).is_empty());
        assert_eq!(codes("two", deputy, "2017-12-31", Some(one), &versions, &held), [Code::Duplicate]);
        assert!(codes("two", deputy, "2018-01-01", Some(one), &versions, &held).is_empty());
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
