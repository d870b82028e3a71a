//! Terms of reference in English, as a committee's lawyer would write them: what the members adopt beside what the
//! program reads. Nothing is asked here of who sits or of what is decided.

mod clauses;
mod correspondence;
mod deciding;
#[cfg(test)]
mod drawn;
#[cfg(test)]
mod tests;
mod voting;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

pub use clauses::{asked, at_least, at_most, kinds, reckoned, sentence as clause, so_many, so_many_kinds, whose};
pub use deciding::{changed_in_english, row_in_english};
pub use voting::{carried, voting};
pub use words::{Noun, condition, listed, made_of, noun, number, set, stage};
use words::{body, capacity, office, quoted, tag};

use super::selectors::bodies_of;
use super::terms::{Business, Chair, Conflicted, Counted, Counting, Deputies, MembershipClass, Office, Persistence, Seat, Terms, Then};
use crate::organisations::Graph;

/// What bodies are called, by their codes; one that is missing is told by its code alone.
pub type Bodies = BTreeMap<String, String>;

/// What terms say of one matter.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct Paragraph {
    /// The matter, such as `Quorum`.
    pub heading: String,
    /// What is said of it, sentence by sentence.
    pub says: Vec<String>,
}

/// A sentence out of what it says.
fn sentence(says: &str) -> String {
    let mut letters = says.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// The codes of bodies of which terms speak, and all they say of who decides, be it a code or a name: to be looked up.
#[must_use]
pub fn named_in(terms: &Terms) -> BTreeSet<String> {
    let mut found = bodies_of(terms);
    found.extend(deciding::named(terms).cloned());
    found
}

/// The names of the bodies of which terms speak, as far as these are among them.
#[must_use]
pub fn called(terms: &Terms, among: &Graph) -> Bodies {
    let named = |code: String| among.by_code(&code).map(|body| body.name.clone()).map(|name| (code, name));
    bodies_of(terms).into_iter().filter_map(named).collect()
}

/// The quorum of a version as a sentence, with the names of the bodies that are among these.
#[must_use]
pub fn quorum_in_english(terms: &Terms, among: &Graph) -> String {
    clause(&terms.quorum, &called(terms, among))
}

/// A version of the terms, matter by matter. What they leave to what is usual is said too.
#[must_use]
pub fn in_english(terms: &Terms, bodies: &Bodies) -> Vec<Paragraph> {
    let mut all = vec![
        paragraph("Force", force(terms)),
        paragraph("Seats", seats(terms, bodies)),
        paragraph("Quorum", vec![clauses::sentence(&terms.quorum, bodies)]),
        paragraph("Counting", counting(&terms.counting)),
        paragraph("Voting", voting::rules(&terms.voting, bodies)),
    ];
    if !terms.composition.is_empty() {
        let asked = |clause| sentence(&format!("among those who may vote on an item, {}", clauses::asked(clause, bodies)));
        all.push(paragraph("Composition", terms.composition.iter().map(asked).collect()));
    }
    all.push(paragraph("Authority", deciding::authority(terms, bodies)));
    all.extend((!terms.pathways.is_empty()).then(|| paragraph("Pathways", deciding::pathways(terms, bodies))));
    all.extend((!terms.agenda_parts.is_empty()).then(|| paragraph("Parts of the agenda", deciding::parts(terms, bodies))));
    all.push(paragraph("Presiding", presiding(&terms.chair, terms, bodies)));
    if !terms.needs_confirmation.is_empty() {
        let waits = |(kind, days): (&String, &u32)| {
            let days = if *days == 1 { "one day".to_owned() } else { format!("{} days", number(*days)) };
            sentence(&format!(
                "an approved decision of the kind {} has no effect until a later meeting ratifies it, at least {days} after it",
                quoted(kind)
            ))
        };
        all.push(paragraph("Confirmation", terms.needs_confirmation.iter().map(waits).collect()));
    }
    all.extend(terms.correspondence.map(|how| paragraph("Correspondence", correspondence::told(how))));
    all.extend(terms.conflicts.as_ref().map(|text| paragraph("Conflicts of interest", vec![text.clone()])));
    all.extend(terms.papers.as_ref().map(|text| paragraph("Papers", vec![text.clone()])));
    all
}

fn paragraph(heading: &str, says: Vec<String>) -> Paragraph {
    Paragraph { heading: heading.to_owned(), says }
}

fn force(terms: &Terms) -> Vec<String> {
    let mut says = vec![format!("These terms of reference are in force from {}.", terms.from.long())];
    says.extend(terms.ballot.map(|_| "They rest on a ballot of the member practices.".to_owned()));
    says
}

fn seats(terms: &Terms, bodies: &Bodies) -> Vec<String> {
    let voting = terms.seats.iter().filter(|seat| seat.voting).count();
    let said = |n: usize| number(u32::try_from(n).unwrap_or(u32::MAX));
    let how_many = match terms.seats.len() {
        1 => "there is one seat".to_owned(),
        n => format!("there are {} seats", said(n)),
    };
    let with_a_vote = match voting {
        0 => "none of which has a vote".to_owned(),
        n if n == terms.seats.len() => "with a vote each".to_owned(),
        1 => "one of them with a vote".to_owned(),
        n => format!("{} of them with a vote", said(n)),
    };
    let mut says = vec![sentence(&format!("{how_many}, {with_a_vote}"))];
    says.extend(terms.seats.iter().map(|seat| seat_in_english(seat, bodies)));
    says
}

/// One seat as a schedule lists it, and a sentence for each thing that is out of the ordinary about it.
fn seat_in_english(seat: &Seat, bodies: &Bodies) -> String {
    let holder = capacity(seat.capacity).one;
    let article = if holder.starts_with('o') { "an" } else { "a" };
    let mut is = vec![match &seat.organisation {
        Some(of) => format!("{article} {holder} of {}", body(of, bodies)),
        None => format!("{article} {holder}"),
    }];
    if !seat.tags.is_empty() {
        is.push(format!("described as {}", listed(&seat.tags.iter().map(|word| tag_said(word)).collect::<Vec<_>>(), "and")));
    }
    is.extend(seat.office.map(|which| format!("the {}", office(which))));
    is.push(
        match (seat.voting, seat.class()) {
            (true, MembershipClass::Member) => "with a vote",
            (true, MembershipClass::InAttendance) => "in attendance, with a vote",
            (false, MembershipClass::Member) => "a member without a vote",
            (false, MembershipClass::InAttendance) => "in attendance, without a vote",
        }
        .to_owned(),
    );
    let mut says = sentence(&format!("seat {}: {}", quoted(&seat.id), is.join("; ")));
    let mut add = |more: String| says = format!("{says} {}", sentence(&more));
    if let Some(weight) = seat.weight {
        add(format!("its vote counts {weight}, where no weight is given to its body"));
    }
    if seat.shared {
        add("several people may hold it at a time, and have one vote between them".to_owned());
    }
    if seat.deputies {
        add("a named deputy may sit for its holder".to_owned());
    }
    if let Some(except) = &seat.votes_except {
        let quoted_all = |list: &[String]| listed(&list.iter().map(|word| quoted(word)).collect::<Vec<_>>(), "or");
        let mut on = Vec::new();
        if !except.functions.is_empty() {
            on.push(format!("on business that is {}", quoted_all(&except.functions)));
        }
        if !except.decision_types.is_empty() {
            on.push(format!("on a decision of the kind {}", quoted_all(&except.decision_types)));
        }
        add(format!("its holder, who stays a member, has no vote {}", on.join(", nor ")));
    }
    says
}

/// A tag that has a name, else as it is written.
fn tag_said(word: &str) -> String {
    let noun = tag(word);
    if noun.one.starts_with("person described as") { quoted(word) } else { noun.one }
}

fn counting(counting: &Counting) -> Vec<String> {
    let Counting { who, conflicted, deputies, when, remote, business } = counting;
    let who = match who {
        Counted::EligibleVoters => "Whoever holds a seat with a vote on the item counts as present while in the room.",
        Counted::MembersInRoom => "Members count as present while in the room, with or without a vote; those in attendance do not.",
        Counted::AnyoneInRoom => "Whoever holds a seat counts as present while in the room, members and those in attendance alike.",
    };
    let conflicted = match conflicted {
        Conflicted::Exclude => "Somebody kept from deciding an item by a conflict of interest does not count for it.",
        Conflicted::IncludeIfInRoom => {
            "Somebody kept from deciding an item by a conflict of interest does not count for it, unless they may stay and discuss it."
        }
    };
    let deputies = match deputies {
        Deputies::None => "A deputy speaks, and neither votes nor counts.",
        Deputies::Count => "A deputy who sits for a holder votes and counts in that seat.",
    };
    let when = match when {
        Persistence::PerVote => "The quorum is asked afresh at every decision.",
        Persistence::PerItem => "The quorum is asked as each item begins, and that answer holds for the item.",
        Persistence::OpeningOnly => {
            "The quorum is asked as the meeting opens, before anybody is left out, and that answer holds for all of it."
        }
    };
    let remote = if *remote { "Those who attend remotely count." } else { "Those who attend remotely do not count." };
    let business = match business {
        Business::Decide => "Without a quorum nothing is decided; other business may go on.",
        Business::All => "Without a quorum there is no business at all.",
    };
    [who, conflicted, deputies, when, remote, business].map(str::to_owned).to_vec()
}

fn presiding(chair: &Chair, terms: &Terms, bodies: &Bodies) -> Vec<String> {
    let named = |word: &String| match word.parse::<Office>().ok().filter(|held| terms.seats.iter().any(|seat| seat.office == Some(*held))) {
        Some(held) => format!("the {}", office(held)),
        None => match terms.seat(word) {
            Some(seat) => format!("the holder of the seat {}", quoted(&seat.id)),
            // An office that no seat has.
            None => format!("the {}", quoted(word)),
        },
    };
    let names: Vec<String> = chair.succession.iter().map(named).collect();
    let first = match names.as_slice() {
        [] => "nobody presides over an item by right".to_owned(),
        [one] => format!("{one} presides over an item, if present and not conflicted on it"),
        several => {
            format!("over an item presides {}: the first of them who is present and not conflicted on it", several.join(", failing whom "))
        }
    };
    let then = match (chair.then, &chair.elect_from) {
        (Then::None, _) => "where there is nobody of these, nobody can preside, and the item waits".to_owned(),
        (Then::Elect, None) => {
            "where there is nobody of these, the meeting names a voting member who is present and not conflicted on it".to_owned()
        }
        (Then::Elect, Some(from)) => format!(
            "where there is nobody of these, the meeting names a voting member who is present, not conflicted on it, and among {}",
            words::set(from, bodies)
        ),
    };
    vec![sentence(&first), sentence(&then)]
}
