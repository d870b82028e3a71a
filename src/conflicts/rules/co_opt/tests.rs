//! C5.4: examples around every boundary of borrowing somebody for an item.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::meetings::Said;
use crate::meetings::scene::Scene;
use crate::policy::{Phase, Treatment};

fn scene() -> Scene {
    let mut scene = Scene::of("chair:lay!chair vice:lay!vice_chair chief:officer#chief_officer a:lay spare:lay");
    scene.vacate("spare");
    scene.arrive("visitor");
    scene
}

fn command(scene: &Scene, by: &str, seat: Option<&str>) -> CoOpt {
    CoOpt {
        item: scene.seen(),
        seat: seat.map(|seat| (scene.at().committee.id, seat.to_owned())),
        person: scene.id("visitor"),
        by: scene.id(by),
        from: None,
        reason: Some(Rationale::parse("Nobody else is free.").unwrap()),
        has_declared: true,
    }
}

fn refused(scene: &Scene, command: &CoOpt) -> Vec<Code> {
    let asked = co_opt(&scene.sitting, &scene.room(), scene.item(), command);
    asked.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |_| Vec::new())
}

fn by(scene: &Scene, name: &str) -> Vec<Code> {
    refused(scene, &command(scene, name, Some("spare")))
}

#[test]
fn whoever_presides_borrows() {
    let mut scene = scene();
    assert_eq!(by(&scene, "chair"), []);
    assert_eq!(by(&scene, "vice"), [Code::NotTheDecider]);
    assert_eq!(by(&scene, "chief"), [Code::NotTheDecider], "while somebody presides");
    scene.rule("chair", Treatment::Leave);
    assert_eq!((by(&scene, "chair"), by(&scene, "vice")), (vec![Code::NotTheDecider], vec![]));
}

#[test]
fn while_nobody_presides_an_unconflicted_chief_officer_or_guardian_does() {
    let mut scene = scene();
    scene.leave("chair");
    scene.leave("vice");
    assert_eq!(by(&scene, "chief"), []);
    assert_eq!(by(&scene, "a"), [Code::NotTheDecider]);
    scene.tag("a", "guardian");
    assert_eq!(by(&scene, "a"), []);
    scene.rule("a", Treatment::Leave);
    scene.rule("chief", Treatment::DiscussNotVote);
    assert_eq!((by(&scene, "a"), by(&scene, "chief")), (vec![Code::NotTheDecider], vec![Code::NotTheDecider]), "conflicted");
    scene.rule("chief", Treatment::Note);
    assert_eq!(by(&scene, "chief"), []);
}

#[test]
fn whoever_is_borrowed_has_declared_and_is_free_and_there_is_a_reason() {
    let mut scene = scene();
    let told = command(&scene, "chair", None);
    assert_eq!(refused(&scene, &CoOpt { has_declared: false, ..told.clone() }), [Code::DeclarationOutstanding]);
    assert_eq!(refused(&scene, &CoOpt { reason: None, ..told.clone() }), [Code::ReasonRequired]);
    scene.rule("visitor", Treatment::Note);
    assert_eq!(refused(&scene, &told), []);
    scene.rule("visitor", Treatment::DiscussNotVote);
    assert_eq!(refused(&scene, &told), [Code::AwaitingRuling]);
    let worst = CoOpt { by: scene.id("a"), has_declared: false, reason: Rationale::parse(" ").ok(), ..told };
    let all = [Code::NotTheDecider, Code::DeclarationOutstanding, Code::AwaitingRuling, Code::ReasonRequired];
    assert_eq!(refused(&scene, &worst), all, "every reason that holds");
}

#[test]
fn into_a_seat_of_a_committee_concerned_while_the_meeting_is_not_over() {
    let mut scene = scene();
    assert_eq!(refused(&scene, &command(&scene, "chair", Some("nowhere"))), [Code::UnknownReference]);
    let stranger = CoOpt { seat: Some((CommitteeId::new(), "a".into())), ..command(&scene, "chair", None) };
    assert_eq!(refused(&scene, &stranger), [Code::UnknownReference, Code::NotTheDecider]);
    scene.begin(Phase::Closed);
    assert_eq!(by(&scene, "chair"), []);
    scene.enter(Said::Ended { cancelled: false });
    assert_eq!(by(&scene, "chair"), [Code::MeetingNotOpen]);
}

#[test]
fn in_common_whoever_presides_in_the_seats_committee_borrows_and_for_a_voice_in_any() {
    let mut scene = scene();
    let other = scene.in_common();
    let named = crate::meetings::Naming { item: scene.item().id, committee: Some(other), person: scene.id("vice") };
    scene.enter(Said::Naming(named));
    let into = |scene: &Scene, committee: CommitteeId, by: &str| {
        refused(scene, &CoOpt { seat: Some((committee, "spare".into())), ..command(scene, by, None) })
    };
    let first = scene.at().committee.id;
    assert_eq!((into(&scene, first, "chair"), into(&scene, first, "vice")), (vec![], vec![Code::NotTheDecider]));
    assert_eq!((into(&scene, other, "chair"), into(&scene, other, "vice")), (vec![Code::NotTheDecider], vec![]));
    let voice = |by: &str| refused(&scene, &command(&scene, by, None));
    assert_eq!((voice("chair"), voice("vice"), voice("a")), (vec![], vec![], vec![Code::NotTheDecider]));
}

/// Borrowing mends a quorum, and takes nobody's vote away.
#[test]
fn a_seat_is_lent_while_nobody_counts_in_it_and_its_vote_is_not_cast() {
    let (mut scene, mut conflicted) = (scene(), scene());
    let into = |scene: &Scene, seat: &str| refused(scene, &command(scene, "chair", Some(seat)));
    assert_eq!((into(&scene, "a"), into(&scene, "spare")), (vec![Code::Duplicate], vec![]), "who is there and has no interest keeps it");
    conflicted.rule("a", Treatment::DiscussNotVote);
    assert_eq!(into(&conflicted, "a"), [], "who has an interest does not count");
    scene.begin(Phase::Decision);
    scene.votes("a", "");
    scene.leave("a");
    assert_eq!(into(&scene, "a"), [Code::SeatAlreadyVoted], "its vote stands");
    scene.leave("vice");
    assert_eq!(into(&scene, "vice"), [], "who is away does not count");
    scene.borrow("visitor", Some("spare"), "chair");
    scene.arrive("visitor");
    let another = CoOpt { person: scene.person("another"), ..command(&scene, "chair", Some("spare")) };
    assert_eq!(refused(&scene, &another), [Code::Duplicate], "nor is it lent twice");
}

#[test]
fn before_the_meeting_whoever_sent_no_apologies_is_to_come() {
    let mut scene = scene();
    scene.not_convened();
    let into = |scene: &Scene| refused(scene, &command(scene, "chair", Some("a")));
    assert_eq!(into(&scene), [Code::Duplicate]);
    scene.apologise("a");
    assert_eq!(into(&scene), []);
}
