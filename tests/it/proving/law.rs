use quorate::access::Role;
use quorate::audit::replay::Finding;
use serde_json::json;

use super::{findings, found, last_entry};
use crate::desk::PASSWORD;
use crate::house::{Meeting, TestRegister, everywhere};

/// An item in its decision phase with these in the room.
fn to_the_vote(house: &TestRegister, present: &[&str]) -> (Meeting, String) {
    let meeting = house.meeting();
    let item = house.item(&meeting, "A new surgery", json!({}));
    house.convened(&meeting, present);
    house.begin(&item, "decision").made();
    (meeting, item)
}

/// The one act of the house that the rules would not have permitted.
fn unlawful(house: &TestRegister, entry: u64, of: &str, why: &str) {
    let found = findings(&house.desk);
    let is_it = |finding: &Finding| matches!(finding, Finding::Unlawful { index, kind, register, .. } if *index == entry && kind == of && register == "stories");
    assert!(is_it(&found[0]), "entry {entry}: {found:?}");
    assert!(found[0].to_string().contains(why), "{}", found[0]);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_decision_made_while_the_attendance_was_edited_is_named() {
    everywhere(|house| {
        let (meeting, item) = to_the_vote(house, &["chair", "lay", "officer"]);
        for word in ["chair", "lay", "officer"] {
            house.vote(&item, word, "for").made();
        }
        house.attend(&meeting, "officer", "leave").made();
        house.decide(&item, "approved", "vote").refused(&["inquorate"]);
        house.desk.verified();
        let leaving = "event = 'leave'";
        house.desk.tampers(&format!("UPDATE attendance SET event = 'arrive' WHERE {leaving}")).unwrap();
        house.decide(&item, "approved", "vote").made();
        let entry = last_entry(house);
        let last = "version = (SELECT max(version) FROM attendance)";
        house.desk.tampers(&format!("UPDATE attendance SET event = 'leave' WHERE {last}")).unwrap();
        unlawful(house, entry, "decision.recorded", "it is refused");
    });
}

#[test]
fn a_decision_made_while_the_votes_were_edited_is_named() {
    everywhere(|house| {
        let (_, item) = to_the_vote(house, &["chair", "lay", "officer", "gp"]);
        for word in ["chair", "lay", "officer", "gp"] {
            house.vote(&item, word, "against").made();
        }
        house.decide(&item, "approved", "vote").refused(&["not_carried"]);
        house.desk.tampers("UPDATE vote SET choice = 'for'").unwrap();
        house.decide(&item, "approved", "vote").made();
        let entry = last_entry(house);
        house.desk.tampers("UPDATE vote SET choice = 'against'").unwrap();
        unlawful(house, entry, "decision.recorded", "not carried");
    });
}

/// Permitted either way, but not in these words.
#[test]
fn evidence_that_was_made_another_for_a_moment_is_named() {
    everywhere(|house| {
        let (_, item) = to_the_vote(house, &["chair", "lay", "officer", "gp"]);
        for word in ["chair", "lay", "officer"] {
            house.vote(&item, word, "for").made();
        }
        house.vote(&item, "gp", "against").made();
        house.desk.tampers("UPDATE vote SET choice = 'abstain' WHERE choice = 'against'").unwrap();
        house.decide(&item, "approved", "vote").made();
        let entry = last_entry(house);
        house.desk.tampers("UPDATE vote SET choice = 'against' WHERE choice = 'abstain'").unwrap();
        unlawful(house, entry, "decision.recorded", "evidence/tally");
    });
}

#[test]
fn whoever_was_given_a_role_for_a_moment_by_hand_is_named() {
    everywhere(|house| {
        let auditor = house.auditor();
        let new = json!({"name": "Somebody new"});
        auditor.post("/api/v1/people", &new).is_problem(403, "an auditor writes nothing");
        house.desk.tampers("UPDATE account_role SET role = 'governance_lead' WHERE role = 'auditor'").unwrap();
        auditor.post("/api/v1/people", &new).made();
        let entry = last_entry(house);
        let own = "account_id = (SELECT id FROM account WHERE email = 'auditor@example.org')";
        house.desk.tampers(&format!("UPDATE account_role SET role = 'auditor' WHERE {own}")).unwrap();
        let found = findings(&house.desk);
        assert!(matches!(&found[..], [Finding::Author { index, kind, .. }] if *index == entry && kind == "person.created"), "{found:?}");
        assert!(found[0].to_string().contains("auditor may not keep the list of people"), "{}", found[0]);
    });
}

#[test]
fn a_sign_in_with_a_password_put_in_by_hand_is_named() {
    everywhere(|house| {
        let desk = &house.desk;
        house.lead();
        let admin = desk.administrator();
        desk.get("/api/v1/me", &admin).done();
        desk.user("intruder@example.org", house.register, &[Role::Auditor], None);
        let hash = |email: &str| desk.place.ask(&format!("SELECT password_hash AS word FROM account WHERE email = '{email}'"))[0].clone();
        let (theirs, own) = (hash("admin@example.org"), hash("intruder@example.org"));
        let set = |hash: &str| {
            desk.tampers(&format!("UPDATE account SET password_hash = '{hash}' WHERE email = 'admin@example.org'")).unwrap();
        };
        desk.verified();
        set(&own);
        let signed = desk.post("/api/v1/sessions", "", &json!({"email": "admin@example.org", "password": PASSWORD}));
        assert_eq!(signed.status, 201, "{}", signed.text);
        let entry = u64::try_from(desk.entries() - 1).unwrap();
        set(&theirs);
        let found = findings(desk);
        assert!(matches!(&found[..], [Finding::Unlawful { index, kind, .. }] if *index == entry && kind == "session.opened"), "{found:?}");
    });
}

/// A trigger turns every vote as it is written; the rows are put right afterwards.
#[test]
fn votes_turned_by_a_trigger_are_named_while_it_stands_and_after() {
    everywhere(|house| {
        let (_, item) = to_the_vote(house, &["chair", "lay", "officer", "gp"]);
        let (make, drop) = if house.desk.place.is_file() {
            (
                "CREATE TRIGGER turn AFTER INSERT ON vote BEGIN UPDATE vote SET choice = 'against' WHERE id = NEW.id; END",
                "DROP TRIGGER turn",
            )
        } else {
            (
                "CREATE FUNCTION turn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.choice := 'against'; RETURN NEW; END $$; \
                 CREATE TRIGGER turn BEFORE INSERT ON vote FOR EACH ROW EXECUTE FUNCTION turn()",
                "DROP TRIGGER turn ON vote; DROP FUNCTION turn()",
            )
        };
        house.desk.tampers(make).unwrap();
        let standing = findings(&house.desk);
        assert!(matches!(&standing[0], Finding::Schema { table, .. } if table == "vote" || table.is_empty()), "{standing:?}");
        for word in ["chair", "lay", "officer", "gp"] {
            house.vote(&item, word, "for").made();
        }
        house.decide(&item, "rejected", "vote").made();
        let entry = last_entry(house);
        house.desk.tampers(&format!("{drop}; UPDATE vote SET choice = 'for'")).unwrap();
        unlawful(house, entry, "decision.recorded", "");
    });
}

/// Of every kind of act in a whole day nothing is found, and the law was asked of most.
#[test]
fn the_law_is_asked_of_all_that_was_done_in_a_day() {
    for desk in crate::desk::TestServer::all() {
        crate::day::played(&desk);
        let report = desk.report();
        assert!(report.holds(), "{}", found(&report));
        let not: u64 = report.law.not.values().map(|of| of.count).sum();
        assert_eq!(report.law.of.count + not, report.entries());
        assert!(report.law.of.count > 3 * not, "asked of {}, not of {:?}", report.law.of.count, report.law.not);
    }
}
