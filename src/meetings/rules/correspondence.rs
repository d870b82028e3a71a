//! C7.2, C7.3: a meeting that is held by correspondence, in writing and not in a room.
//!
//! It is called where the terms of reference of every committee of it say that it may be, from the day on which the papers go
//! out to a last day of replies, with no fewer days between than the terms ask. Everybody is asked on the same papers: it is
//! opened on the agenda that was published, with a paper on whatever is to be decided, and nothing is added afterwards.

use crate::committees::Terms;
use crate::ids::CommitteeId;
use crate::meetings::rules::{Item, Meeting, MeetingState};
use crate::meetings::sitting::Sitting;
use crate::moment::Date;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// A committee that is to answer by correspondence.
#[derive(Debug, Clone)]
pub struct Asked {
    pub committee: CommitteeId,
    pub name: String,
    /// The terms of reference in force on the day on which the papers go out.
    pub terms: Option<Terms>,
}

/// C7.2: every committee of the meeting may decide by correspondence, and replies stay open for as many days as it asks.
///
/// # Errors
/// The refusal, with every reason that holds, each with the field that it is about.
pub fn may_be_held(asked: &[Asked], date: Date, until: Date) -> Result<(), Refusal> {
    let mut reasons = Reasons::new();
    for Asked { committee, name, terms } in asked {
        let Some(terms) = terms else {
            let detail = format!("{name} has no terms of reference in force on {}, so none let it decide by correspondence.", date.long());
            let reason = Reason::new(Code::TermsNotInForce, "C7.2", detail).fact(committee.subject()).at("/correspondence");
            reasons.add(reason.cure("Record terms of reference that begin on or before that day; or call a meeting in a room."));
            continue;
        };
        match days_asked(terms) {
            None => reasons.add(not_by_correspondence(*committee, name).at("/correspondence")),
            Some(days) => reasons.extend(too_short(*committee, name, days, date, until).map(|reason| reason.at("/correspondence/until"))),
        }
    }
    reasons.or_else(|| ())
}

/// For how many days the terms have replies stay open at the least; none where they know no correspondence.
fn days_asked(terms: &Terms) -> Option<u32> {
    terms.correspondence.map(|how| how.days)
}

fn not_by_correspondence(committee: CommitteeId, name: &str) -> Reason {
    let detail = format!("The terms of reference of {name} do not let it decide by correspondence.");
    Reason::new(Code::StateForbids, "C7.2", detail)
        .fact(committee.subject())
        .cure("Call a meeting in a room; or adopt terms of reference that say for how many days replies stay open.")
}

fn too_short(committee: CommitteeId, name: &str, days: u32, from: Date, until: Date) -> Option<Reason> {
    let first = from.plus_days(i64::from(days));
    (until < first).then(|| {
        let asks = if days == 1 { "a day".to_owned() } else { format!("{days} days") };
        let detail = format!(
            "From {} to {} are fewer days than the terms of reference of {name} leave for replies, which is {asks}.",
            from.long(),
            until.long()
        );
        Reason::new(Code::PeriodInvalid, "C7.2", detail)
            .fact(committee.subject())
            .cure(format!("Let replies be open until {} or a later day.", first.long()))
    })
}

/// C7.2, C7.3: why a meeting by correspondence is not opened now: the terms, the days that are left, an agenda that was not
/// published or has changed since, something to be decided on which no paper says anything. Nothing of any other meeting.
#[must_use]
pub fn opening(sitting: &Sitting) -> Vec<Reason> {
    let Some(until) = sitting.meeting.replies_until else { return Vec::new() };
    let mut reasons = Vec::new();
    for at in &sitting.committees {
        let (committee, name) = (at.committee.id, at.committee.name.as_str());
        match at.terms.as_ref().map(days_asked) {
            // That there are no terms is said of any meeting.
            None => {}
            Some(None) => reasons.push(not_by_correspondence(committee, name)),
            Some(Some(days)) => {
                let cure = "Set the meeting otherwise first: PATCH its date and the last day of replies.";
                reasons.extend(too_short(committee, name, days, sitting.day, until).map(|reason| reason.cure(cure)));
            }
        }
    }
    let about = |code: Code, detail: String| Reason::new(code, "C7.3", detail).fact(sitting.meeting.id.subject());
    if !sitting.book.agenda_published {
        let detail = "Nobody has the agenda yet, and by correspondence it is all that members are asked on.";
        reasons.push(about(Code::StateForbids, detail.to_owned()).cure("Publish the agenda first."));
    } else if sitting.book.agenda_moved {
        let detail = "Something on the agenda was put otherwise, or a paper tabled, since members had it.";
        reasons.push(about(Code::AgendaStale, detail.to_owned()).cure("Publish the agenda again first."));
    }
    for item in sitting.items.iter().filter(|item| is_without_papers(sitting, item)) {
        let detail = format!("There is no paper on item {}, '{}', and by correspondence nothing is said to it.", item.number, item.title);
        let reason = about(Code::StateForbids, detail).fact(item.id.subject());
        reasons.push(reason.cure("Table a paper on it and publish the agenda again; or take the item off the agenda."));
    }
    reasons
}

/// Whether an item is to be decided and there is no paper on it, nor on the item that it is a part of. Where an item has
/// parts, these are asked.
fn is_without_papers(sitting: &Sitting, item: &Item) -> bool {
    let has_parts = sitting.items.iter().any(|part| part.part_of == Some(item.id) && part.is_on());
    let of_the_whole = item.part_of.and_then(|whole| sitting.item(whole)).is_some_and(|whole| !whole.papers.is_empty());
    item.is_on() && item.must_be_decided() && !has_parts && item.papers.is_empty() && !of_the_whole
}

/// C7.2: an item is put to the members while enough days of replies are left: as many as the terms of each committee that it
/// concerns ask.
#[must_use]
pub fn too_late_to_ask(sitting: &Sitting, item: &Item) -> Vec<Reason> {
    let Some(until) = sitting.meeting.replies_until else { return Vec::new() };
    let too_few = sitting.concerned(item).filter_map(|at| {
        let days = days_asked(at.terms.as_ref()?)?;
        too_short(at.committee.id, &at.committee.name, days, sitting.day, until)
    });
    let cure = "Record that the item is deferred, and carry it over to a later meeting.";
    too_few.map(|reason| reason.fact(item.id.subject()).cure(cure)).collect()
}

/// C7.3: once a meeting by correspondence is open nothing is added to what its members were asked on.
///
/// # Errors
/// The refusal.
pub fn is_as_asked(meeting: &Meeting) -> Result<(), Refusal> {
    if meeting.replies_until.is_none() || meeting.state == MeetingState::Called {
        return Ok(());
    }
    let detail = "The meeting is held by correspondence and its papers have gone out: what members are asked on no longer changes.";
    let reason = Reason::new(Code::OutOfPhase, "C7.3", detail).fact(meeting.id.subject());
    Err(Refusal::of(reason.cure("Have the item called in, or record that it is deferred, and carry it over to a later meeting.")))
}

/// C7.2: the reason that something is not done at a meeting by correspondence; none at any other.
#[must_use]
pub fn only_in_a_room(sitting: &Sitting, what: &str, cure: &str) -> Option<Reason> {
    sitting.is_by_correspondence().then(|| {
        let detail = format!("The meeting is held by correspondence: {what}.");
        Reason::new(Code::StateForbids, "C7.2", detail).fact(sitting.meeting.id.subject()).cure(cure)
    })
}

/// C7.5: the reason that an item which was called in is not decided here; none where it was not.
#[must_use]
pub fn waits_for_a_room(sitting: &Sitting, item: &Item, code: Code) -> Option<Reason> {
    let call = sitting.called_in(item)?;
    let detail = format!("Item {} was called in by {}: it is decided in a room, or not at all.", item.number, sitting.name(call.by));
    let reason = Reason::new(code, "C7.5", detail).fact(item.id.subject()).fact(call.by.subject());
    Some(reason.cure("Record that it is deferred, and carry it over to a meeting in a room; a calling in by mistake is struck first."))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::{Value, json};

    use super::*;
    use crate::meetings::scene::day;

    fn refused(correspondence: Option<Value>, until: &str) -> Vec<(&'static str, String)> {
        let how = correspondence.unwrap_or(Value::Null);
        let terms = json!({"from": "2018-01-01", "seats": [], "quorum": {"at_least": 0, "of": "anyone"}, "correspondence": how});
        let terms = Some(serde_json::from_value(terms).unwrap());
        let asked = [Asked { committee: CommitteeId::new(), name: "the committee".to_owned(), terms }];
        let reasons = may_be_held(&asked, day("2018-03-06"), day(until)).map_or_else(|refusal| refusal.reasons, |()| Vec::new());
        reasons.into_iter().map(|reason| (reason.code.as_str(), reason.pointer.unwrap_or_default())).collect()
    }

    #[test]
    fn replies_stay_open_for_as_many_days_as_the_terms_ask() {
        let of = |days: u32| Some(json!({ "days": days }));
        assert!(refused(of(3), "2018-03-09").is_empty());
        assert_eq!(refused(of(3), "2018-03-08"), [("period_invalid", "/correspondence/until".to_owned())]);
        assert_eq!(refused(of(1), "2018-03-06"), [("period_invalid", "/correspondence/until".to_owned())]);
        assert_eq!(refused(None, "2018-03-09"), [("state_forbids", "/correspondence".to_owned())]);
    }

    #[test]
    fn a_committee_without_terms_is_not_asked_by_correspondence() {
        let asked = [Asked { committee: CommitteeId::new(), name: "the committee".to_owned(), terms: None }];
        let refusal = may_be_held(&asked, day("2018-03-06"), day("2018-03-20")).unwrap_err();
        assert!(refusal.has(Code::TermsNotInForce));
    }
}
