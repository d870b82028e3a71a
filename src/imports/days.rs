//! Days as lists write them. The year first is plain to everybody; day and month in figures are
//! two days at once, and which of them is meant only whoever sends the list can say.

use crate::moment::Date;
use crate::words;

words! {
    /// In which order a list writes day and month.
    Order "order of day and month" {
        /// The day first: 31/12/2025.
        DayFirst = "dmy",
        /// The month first: 12/31/2025.
        MonthFirst = "mdy",
    }
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// Words for an end that is not set.
const OPEN: [&str; 12] = [
    "unspecified",
    "ongoing",
    "until further notice",
    "present",
    "current",
    "to date",
    "open",
    "open ended",
    "open-ended",
    "no end date",
    "not specified",
    "none",
];

/// Whether a cell says in words that there is no end yet.
#[must_use]
pub fn is_open(text: &str) -> bool {
    OPEN.contains(&text.to_lowercase().as_str())
}

fn made(year: u32, month: u32, day: u32) -> Option<Date> {
    if month > 12 || day > 31 {
        return None;
    }
    format!("{year:04}-{month:02}-{day:02}").parse().ok()
}

/// `2018-03-06` or `20180306`; a clock at midnight beside it, as spreadsheets add one, is passed over.
fn year_first(text: &str) -> Option<Date> {
    let text = [" 00:00:00", "T00:00:00", " 00:00", "T00:00:00Z"].iter().find_map(|clock| text.strip_suffix(clock)).unwrap_or(text);
    let mut spelled = String::with_capacity(10);
    for (place, letter) in text.char_indices() {
        if text.len() == 8 && (place == 4 || place == 6) {
            spelled.push('-');
        }
        // Checked here, as the calendar's own reader also takes blanks and signs.
        let dash = text.len() == 10 && (place == 4 || place == 7);
        if !(if dash { letter == '-' } else { letter.is_ascii_digit() }) {
            return None;
        }
        spelled.push(letter);
    }
    spelled.parse().ok()
}

/// The three numbers of a day in figures, the year last: `6/3/2018`, `06.03.2018`, `6-3-2018`.
fn figures(text: &str) -> Option<(u32, u32, u32)> {
    let text = text.strip_suffix(" 00:00:00").or_else(|| text.strip_suffix(" 00:00")).unwrap_or(text);
    let mark = ['/', '.', '-'].into_iter().find(|mark| text.contains(*mark))?;
    let mut parts = text.split(mark).map(str::trim);
    let (one, two, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |part: &str, most: usize| !part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || !is_number(one, 2) || !is_number(two, 2) || year.len() != 4 || !is_number(year, 4) {
        return None;
    }
    Some((one.parse().ok()?, two.parse().ok()?, year.parse().ok()?))
}

/// A day with its month in letters, which is plain to everybody: `6 March 2018`, `Tue 6th March
/// 2018`, `06-Mar-2018`, `March 6, 2018`.
fn in_words(text: &str) -> Option<Date> {
    let text = text.to_lowercase();
    let mut words: Vec<&str> = text.split([' ', '-', '/', ',', '.']).filter(|word| !word.is_empty()).collect();
    let week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    if words.first().is_some_and(|word| word.ends_with("day") || week.contains(&word.trim_end_matches("rs").trim_end_matches('s'))) {
        words.remove(0);
    }
    words.retain(|word| *word != "of");
    let [one, two, year] = words.as_slice() else { return None };
    let month_of = |word: &str| {
        let place = MONTHS.iter().position(|month| {
            *month == word || (word.len() >= 3 && (month.get(..3) == Some(word) || word == "sept" && *month == "september"))
        })?;
        u32::try_from(place + 1).ok()
    };
    let day_of = |word: &str| {
        let number = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        (number.len() <= 2).then(|| number.parse::<u32>().ok()).flatten()
    };
    if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year = year.parse().ok()?;
    match (month_of(two), month_of(one)) {
        (Some(month), _) => made(year, month, day_of(one)?),
        (None, Some(month)) => made(year, month, day_of(two)?),
        (None, None) => None,
    }
}

/// The day that a cell means.
///
/// # Errors
/// What is wrong, and what to write.
pub fn read(text: &str, order: Option<Order>) -> Result<Date, String> {
    if let Some(day) = year_first(text).or_else(|| in_words(text)) {
        return Ok(day);
    }
    let shown = super::report::shown(text);
    let Some((one, two, year)) = figures(text) else {
        return Err(format!(
            "'{shown}' is not a day between 1900 and 2200 as this list writes it. Write 6 March 2018 as 2018-03-06 or 20180306."
        ));
    };
    let (day_first, month_first) = (made(year, two, one), made(year, one, two));
    let say =
        "or say how the list writes its days: dates=dmy for the day first, dates=mdy for the month first (--dates on the command line)";
    match (order, day_first, month_first) {
        (Some(Order::DayFirst), Some(day), _) | (Some(Order::MonthFirst), _, Some(day)) => Ok(day),
        (Some(order), ..) => {
            let (first, other) = match order {
                Order::DayFirst => ("day", month_first),
                Order::MonthFirst => ("month", day_first),
            };
            let otherwise = other.map_or_else(String::new, |day| format!(" The other way round it is {}.", day.long()));
            Err(format!(
                "'{shown}' is no day with the {first} first, as the list was said to write them.{otherwise} Write it with the year first, as 2018-03-06."
            ))
        }
        (None, Some(one), Some(other)) if one == other => Ok(one),
        (None, Some(one), Some(other)) => {
            Err(format!("'{shown}' could be {} or {}. Write {} or {}, {say}.", one.long(), other.long(), one, other))
        }
        (None, Some(one), None) => Err(format!("'{shown}' is {} if the day stands first. Write {one}, {say}.", one.long())),
        (None, None, Some(one)) => Err(format!("'{shown}' is {} if the month stands first. Write {one}, {say}.", one.long())),
        (None, None, None) => Err(format!("'{shown}' is not a day between 1900 and 2200. Write 6 March 2018 as 2018-03-06 or 20180306.")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn is(text: &str, order: Option<Order>, day: &str) {
        assert_eq!(read(text, order).map(|day| day.to_string()), Ok(day.to_owned()), "{text}");
    }

    #[test]
    fn a_day_in_figures_is_taken_only_in_the_order_that_was_said() {
        for text in ["03/05/2002", "3/5/2002", "03.05.2002", "03-05-2002", "3/5/2002 00:00"] {
            is(text, Some(Order::DayFirst), "2002-05-03");
            is(text, Some(Order::MonthFirst), "2002-03-05");
            let why = read(text, None).unwrap_err();
            assert!(why.contains("3 May 2002") && why.contains("5 March 2002") && why.contains("dates=dmy"), "{why}");
        }
        assert!(read("25/12/2002", None).unwrap_err().contains("25 December 2002"));
        assert!(read("25/12/2002", Some(Order::MonthFirst)).unwrap_err().contains("25 December 2002"));
        for text in ["3/5/02", "31/04/2002", "1/2", "0/5/2002", "a/b/2002", "+3/5/2002", "3/5/20020"] {
            assert!(read(text, Some(Order::DayFirst)).is_err(), "{text}");
        }
        is("05/05/2002", None, "2002-05-05");
    }

    #[test]
    fn a_year_first_or_a_month_in_letters_is_plain_to_everybody() {
        for text in [
            "2018-03-06",
            "20180306",
            "2018-03-06 00:00:00",
            "6 March 2018",
            "06-Mar-2018",
            "Tuesday 6th March 2018",
            "March 6, 2018",
            "6 Mar 2018",
            "Tue, 6 March 2018",
        ] {
            is(text, None, "2018-03-06");
        }
        is("1 Sept 2018", None, "2018-09-01");
        for text in ["2018-03-06 12:30:00", "March 2018", "6 March 18", "2018", "unspecified", "6 Marchember 2018", "31 April 2018"] {
            assert!(read(text, None).is_err(), "{text}");
        }
        assert!(is_open("Unspecified") && is_open("until further notice") && !is_open("2018"));
    }
}
