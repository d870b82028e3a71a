use serde_json::{Value, json};

use crate::house::{TestRegister, everywhere};

/// One decision with a conflict managed, one deferred.
fn decided(house: &TestRegister) {
    house.interest("gp", "B82001");
    let meeting = house.meeting();
    let affects =
        json!({"stage": "award", "affects": [{"organisation": "B82001"}], "value": {"amount_pence": 4_500_000, "currency": "GBP"}});
    let item = house.item(&meeting, "A contract for the practice", affects);
    let other = house.item(&meeting, "=1+1", json!({}));
    house.convened(&meeting, &["chair", "lay", "officer", "nurse"]);
    house.rule(&item, "gp", "leave_no_papers", "chair").made();
    house.begin(&item, "decision").made();
    for word in ["chair", "lay", "officer"] {
        house.vote(&item, word, "for").made();
    }
    house.decide(&item, "approved", "vote").made();
    house.decide(&other, "deferred", "consensus").made();
}

#[test]
fn the_log_has_every_field_and_its_place_in_the_chain() {
    everywhere(|house| {
        decided(house);
        let log = house.auditor().get("/api/v1/decisions").done();
        let line = &log["items"][0];
        assert_eq!((line["outcome"].as_str(), line["value_pence"].as_i64()), (Some("approved"), Some(4_500_000)));
        assert_eq!(line["suppliers"], json!(["The Spa Practice"]));
        assert_eq!(line["interests"][0]["category"], "financial");
        assert_eq!(line["interests"][0]["path"], json!(["The Spa Practice"]));
        assert_eq!(
            (line["treatments"][0]["ruled"].as_str(), line["treatments"][0]["decider"].as_str()),
            (Some("leave_no_papers"), Some("The Chair"))
        );
        assert_eq!(
            (line["quorum_text"].as_str(), line["voting_text"].as_str()),
            (
                Some("At least three voting members, at least one lay member and at least one officer must be present."),
                Some(
                    "A motion is carried by more than half of the votes cast for and against. Whoever presides settles a tie, if they have a vote \
                     and no conflict of interest."
                )
            )
        );
        let told = house.secretary().get(&format!("/api/v1/decisions/{}", line["decision"].as_str().unwrap())).done();
        assert_eq!((&told["quorum_in_english"], &told["voting_in_english"]), (&line["quorum_text"], &line["voting_text"]));
        assert_eq!((line["quorate_before"].as_bool(), line["quorate_after"].as_bool()), (Some(true), Some(true)));
        assert!(line["conflicts_statement"].as_str().unwrap().contains("by ruling of The Chair"), "{line}");
        assert_eq!(log["items"][1]["outcome"], "deferred");
        assert_eq!(log["items"][1]["ladder_rung"], json!(null), "it was quorate, so nothing was to be repaired");
        let entries = house.auditor().get(&format!("/api/v1/audit/entries?after={}&limit=1", line["entry"].as_i64().unwrap() - 1)).done();
        assert_eq!((&entries["items"][0]["kind"], &entries["items"][0]["leaf_hash"]), (&json!("decision.recorded"), &line["leaf_hash"]));
        assert_eq!(entries["items"][0]["previous_hash"], line["previous_hash"]);
        let back = house.auditor().get("/api/v1/decisions?sort=-entry").done();
        assert_eq!((&back["items"][0]["entry"], &back["items"][1]["entry"]), (&log["items"][1]["entry"], &line["entry"]));
        let only = house.auditor().get("/api/v1/decisions?outcome=deferred,referred").done();
        assert_eq!(only["items"].as_array().unwrap().len(), 1);
        assert_eq!(house.auditor().get("/api/v1/decisions?from=2190-03-07").done()["items"], json!([]));
        house.secretary().get("/api/v1/audit/entries").is_problem(403, "the log is for the auditor");
    });
}

#[test]
fn an_export_is_recorded_and_taken_again_as_of_the_same_entry_it_is_the_same_bytes() {
    everywhere(|house| {
        decided(house);
        let size = house.auditor().get("/api/v1/audit/head").done()["size"].as_i64().unwrap();
        let first = house.auditor().get("/api/v1/decisions.csv");
        assert_eq!(first.status, 200, "{}", first.text);
        assert!(first.header("export-stamp").starts_with(&format!("as of entry {size}, root ")));
        assert!(first.text.contains("'=1+1"), "a formula is text");
        assert_eq!(first.text.lines().count(), 3);
        let last = house.auditor().get(&format!("/api/v1/audit/entries?after={}", size - 1)).done();
        assert_eq!(last["items"][0]["kind"], "export.taken");
        for suffix in ["csv", "ndjson", "json"] {
            let path = format!("/api/v1/decisions.{suffix}?as_of={size}");
            let (one, two) = (house.auditor().get(&path), house.auditor().get(&path));
            assert_eq!(one.text, two.text);
            if suffix == "csv" {
                assert_eq!(one.text, first.text);
            }
        }
        let rows: Vec<Value> = serde_json::from_str(&house.auditor().get("/api/v1/decisions.json").text).unwrap();
        assert_eq!((rows.len(), rows[0]["votes"][0]["state"].as_str()), (2, Some("for")));
        house.auditor().get("/api/v1/decisions.csv?as_of=100000").is_problem(422, "beyond the log");
        house.chair().get("/api/v1/decisions.csv").is_problem(403, "a chair takes no exports");
        house.chair().get("/api/v1/decisions").done();
        house.desk.verified();
    });
}

#[test]
fn the_command_line_writes_the_same_file_as_the_address() {
    everywhere(|house| {
        decided(house);
        let size = house.auditor().get("/api/v1/audit/head").done()["size"].as_i64().unwrap().to_string();
        let by_http = house.auditor().get(&format!("/api/v1/decisions.csv?as_of={size}")).text;
        let told = house.desk.command(&["export", "decisions", "--format", "csv", "--as-of", &size, "-o", "log.csv"]);
        assert!(told.status.success(), "{told:?}");
        let shown = house.desk.command(&["export", "decisions", "--format", "csv", "--as-of", &size]);
        assert_eq!(String::from_utf8(shown.stdout).unwrap(), by_http);
        assert!(String::from_utf8_lossy(&told.stderr).contains(&format!("as of entry {size}")), "{told:?}");
        let wrong = house.desk.command(&["export", "decisions", "--as-of", "1000000"]);
        assert_eq!(wrong.status.code(), Some(2), "{wrong:?}");
        let before = house.desk.entries_of(house.register);
        let nowhere = house.desk.command(&["export", "decisions", "-o", "nowhere/log.csv"]);
        assert_eq!((nowhere.status.code(), house.desk.entries_of(house.register)), (Some(2), before), "{nowhere:?}");
        house.desk.verified();
    });
}

#[test]
fn every_whole_table_is_an_export_for_whoever_may_take_one_and_recorded() {
    everywhere(|house| {
        let head = || house.auditor().get("/api/v1/audit/head").done()["size"].as_i64().unwrap();
        let before = head();
        for path in ["/api/v1/people.csv", "/api/v1/declarations.json", "/api/v1/organisations.ndjson"] {
            house.chair().get(path).is_problem(403, path);
        }
        house.secretary().get(&format!("/api/v1/organisations/{}/register.csv", quorate::ids::FactId::new())).is_problem(404, "no body");
        assert_eq!(head(), before, "what was refused was taken by nobody");
        let taken = house.secretary().get("/api/v1/people.csv?q=Chair");
        assert_eq!((taken.status, taken.text.lines().count()), (200, 3), "{}", taken.text);
        let last = house.auditor().get(&format!("/api/v1/audit/entries?after={}", before - 1)).done();
        assert_eq!(last["items"][0]["kind"], "export.taken");
        assert!(taken.header("audit-receipt").ends_with(last["items"][0]["leaf_hash"].as_str().unwrap()));
        house.desk.verified();
    });
}

#[test]
fn what_an_auditor_reads_of_persons_is_recorded_and_what_the_house_reads_is_not() {
    everywhere(|house| {
        let size = || house.auditor().get("/api/v1/audit/head").done()["size"].as_i64().unwrap();
        let before = size();
        for path in ["/api/v1/people", "/api/v1/declarations?count=true", "/api/v1/decisions"] {
            house.secretary().get(path).done();
        }
        house.auditor().get("/api/v1/committees").done();
        house.auditor().get("/api/v1/organisations").done();
        house.auditor().get("/api/v1/people?colour=red").is_problem(400, "no such question");
        house.auditor().get(&format!("/api/v1/people/{}", quorate::ids::FactId::new())).is_problem(404, "nobody");
        assert_eq!(size(), before, "nothing was shown to an auditor");
        let shown = house.auditor().get("/api/v1/people?q=Chair");
        assert_eq!((shown.status, size()), (200, before + 1));
        let last = house.auditor().get(&format!("/api/v1/audit/entries?after={}", before - 1)).done();
        assert_eq!(last["items"][0]["kind"], "data.read");
        assert!(shown.header("audit-receipt").ends_with(last["items"][0]["leaf_hash"].as_str().unwrap()));
        house.auditor().get("/api/v1/declarations").done();
        assert_eq!(house.auditor().get("/api/v1/people.csv").status, 200);
        assert_eq!(size(), before + 4, "a table is recorded once, as an export; and the log, which names people, is read too");
        house.desk.verified();
    });
}

#[test]
fn what_a_table_or_a_page_does_not_know_is_refused_by_name() {
    everywhere(|house| {
        for (path, pointer) in [
            ("/api/v1/people.csv?limit=1", "?limit"),
            ("/api/v1/people.json?cursor=x", "?cursor"),
            ("/api/v1/people.csv?count=true", "?count"),
            ("/api/v1/people?bom=false", "?bom"),
            ("/api/v1/people.ndjson?bom=false", "?bom"),
            ("/api/v1/decisions?from=2019-01-01&to=2018-01-01", "?to"),
            ("/api/v1/decisions.csv?from=2019-01-01&to=2018-01-01", "?to"),
            ("/api/v1/meetings?from=2019-01-01&to=2018-01-01", "?to"),
            ("/api/v1/audit/entries?after=-1", "?after"),
        ] {
            let reader = if path.contains("audit") { house.auditor() } else { house.secretary() };
            assert_eq!(reader.get(path).is_problem(400, path).pointer(), pointer, "{path}");
        }
        house.secretary().get("/api/v1/decisions?from=2018-01-01&to=2018-01-01").done();
    });
}
