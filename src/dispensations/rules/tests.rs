#![allow(clippy::unwrap_used)]
use super::*;
use crate::text::Kept as _;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn asked() -> Dispensation {
    Dispensation {
        organisation: OrganisationId::new(),
        person: PersonId::new(),
        concerning: None,
        allows: Allows::Vote,
        ground: DispensationGround::Inhabitants,
        because: String::new(),
        requested: day("2019-03-01"),
        by: PersonId::new(),
        from: day("2019-04-01"),
        to: day("2023-03-31"),
    }
}

fn facts(held: &[Lifting]) -> Facts<'_> {
    Facts { is_council: true, by_guardian: true, name: "The councillor", held, met: None }
}

fn codes(says: &Dispensation, because: &str, facts: &Facts<'_>) -> Vec<Code> {
    let refused = may_grant(says.clone(), Some(&Rationale::kept(because.to_owned())), facts).err();
    refused.into_iter().flat_map(|refusal| refusal.reasons).map(|reason| reason.code).collect()
}

#[test]
fn it_is_given_by_another_who_guards_in_a_council_with_a_reason() {
    let says = asked();
    assert_eq!(codes(&says, "Nobody else knows the estate.", &facts(&[])), []);
    assert_eq!(codes(&says, " ".trim(), &facts(&[])), [Code::ReasonRequired]);
    assert_eq!(codes(&says, "So.", &Facts { is_council: false, ..facts(&[]) }), [Code::StateForbids]);
    let own = Dispensation { by: says.person, ..says };
    assert_eq!(codes(&own, "So.", &Facts { by_guardian: false, ..facts(&[]) }), [Code::RulingOnSelf, Code::NotTheDecider]);
}

#[test]
fn it_holds_four_years_at_most_from_after_it_was_asked_for() {
    let of = |from: &str, to: &str| codes(&Dispensation { from: day(from), to: day(to), ..asked() }, "So.", &facts(&[]));
    assert_eq!(of("2019-03-01", "2023-02-28"), [], "to the day");
    assert_eq!(of("2019-03-01", "2023-03-01"), [Code::PeriodInvalid]);
    assert_eq!(of("2019-02-28", "2019-12-31"), [Code::PeriodInvalid], "nobody had asked");
    assert_eq!(of("2019-04-01", "2019-03-31"), [Code::PeriodInvalid]);
}

#[test]
fn it_reaches_back_to_no_meeting_and_nobody_has_two() {
    let met = Some((MeetingId::new(), day("2019-04-01")));
    assert_eq!(codes(&asked(), "So.", &Facts { met, ..facts(&[]) }), [Code::PeriodInvalid]);
    let mut held = Lifting { id: FactId::new(), says: asked(), ended: None };
    let again = Dispensation { from: day("2023-03-31"), to: day("2024-03-31"), ..held.says.clone() };
    assert_eq!(codes(&again, "So.", &facts(std::slice::from_ref(&held))), [Code::Duplicate], "on its last day");
    let of_another = Dispensation { concerning: Some(OrganisationId::new()), ..again.clone() };
    assert_eq!(codes(&of_another, "So.", &facts(std::slice::from_ref(&held))), [], "of another body");
    held.ended = Some(day("2023-03-30"));
    assert_eq!(codes(&again, "So.", &facts(std::slice::from_ref(&held))), []);
    held.ended = Some(day("2019-03-31"));
    assert_eq!(codes(&held.says.clone(), "So.", &facts(std::slice::from_ref(&held))), [], "it never was in force");
}

#[test]
fn it_ends_sooner_but_no_sooner_than_a_meeting_under_it() {
    let held = Lifting { id: FactId::new(), says: asked(), ended: None };
    let ended = |last: &str, reason: &str, by_guardian: bool, met: Option<&str>| -> Vec<Code> {
        let met = met.map(|met| (MeetingId::new(), day(met)));
        let refused = may_end(&held, day(last), PersonId::new(), by_guardian, &Rationale::kept(reason.to_owned()), met).err();
        refused.into_iter().flat_map(|refusal| refusal.reasons).map(|reason| reason.code).collect()
    };
    assert_eq!(ended("2019-03-31", "The wrong councillor.", true, None), [], "never in force");
    assert_eq!(ended("2020-01-01", "He moved.", true, Some("2020-01-01")), []);
    assert_eq!(ended("2019-12-31", "He moved.", true, Some("2020-01-01")), [Code::PeriodInvalid]);
    assert_eq!(ended("2023-03-31", "He moved.", true, None), [Code::PeriodInvalid], "it ends then already");
    assert_eq!(ended("2020-01-01", "", false, None), [Code::ReasonRequired, Code::NotTheDecider]);
}

#[test]
fn it_is_in_force_from_its_first_day_to_its_last_in_its_council_alone() {
    let mut held = Lifting { id: FactId::new(), says: asked(), ended: None };
    let council = held.says.organisation;
    let holds = |held: &Lifting| ["2019-03-31", "2019-04-01", "2023-03-31", "2023-04-01"].map(|text| held.holds(council, day(text)));
    assert_eq!(holds(&held), [false, true, true, false]);
    assert!(!held.holds(OrganisationId::new(), day("2020-01-01")), "in another council");
    held.ended = Some(day("2019-04-01"));
    assert_eq!(holds(&held), [false, true, false, false]);
}
