//! D4: examples, on both sides of every boundary.
#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;
use crate::committees::authority::Level;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn version(from: &str, rows: serde_json::Value) -> Terms {
    serde_json::from_value(json!({
        "from": from,
        "seats": [{"id": "a", "capacity": "lay", "voting": true}],
        "quorum": {"at_least": 1, "of": "anyone"},
        "authority": rows,
    }))
    .unwrap()
}

fn row(level: Level, from: &str) -> Authority {
    Authority { function: "list_closure".into(), level, with: None, from: day(from), to: None, value_limit: None }
}

fn given(reference: Option<&str>) -> GivenEvidence {
    GivenEvidence {
        what: EvidenceKind::Approval,
        reference: reference.map(|text| Rationale::parse(text).unwrap()),
        by: Line::parse("NHS England").unwrap(),
        on: day("2017-03-24"),
        ballot: None,
    }
}

fn entered(row: Authority) -> LevelChange {
    let evidence = Evidence {
        what: EvidenceKind::Approval,
        reference: "Letter".into(),
        by: "NHS England".into(),
        on: day("2017-03-24"),
        ballot: None,
    };
    LevelChange { id: AuthorityId::new(), row, evidence }
}

/// The codes with which a change of this row is refused.
fn refused(row: Authority, standing: &[LevelChange], met: Option<&str>, reference: Option<&str>) -> Vec<Code> {
    let versions = [version("2015-04-01", json!([{"function": "list_closure", "level": "recommend", "from": "2015-04-01"}]))];
    let case = Changing {
        committee: CommitteeId::new(),
        row,
        with: None,
        evidence: &given(reference),
        versions: &versions,
        standing,
        met: met.map(|on| (MeetingId::new(), day(on))),
    };
    may_change(case).err().into_iter().flat_map(|refusal| refusal.reasons).map(|reason| reason.code).collect()
}

#[test]
fn a_change_begins_after_every_meeting_and_ends_no_sooner_than_it_begins() {
    let change = |to: Option<&str>| Authority { to: to.map(day), ..row(Level::Decide, "2017-04-01") };
    let words = Some("Letter of 24 March.");
    assert_eq!(refused(change(None), &[], None, words), []);
    assert_eq!(refused(change(Some("2017-04-01")), &[], None, words), []);
    assert_eq!(refused(change(Some("2017-03-31")), &[], None, words), [Code::PeriodInvalid]);
    assert_eq!(refused(change(None), &[], Some("2017-04-01"), words), [Code::PeriodInvalid]);
    assert_eq!(
        refused(change(Some("2017-03-31")), &[], Some("2017-04-01"), Some(" ")),
        [Code::PeriodInvalid, Code::PeriodInvalid, Code::ReasonRequired],
        "every reason that holds"
    );
}

#[test]
fn a_change_says_by_what_paper_it_was_given() {
    let change = || row(Level::Decide, "2017-04-01");
    assert_eq!(refused(change(), &[], None, None), [Code::ReasonRequired]);
    assert_eq!(refused(change(), &[], None, Some("  ")), [Code::ReasonRequired]);
}

#[test]
fn one_row_of_a_function_begins_on_a_day() {
    let words = Some("Letter of 24 March.");
    let standing = [entered(row(Level::Shadow, "2017-04-01"))];
    assert_eq!(refused(row(Level::Decide, "2017-04-01"), &standing, None, words), [Code::Duplicate]);
    assert_eq!(refused(row(Level::Decide, "2017-04-02"), &standing, None, words), []);
    let other = Authority { function: "contracts".into(), ..row(Level::Decide, "2017-04-01") };
    assert_eq!(refused(other, &standing, None, words), []);
    assert_eq!(refused(row(Level::Decide, "2015-04-01"), &[], None, words), [Code::Duplicate], "a row of the terms begins then");
    assert_eq!(refused(row(Level::Decide, "2015-03-31"), &[], None, words), [Code::TermsNotInForce]);
    let terms = version("2017-06-01", json!([{"function": "list_closure", "level": "decide", "from": "2017-04-01"}]));
    assert_eq!(beginning_with(&terms, &standing), standing, "nor does a row of later terms begin with an event");
    assert_eq!(beginning_with(&version("2017-06-01", json!([])), &standing), []);
}

/// The codes with which the withdrawal of a change from April 2017 is refused, where this was decided of its function.
fn kept(before: Option<&str>, decided: &[&str], later: Option<&str>, reason: Option<&str>) -> Vec<Code> {
    let change = entered(row(Level::Decide, "2017-04-01"));
    let mut terms = version("2015-04-01", json!([{"function": "list_closure", "level": "recommend", "from": "2015-04-01"}]));
    terms.changed = std::iter::once(change.clone()).chain(later.map(|from| entered(row(Level::Reserved, from)))).collect();
    let taken = |on: &&str| DecidedOn { decision: DecisionId::new(), day: day(on), title: "A closure".into() };
    let decided: Vec<DecidedOn> = decided.iter().map(taken).collect();
    let reason = reason.map(|text| Rationale::parse(text).unwrap());
    let case = Withdrawing {
        committee: CommitteeId::new(),
        change: &change,
        before,
        versions: &[terms],
        decided: &decided,
        reason: reason.as_ref(),
    };
    may_withdraw(&case).err().into_iter().flat_map(|refusal| refusal.reasons).map(|reason| reason.code).collect()
}

#[test]
fn a_change_is_withdrawn_with_a_reason_while_nothing_was_decided_on_it() {
    let why = Some("It was another function.");
    assert_eq!(kept(None, &[], None, why), []);
    assert_eq!(kept(None, &["2017-03-31"], None, why), [], "the day before it began");
    assert_eq!(kept(None, &["2017-04-01"], None, why), [Code::DecisionFinal]);
    assert_eq!(kept(None, &["2017-05-01"], Some("2017-05-01"), why), [], "another change was in force then");
    assert_eq!(kept(None, &["2017-04-30"], Some("2017-05-01"), why), [Code::DecisionFinal]);
    assert_eq!(kept(None, &["2017-04-01"], None, Some(" ")), [Code::DecisionFinal, Code::ReasonRequired]);
    assert_eq!(kept(Some("Twice."), &["2017-04-01"], None, why), [Code::Duplicate]);
}

#[test]
fn what_holds_on_a_day_and_what_comes_next_is_read_of_terms_and_events_together() {
    let change = entered(Authority { to: Some(day("2017-06-30")), ..row(Level::Shadow, "2017-04-01") });
    let with = |mut terms: Terms| {
        terms.changed = vec![change.clone()];
        terms
    };
    let versions = [
        with(version("2015-04-01", json!([{"function": "list_closure", "level": "recommend", "from": "2015-04-01"}]))),
        with(version("2018-04-01", json!([{"function": "list_closure", "level": "decide", "from": "2018-04-01"}]))),
    ];
    let level = |granted: Option<Granted<'_>>| granted.map(|granted| granted.row.level);
    let on = |on: &str| {
        let found = on_day(&versions, day(on));
        let one = found.first().unwrap().clone();
        (level(one.granted), one.next.map(|(day, granted)| (day, level(granted))))
    };
    let (advise, shadow, decide) = (Some(Level::Recommend), Some(Level::Shadow), Some(Level::Decide));
    assert_eq!(on("2015-03-31"), (None, Some((day("2015-04-01"), advise))));
    assert_eq!(on("2017-03-31"), (advise, Some((day("2017-04-01"), shadow))));
    assert_eq!(on("2017-04-01"), (shadow, Some((day("2017-07-01"), advise))));
    assert_eq!(on("2017-07-01"), (advise, Some((day("2018-04-01"), decide))));
    assert_eq!(on("2018-04-01"), (decide, None));
}
