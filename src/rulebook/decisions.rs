//! Why an outcome is refused: outcome by outcome, state by state.

use serde_json::json;

use super::{page, said, table};
use crate::committees::VotingRules;
use crate::decisions::Decide;
use crate::decisions::rules::decide::decide;
use crate::meetings::scene::Scene;
use crate::meetings::{Method, Outcome, Said};
use crate::money::Money;
use crate::policy::{Phase, Treatment};

/// A meeting of four voting members with a casting vote, authority over contracts to £500,000,
/// and a quorum of three; in its decision phase, carried by three to one.
fn carried() -> Scene {
    let mut scene = before();
    scene.votes("chair lay officer", "gp");
    scene
}

fn before() -> Scene {
    let mut scene = Scene::under(
        "chair:lay!chair lay:lay officer:officer gp:gp",
        json!({
            "quorum": {"at_least": 3, "of": {"voting": true}},
            "voting": {"casting_vote": true},
            "composition": [{"majority_of": {"any": [{"capacity": "lay"}, {"capacity": "officer"}]}, "over": {"capacity": "gp"}}],
            "authority": [{"function": "contract", "level": "decide", "from": "2015-04-01", "value_limit": 500_000},
                          {"function": "appointment", "level": "recommend", "from": "2015-04-01"}],
        }),
    );
    scene.begin(Phase::Decision);
    scene
}

type State = (&'static str, Method, fn() -> Scene);

fn voted(in_favour: &str, against: &str) -> Scene {
    let mut scene = before();
    scene.votes(in_favour, against);
    scene
}

fn with(change: fn(&mut Scene)) -> Scene {
    let mut scene = carried();
    change(&mut scene);
    scene
}

fn states() -> Vec<State> {
    vec![
        ("carried", Method::Vote, carried),
        ("not carried", Method::Vote, || voted("chair", "lay officer")),
        ("nobody has voted", Method::Vote, || voted("", "")),
        ("tied, with a casting vote to come", Method::Vote, || voted("chair lay", "officer gp")),
        ("tied, and the casting vote is for", Method::Vote, || {
            let mut scene = voted("chair lay", "officer gp");
            scene.casting("chair", crate::meetings::Choice::For);
            scene
        }),
        ("tied, under terms without a casting vote", Method::Vote, || {
            let mut scene = voted("chair lay", "officer gp");
            scene.terms().voting = VotingRules::default();
            scene
        }),
        ("by consensus, nobody dissents", Method::Consensus, before),
        ("by consensus, one has voted against", Method::Consensus, || voted("", "gp")),
        ("carried, but inquorate: two have left", Method::Vote, || {
            with(|scene| {
                scene.leave("officer");
                scene.leave("gp");
            })
        }),
        ("carried, but by people whom the terms do not let decide alone", Method::Vote, || {
            let mut scene = voted("chair gp", "");
            scene.terms().composition = serde_json::from_value(json!([{"at_most": 0, "of": {"capacity": "gp"}}])).unwrap();
            scene
        }),
        ("carried, but a conflict is not ruled on", Method::Vote, || {
            with(|scene| {
                let practice = scene.body("PRACTICE", crate::organisations::OrganisationKind::GpPractice);
                scene.interest("visitor", crate::declarations::Category::Financial, Some(practice));
                scene.affects(crate::meetings::Affected::Organisation(practice));
                scene.arrive("visitor");
                scene.leave("visitor");
            })
        }),
        ("carried, but somebody who must be out is in", Method::Vote, || with(|scene| scene.rule("gp", Treatment::Leave))),
        ("carried, but nobody can preside", Method::Vote, || with(|scene| scene.leave("chair"))),
        ("carried, on a contract within the limit", Method::Vote, || {
            with(|scene| {
                scene.change(|item| {
                    item.function = Some("contract".into());
                    item.value = "500000".parse::<Money>().ok();
                });
            })
        }),
        ("carried, on a contract a penny above the limit", Method::Vote, || {
            with(|scene| {
                scene.change(|item| {
                    item.function = Some("contract".into());
                    item.value = "500000.01".parse::<Money>().ok();
                });
            })
        }),
        ("carried, on a matter to recommend on", Method::Vote, || {
            with(|scene| scene.change(|item| item.function = Some("appointment".into())))
        }),
        ("carried, on a matter that is run in shadow", Method::Vote, || {
            with(|scene| {
                let row = json!({"function": "appointment", "level": "shadow", "with": "NHS England", "from": "2018-01-01"});
                scene.terms().authority.push(serde_json::from_value(row).unwrap());
                scene.change(|item| item.function = Some("appointment".into()));
            })
        }),
        ("carried, on a kind of decision that another body takes", Method::Vote, || {
            with(|scene| {
                let pathway = json!({"decision_type": "merger", "decided_by": "NHS England"});
                scene.terms().pathways.push(serde_json::from_value(pathway).unwrap());
                scene.change(|item| item.decision_type = Some("merger".into()));
            })
        }),
        ("carried, in a part of the agenda that only recommends", Method::Vote, || {
            with(|scene| {
                scene.terms().agenda_parts.push(serde_json::from_value(json!({"part": "two", "level": "recommend"})).unwrap());
                scene.change(|item| item.agenda_part = Some("two".into()));
            })
        }),
        ("carried, on a matter that no row grants", Method::Vote, || {
            with(|scene| scene.change(|item| item.function = Some("suspension".into())))
        }),
        ("carried, but still in deliberation", Method::Vote, || {
            with(|scene| {
                scene.without(|said| matches!(said, Said::Begun(_)));
                scene.begin(Phase::Deliberation);
            })
        }),
        ("not begun", Method::Vote, || {
            let mut scene = before();
            scene.without(|said| matches!(said, Said::Begun(_)));
            scene
        }),
        ("the meeting is not open", Method::Vote, || with(Scene::not_convened)),
        ("already decided", Method::Vote, || {
            with(|scene| {
                scene.decide(Outcome::Deferred);
            })
        }),
    ]
}

#[test]
fn why_an_outcome_is_refused() {
    let mut text = String::from(
        "WHY AN OUTCOME IS REFUSED\n\nFour voting members (two lay, an officer, a GP), a quorum of three, a casting vote. Every reason that holds is given.\n",
    );
    for outcome in Outcome::ALL {
        text.push_str(&format!("\n{}\n\n", said(outcome.as_str()).to_uppercase()));
        let rows: Vec<Vec<String>> = states()
            .into_iter()
            .map(|(name, method, scene)| {
                let scene = scene();
                let command = Decide {
                    item: scene.seen(),
                    committee: Some(scene.at().committee.id),
                    outcome: *outcome,
                    method,
                    text: None,
                    dissent: Vec::new(),
                    override_: None,
                };
                let answer = match decide(&scene.sitting, &scene.room(), scene.item(), scene.at(), &command) {
                    Ok(_) => "recorded".to_owned(),
                    Err(refusal) => refusal.reasons.iter().map(|reason| reason.code.as_str()).collect::<Vec<_>>().join(", "),
                };
                vec![name.to_owned(), answer]
            })
            .collect();
        text.push_str(&table(&["the state of the item", "answer"], &rows));
    }
    page("decisions.txt", &text);
}
