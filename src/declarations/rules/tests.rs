//! A2, A3.1, A4: examples of what is declared, when it is late and to whom it is shown.

#![allow(clippy::unwrap_used)]
use super::*;
use crate::text::{Kept, Line, Prose};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn nothing() -> Particulars {
    Particulars::of(day("2018-01-01"))
}

fn fields(person: PersonId, category: Category, says: &Particulars) -> Vec<String> {
    faults_of(&Said { person, category, says }, false).into_iter().map(|fault| fault.pointer).collect()
}

#[test]
fn an_interest_says_what_it_is_or_where_it_comes_from() {
    let person = PersonId::new();
    for (category, field) in [
        (Category::Financial, "/nature"),
        (Category::Professional, "/nature"),
        (Category::Personal, "/nature"),
        (Category::Indirect, "/related_person"),
    ] {
        assert_eq!(fields(person, category, &nothing()), [field]);
        let blanks = Particulars { nature: Some(Prose::kept(" ".into())), related_person: Some(Line::kept(String::new())), ..nothing() };
        assert_eq!(fields(person, category, &blanks), [field], "blanks say nothing");
        assert!(faults_of(&Said { person, category, says: &nothing() }, true).is_empty(), "a draft may be finished later");
        for enough in [
            Particulars { nature: Some(Prose::parse("Shares").unwrap()), ..nothing() },
            Particulars { organisation: Some(OrganisationId::new()), ..nothing() },
            Particulars { related_person: Some(Line::parse("A brother").unwrap()), ..nothing() },
            Particulars { related_to: Some(PersonId::new()), ..nothing() },
        ] {
            assert!(fields(person, category, &enough).is_empty(), "{enough:?}");
        }
    }
}

#[test]
fn an_indirect_interest_is_somebody_elses_and_theirs_is_direct() {
    let person = PersonId::new();
    let theirs = Particulars { underlying_category: Some(Category::Financial), related_to: Some(PersonId::new()), ..nothing() };
    assert!(fields(person, Category::Indirect, &theirs).is_empty());
    let own = Particulars { underlying_category: Some(Category::Indirect), related_to: Some(person), ..nothing() };
    assert_eq!(fields(person, Category::Indirect, &own), ["/underlying_category", "/related_to"]);
    let draft = faults_of(&Said { person, category: Category::Indirect, says: &own }, true);
    assert_eq!(draft.len(), 2, "nor in a draft");
    let direct = Particulars { underlying_category: Some(Category::Indirect), nature: Some(Prose::parse("Shares").unwrap()), ..nothing() };
    assert!(fields(person, Category::Financial, &direct).is_empty(), "nobody reads it there");
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
    let case = Awareness { aware: None, from: Some(day("2010-01-01")), first_seat: Some(day("2018-01-01")), declared: day("2018-01-29") };
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
        role: None,
        from: from.map(day),
        to: to.map(day),
        declared: day("2017-07-01"),
        entered: 0,
        mitigation: None,
        name_withheld: false,
        raised_by_another: false,
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
