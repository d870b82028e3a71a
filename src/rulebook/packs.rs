//! What each policy pack proposes and forbids: one page a pack, and all of them side by side.

use super::{page, said, table, treatment};
use crate::conflicts::rules::rule_on::RuleOn;
use crate::conflicts::{Proposal, propose, rule_on};
use crate::declarations::Category;
use crate::meetings::scene::Scene;
use crate::meetings::{Affected, Class};
use crate::organisations::OrganisationKind;
use crate::policy::packs::{self, Pack};
use crate::policy::{Overrides, Policy, Purpose, Relation, Rung, Stage, StageGroup, Treatment};
use crate::text::Rationale;
use crate::verdict::Code;

fn policy(pack: &Pack) -> Policy {
    Policy::new(pack, pack.from, &Overrides::default())
}

fn cell(policy: &Policy, relation: Relation, group: StageGroup) -> String {
    let proposed = treatment(policy.proposed(relation, group));
    match (policy.floor(relation, group, false), policy.floor(relation, group, true)) {
        (Some(floor), _) => format!("{proposed} (at least: {})", treatment(floor)),
        (None, Some(floor)) => format!("{proposed} (at least, where it counts as financial: {})", treatment(floor)),
        (None, None) => proposed,
    }
}

/// A committee with a lay chair, a lay member, an officer and a GP; the holder of this seat has
/// the interest that gives this relation to the item.
fn scene(pack: &Pack, relation: Relation, stage: Option<Stage>, purpose: Purpose, seat: &str) -> Scene {
    let mut scene = Scene::of("chair:lay!chair lay:lay officer:officer gp:gp");
    scene.pack(pack.name);
    scene.change(|item| (item.stage, item.purpose) = (stage, purpose));
    let body = scene.body_of("PRACTICE", OrganisationKind::GpPractice, "OWN");
    let (category, affected) = match relation {
        Relation::OwnBody | Relation::Expired => (Category::Financial, Affected::Organisation(body)),
        Relation::Professional => (Category::Professional, Affected::Organisation(body)),
        Relation::Personal => (Category::Personal, Affected::Organisation(body)),
        Relation::Indirect => (Category::Indirect, Affected::Organisation(body)),
        Relation::ClassMember => (
            Category::Financial,
            Affected::Class(Class { kind: OrganisationKind::GpPractice, commissioner: Some("OWN".into()), area: None }),
        ),
        Relation::LinkedBody => {
            let federation = scene.body("FEDERATION", OrganisationKind::Federation);
            scene.stake(body, federation);
            (Category::Financial, Affected::Organisation(federation))
        }
    };
    scene.affects(affected);
    let (day, interest) = (scene.sitting.meeting.date, scene.interest(seat, category, Some(body)));
    if relation == Relation::Expired {
        interest.to = Some(day.plus_days(-1));
    }
    interest.declared = day.plus_days(-400);
    scene
}

fn proposal(pack: &Pack, relation: Relation, stage: Stage, seat: &str) -> Proposal {
    let scene = scene(pack, relation, Some(stage), Purpose::Decision, seat);
    let proposal = propose(&scene.sitting, scene.item(), scene.id(seat));
    assert_eq!(proposal.relations(), [relation], "{seat} at {stage}");
    proposal
}

/// The least that the chair may rule with a reason, and without one.
fn least(pack: &Pack, relation: Relation, stage: Stage, reason: Option<&str>) -> Treatment {
    let scene = scene(pack, relation, Some(stage), Purpose::Decision, "gp");
    Treatment::ALL
        .iter()
        .copied()
        .find(|treatment| {
            let command = RuleOn {
                item: scene.seen(),
                person: scene.id("gp"),
                treatment: *treatment,
                by: scene.id("chair"),
                reason: reason.map(|reason| Rationale::parse(reason).unwrap()),
                over: None,
            };
            match rule_on(&scene.sitting, &scene.room(), scene.item(), &command) {
                Ok(_) => true,
                Err(refusal) => {
                    let expected = [Code::BelowFloor, Code::ReasonRequired];
                    assert!(refusal.reasons.iter().all(|reason| expected.contains(&reason.code)), "{refusal:?}");
                    false
                }
            }
        })
        .unwrap()
}

const SEATS: [&str; 3] = ["gp", "lay", "officer"];

fn book(pack: &Pack) -> String {
    let mut text = format!("THE POLICY PACK {}\n\nFrom {}. {}.\n\n", pack.name, pack.from.long(), pack.source);
    let repairs: Vec<String> = pack.repairs.iter().map(|rung: &Rung| said(rung.as_str())).collect();
    text.push_str(&format!(
        "The published register names: {}. An interest is reviewed every {} months, and looked back on for {} months.\n\
         An exclusion sticks within a procurement from the stage '{}' on.\n\
         An inquorate item may be repaired by, in this order: {}.\n\n",
        said(pack.publication.as_str()),
        pack.review_months,
        pack.look_back_months,
        said(pack.sticky_from.as_str()),
        repairs.join(", ")
    ));
    text.push_str("WHAT A RELATION IS PROPOSED TO LEAD TO, BY STAGE\n\n");
    let policy = policy(pack);
    let heads: Vec<String> =
        std::iter::once("relation".to_owned()).chain(StageGroup::ALL.iter().map(|group| said(group.as_str()))).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = Relation::ALL
        .iter()
        .map(|relation| {
            std::iter::once(said(relation.as_str())).chain(StageGroup::ALL.iter().map(|group| cell(&policy, *relation, *group))).collect()
        })
        .collect();
    text.push_str(&table(&heads, &rows));
    text.push_str("\nWHAT IS PROPOSED FOR SOMEBODY WITH THAT RELATION, AND THE LEAST THAT MAY BE RULED\n\n");
    let mut rows = Vec::new();
    for relation in Relation::ALL {
        for stage in Stage::ALL {
            let by_seat: Vec<Treatment> = SEATS.iter().map(|seat| proposal(pack, *relation, *stage, seat).treatment).collect();
            let alike = by_seat.windows(2).all(|pair| pair.first() == pair.last());
            let proposed = if alike {
                treatment(*by_seat.first().unwrap())
            } else {
                SEATS.iter().zip(&by_seat).map(|(seat, how)| format!("{seat}: {}", treatment(*how))).collect::<Vec<_>>().join(", ")
            };
            rows.push(vec![
                said(relation.as_str()),
                said(stage.as_str()),
                proposed,
                treatment(least(pack, *relation, *stage, None)),
                treatment(least(pack, *relation, *stage, Some("A reason."))),
            ]);
        }
    }
    text.push_str(&table(
        &[
            "relation",
            "stage of the item",
            "proposed (for a GP, a lay member and an officer alike, unless it says otherwise)",
            "least, without a reason",
            "least, with a reason",
        ],
        &rows,
    ));
    text
}

#[test]
fn every_pack_on_its_page() {
    for pack in packs::shipped().unwrap() {
        page(&format!("{}.txt", pack.name), &book(pack));
    }
}

#[test]
fn all_packs_side_by_side() {
    let packs = packs::shipped().unwrap();
    let mut text = String::from(
        "ALL POLICY PACKS SIDE BY SIDE\n\nWhat a relation is proposed to lead to at a stage, and in brackets what no ruling may undercut.\n\n",
    );
    let mut heads = vec!["relation", "stage"];
    heads.extend(packs.iter().map(|pack| pack.name.as_str()));
    let mut rows = Vec::new();
    for relation in Relation::ALL {
        for group in StageGroup::ALL {
            let mut row = vec![said(relation.as_str()), said(group.as_str())];
            row.extend(packs.iter().map(|pack| cell(&policy(pack), *relation, *group)));
            rows.push(row);
        }
    }
    text.push_str(&table(&heads, &rows));
    text.push_str("\nWHERE AN ITEM NAMES NO STAGE\n\nWhat a relation is proposed to lead to by what the item is for.\n\n");
    let mut heads = vec!["relation", "purpose", "read as"];
    heads.extend(packs.iter().map(|pack| pack.name.as_str()));
    let mut rows = Vec::new();
    for relation in Relation::ALL {
        for purpose in Purpose::ALL {
            let mut row = vec![said(relation.as_str()), said(purpose.as_str()), String::new()];
            for pack in packs {
                let scene = scene(pack, *relation, None, *purpose, "gp");
                if let Some(read) = row.get_mut(2) {
                    *read = said(scene.item().group().as_str());
                }
                row.push(treatment(propose(&scene.sitting, scene.item(), scene.id("gp")).treatment));
            }
            rows.push(row);
        }
    }
    text.push_str(&table(&heads, &rows));
    text.push_str("\nTHE REST OF EACH PACK\n\n");
    let mut heads = vec!["switch"];
    heads.extend(packs.iter().map(|pack| pack.name.as_str()));
    let switch =
        |name: &str, of: &dyn Fn(&Pack) -> String| std::iter::once(name.to_owned()).chain(packs.iter().map(of)).collect::<Vec<_>>();
    let rows = [
        switch("in force from", &|pack| pack.from.to_string()),
        switch("an exclusion sticks from", &|pack| said(pack.sticky_from.as_str())),
        switch("looks back, in months", &|pack| pack.look_back_months.to_string()),
        switch("reviewed every, in months", &|pack| pack.review_months.to_string()),
        switch("the published register names", &|pack| said(pack.publication.as_str())),
        switch("treatments permitted", &|pack| {
            let all = pack.permitted.len() == Treatment::ALL.len();
            if all { "all".into() } else { pack.permitted.iter().map(|how| treatment(*how)).collect::<Vec<_>>().join(", ") }
        }),
        switch("repairs", &|pack| pack.repairs.iter().map(|rung| said(rung.as_str())).collect::<Vec<_>>().join(", ")),
    ];
    text.push_str(&table(&heads, &rows));
    page("all_packs.txt", &text);
}
