#![allow(clippy::unwrap_used)]

use super::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn days(first: &str, repeats: Repeats, every: u32, ends: Ends) -> String {
    let asked = Days::Rhythm { first: day(first), repeats, every, ends };
    match asked.all() {
        Ok(days) => days.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        Err(faults) => faults.iter().map(|fault| format!("{}:{}", fault.pointer, fault.code)).collect(),
    }
}

#[test]
fn weeks_and_months_go_on_from_the_first() {
    assert_eq!(days("2027-01-05", Repeats::Weekly, 2, Ends::After(3)), "2027-01-05 2027-01-19 2027-02-02");
    assert_eq!(days("2027-01-05", Repeats::Weekly, 1, Ends::Until(day("2027-01-19"))), "2027-01-05 2027-01-12 2027-01-19");
    // The second Tuesday; of every third month.
    assert_eq!(days("2027-01-12", Repeats::Monthly, 1, Ends::After(4)), "2027-01-12 2027-02-09 2027-03-09 2027-04-13");
    assert_eq!(days("2027-01-12", Repeats::Monthly, 3, Ends::After(2)), "2027-01-12 2027-04-13");
    assert_eq!(days("2027-12-01", Repeats::Monthly, 1, Ends::After(2)), "2027-12-01 2028-01-05", "the first Wednesday, into a new year");
}

#[test]
fn a_fifth_weekday_is_the_last_where_there_are_four() {
    assert_eq!(days("2027-03-31", Repeats::Monthly, 1, Ends::After(4)), "2027-03-31 2027-04-28 2027-05-26 2027-06-30");
}

#[test]
fn a_series_has_an_end() {
    let many = Ends::Until(day("2199-12-31"));
    assert_eq!(days("2027-01-05", Repeats::Weekly, 1, many), "/until:length");
    assert_eq!(days("2027-01-05", Repeats::Weekly, 1, Ends::After(MOST_MEETINGS + 1)), "/count:length");
    assert_eq!(days("2027-01-05", Repeats::Weekly, 1, Ends::After(MOST_MEETINGS)).split(' ').count(), MOST_MEETINGS);
    assert_eq!(days("2027-01-05", Repeats::Weekly, 1, Ends::Until(day("2027-01-04"))), "/until:length");
    assert_eq!(days("2200-12-02", Repeats::Monthly, 1, Ends::After(2)), "/count:range");
    let twice = Days::Named(vec![day("2027-05-04"), day("2027-01-05"), day("2027-05-04")]);
    assert_eq!(twice.all().unwrap_err().first().unwrap().pointer, "/dates/2");
    let named = Days::Named(vec![day("2027-05-04"), day("2027-01-05")]);
    assert_eq!(named.all().unwrap(), [day("2027-01-05"), day("2027-05-04")]);
}

#[test]
fn every_day_that_cannot_be_is_told_at_once() {
    let free = DayAsked { date: day("2027-05-04"), seats: Some(5), meets: None, no_hour: None, items: 3 };
    let today = day("2027-05-04");
    let codes = |days: &[DayAsked]| match may_call(CommitteeId::new(), "the committee", today, days) {
        Ok(_) => String::new(),
        Err(refused) => refused.reasons.iter().map(|reason| reason.code.as_str()).collect::<Vec<_>>().join(" "),
    };
    assert_eq!(codes(std::slice::from_ref(&free)), "", "today is not past");
    let past = DayAsked { date: day("2027-05-03"), ..free.clone() };
    let without = DayAsked { seats: None, ..past.clone() };
    let meets = DayAsked { meets: Some((MeetingId::new(), "C/2027/05/04".into())), no_hour: Some("no such hour".into()), ..free.clone() };
    assert_eq!(codes(&[past, without, free.clone(), meets]), "period_invalid period_invalid terms_not_in_force duplicate period_invalid");
    let full = DayAsked { items: MOST_STANDING, ..free.clone() };
    assert_eq!(codes(&vec![full.clone(); 20]), "");
    assert_eq!(codes(&vec![full; 21]), "state_forbids");
    let crowd = |items: usize| DayAsked { items, seats: Some(2_500), ..free.clone() };
    assert_eq!(codes(&[crowd(20)]), "");
    assert_eq!(codes(&[crowd(21)]), "state_forbids", "more than can be prepared for");
}
