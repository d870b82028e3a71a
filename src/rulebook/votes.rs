//! Why a vote is refused: seat by seat, phase by phase, treatment by treatment.

use super::{page, table, treatment};
use crate::declarations::Category;
use crate::meetings::scene::Scene;
use crate::meetings::{Affected, Choice};
use crate::organisations::OrganisationKind;
use crate::policy::{Phase, Treatment};
use crate::votes::{CastVote, admit};

fn answer(who: &str, phase: Option<Phase>, how: Option<Treatment>, present: bool, has_voted: bool) -> String {
    let mut scene = Scene::of("chair:lay!chair voter:gp member:gp/member- observer:other-");
    scene.arrive("visitor");
    match how {
        Some(how) => scene.rule(who, how),
        None => {
            let practice = scene.body("PRACTICE", OrganisationKind::GpPractice);
            scene.interest(who, Category::Financial, Some(practice));
            scene.affects(Affected::Organisation(practice));
        }
    }
    if let Some(phase) = phase {
        scene.begin(phase);
    }
    if has_voted {
        scene.vote(who, Choice::Against);
    }
    if !present {
        scene.leave(who);
    }
    let (item, committee, person) = (scene.seen(), scene.at().committee.id, Some(scene.id(who)));
    let command = CastVote { item, committee: Some(committee), person, seat: None, choice: Choice::For };
    match admit(&scene.sitting, &scene.room(), scene.item(), scene.at(), &command) {
        Ok(_) => "admitted".to_owned(),
        Err(refusal) => refusal.reasons.iter().map(|reason| reason.code.as_str()).collect::<Vec<_>>().join(", "),
    }
}

#[test]
fn why_a_vote_is_refused() {
    let mut text = String::from(
        "WHY A VOTE IS REFUSED\n\nEvery reason that holds is given. 'Proposed' is a proposal on which nobody has ruled yet.\n",
    );
    let ways: Vec<Option<Treatment>> = Treatment::ALL.iter().copied().map(Some).chain([None]).collect();
    let seats = [
        ("voter", "A MEMBER WITH A VOTE"),
        ("member", "A MEMBER WITHOUT A VOTE"),
        ("observer", "SOMEBODY IN ATTENDANCE"),
        ("visitor", "SOMEBODY WITHOUT A SEAT"),
    ];
    let phases: Vec<Option<Phase>> = std::iter::once(None).chain(Phase::ALL.iter().copied().map(Some)).collect();
    for (who, title) in seats {
        for phase in &phases {
            let when = phase.map_or_else(|| "before the item is begun".to_owned(), |phase| format!("in the phase '{phase}'"));
            text.push_str(&format!("\n{title}, {when}\n\n"));
            let rows: Vec<Vec<String>> = ways
                .iter()
                .map(|how| {
                    let name = how.map_or_else(|| "leave no papers, proposed".to_owned(), treatment);
                    vec![name, answer(who, *phase, *how, true, false), answer(who, *phase, *how, false, false)]
                })
                .collect();
            text.push_str(&table(&["treatment", "in the room", "out of the room"], &rows));
        }
    }
    text.push_str("\nA SEAT THAT HAS VOTED, in the phase 'decision'\n\n");
    let rows = [true, false].map(|present| {
        vec![
            if present { "in the room" } else { "out of the room" }.to_owned(),
            answer("voter", Some(Phase::Decision), Some(Treatment::Participate), present, true),
        ]
    });
    text.push_str(&table(&["the voter is", "a second vote"], &rows));
    page("votes.txt", &text);
}
