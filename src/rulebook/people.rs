//! What a treatment leaves a person, who presides, and who may rule.

use super::{page, table, treatment};
use crate::conflicts::rules::rule_on::RuleOn;
use crate::conflicts::{name_presider, presiding, rule_on};
use crate::meetings::scene::Scene;
use crate::policy::{Gallery, Phase, Speech, Treatment};
use crate::text::Rationale;
use crate::verdict::Code;

fn yes(held: bool) -> String {
    if held { "yes" } else { "no" }.to_owned()
}

#[test]
fn what_each_treatment_leaves_a_person() {
    let mut text = String::from(
        "WHAT EACH TREATMENT LEAVES A PERSON, PHASE BY PHASE\n\nThe ladder, least restrictive first. Rights do not depend on the policy pack.\n",
    );
    for (private, what) in [(false, "AN ITEM IN PUBLIC"), (true, "AN ITEM FROM WHICH THE PUBLIC IS EXCLUDED")] {
        text.push_str(&format!("\n{what}\n\n"));
        let mut rows = Vec::new();
        for how in Treatment::ALL {
            for phase in Phase::ALL {
                let (rights, by_terms) = (how.rights(*phase, private, false), how.rights(*phase, private, true));
                let counts = match (rights.counts, by_terms.counts) {
                    (false, true) => "if the terms say so".to_owned(),
                    (counts, _) => yes(counts),
                };
                rows.push(vec![
                    treatment(*how),
                    phase.as_str().to_owned(),
                    yes(rights.papers),
                    match rights.room {
                        Gallery::Table => "at the table",
                        Gallery::Public => "with the public",
                        Gallery::Out => "out",
                    }
                    .to_owned(),
                    match rights.speak {
                        Speech::Yes => "yes",
                        Speech::WhenAsked => "when asked",
                        Speech::No => "no",
                    }
                    .to_owned(),
                    yes(rights.vote),
                    counts,
                ]);
            }
        }
        text.push_str(&table(&["treatment", "phase", "confidential papers", "room", "speaks", "votes", "counts to the quorum"], &rows));
    }
    page("treatments.txt", &text);
}

fn seated() -> Scene {
    Scene::of("chair:lay!chair vice:lay!vice_chair member:officer gp:gp observer:other-")
}

fn codes(refused: Option<crate::verdict::Refusal>) -> String {
    refused.map_or_else(
        || "yes".to_owned(),
        |refusal| refusal.reasons.iter().map(|reason| reason.code.as_str()).collect::<Vec<_>>().join(", "),
    )
}

/// How somebody stands: in the room under a treatment, or out of it.
fn stand(scene: &mut Scene, who: &str, how: Option<Treatment>) -> String {
    match how {
        Some(how) => {
            scene.rule(who, how);
            treatment(how)
        }
        None => {
            scene.leave(who);
            "out of the room".to_owned()
        }
    }
}

#[test]
fn who_presides() {
    let mut text = String::from(
        "WHO PRESIDES OVER AN ITEM\n\nThe succession of these terms is chair, vice-chair, then whoever the meeting names.\n\n",
    );
    let ways: Vec<Option<Treatment>> = Treatment::ALL.iter().copied().map(Some).chain([None]).collect();
    let mut rows = Vec::new();
    for chair in &ways {
        for vice in [Some(Treatment::Participate), Some(Treatment::Note), Some(Treatment::DiscussNotVote), None] {
            let mut scene = seated();
            let (chair, vice) = (stand(&mut scene, "chair", *chair), stand(&mut scene, "vice", vice));
            let name = |scene: &Scene| {
                presiding(&scene.sitting, &scene.room(), scene.item(), scene.at())
                    .map_or_else(|| "nobody".to_owned(), |id| format!("the {}", scene.sitting.name(id)))
            };
            let of_itself = name(&scene);
            scene.name_presider("member");
            rows.push(vec![chair, vice, of_itself, name(&scene)]);
        }
    }
    text.push_str(&table(&["the chair is", "the vice-chair is", "then presides", "once a member is named"], &rows));
    text.push_str("\nWHOM THE MEETING MAY NAME TO PRESIDE\n\n");
    let mut rows = Vec::new();
    for (who, seat) in [
        ("member", "a voting member"),
        ("gp", "a GP with a vote"),
        ("observer", "a seat without a vote"),
        ("visitor", "somebody without a seat"),
    ] {
        for how in &ways {
            let mut scene = seated();
            scene.arrive("visitor");
            let how = stand(&mut scene, who, *how);
            let answer = codes(name_presider(&scene.sitting, &scene.room(), scene.item(), None, scene.id(who)).err());
            rows.push(vec![seat.to_owned(), how, answer]);
        }
    }
    text.push_str(&table(&["who", "how they stand", "may be named"], &rows));
    page("presiding.txt", &text);
}

#[test]
fn who_may_rule_on_whom() {
    let mut text =
        String::from("WHO MAY RULE\n\nThe GP's practice is affected by an award; 'leave no papers' is proposed under ccg_2017.\n\n");
    let mut rows = Vec::new();
    for chair in [Treatment::Participate, Treatment::Note, Treatment::DiscussNotVote, Treatment::Leave] {
        for by in ["chair", "vice", "member", "gp"] {
            for on in ["gp", "chair"] {
                let mut scene = seated();
                let practice = scene.body("PRACTICE", crate::organisations::OrganisationKind::GpPractice);
                scene.interest("gp", crate::declarations::Category::Financial, Some(practice));
                scene.affects(crate::meetings::Affected::Organisation(practice));
                scene.rule("chair", chair);
                let command = RuleOn {
                    item: scene.seen(),
                    person: scene.id(on),
                    treatment: Treatment::LeaveNoPapers,
                    by: scene.id(by),
                    reason: None,
                    over: None,
                };
                let answer = codes(rule_on(&scene.sitting, &scene.room(), scene.item(), &command).err());
                rows.push(vec![treatment(chair), format!("the {by}"), format!("the {on}"), answer]);
            }
        }
    }
    text.push_str(&table(&["the chair is", "who rules", "on whom", "may"], &rows));
    text.push_str("\nWHAT MAY BE RULED, BY THE CHAIR, ON THE GP\n\n");
    let mut rows = Vec::new();
    for how in Treatment::ALL {
        let mut row = vec![treatment(*how)];
        for reason in [None, Some("A reason.")] {
            let mut scene = seated();
            let practice = scene.body("PRACTICE", crate::organisations::OrganisationKind::GpPractice);
            scene.interest("gp", crate::declarations::Category::Financial, Some(practice));
            scene.affects(crate::meetings::Affected::Organisation(practice));
            let (person, by) = (scene.id("gp"), scene.id("chair"));
            let reason = reason.map(|reason| Rationale::parse(reason).unwrap());
            let command = RuleOn { item: scene.seen(), person, treatment: *how, by, reason, over: None };
            row.push(codes(rule_on(&scene.sitting, &scene.room(), scene.item(), &command).err()));
        }
        rows.push(row);
    }
    text.push_str(&table(&["treatment", "without a reason", "with a reason"], &rows));
    assert!(text.contains(Code::BelowFloor.as_str()) && text.contains(Code::RulingOnSelf.as_str()));
    page("rulings.txt", &text);
}
