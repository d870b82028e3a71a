//! Who and what a row means: never guessed.

use super::*;

fn people_held(text: &str) -> Vec<Held<u8, PersonFields>> {
    let plan = people::plan::<u8>(&people::read(text.as_bytes()).unwrap(), &[], false);
    assert!(plan.report.is_clean(), "{:?}", plan.report.rejected);
    plan.create.into_iter().zip(0..).map(|(fields, id)| Held { id, fields }).collect()
}

fn upon(held: &str, list: &str) -> Plan<u8, PersonFields> {
    people::plan(&people::read(list.as_bytes()).unwrap(), &people_held(held), false)
}

#[test]
fn a_name_alone_changes_nobody_and_the_rejection_names_both() {
    let held = "name,tags\nJohn Smith,lay_audit\n";
    for list in [
        "code,name,tags,email\nP9,John Smith,local_gp,j.smith@surgery.example\n",
        "code,name\nP9,John Smith\n",
        "name,email\nJohn Smith,j.smith@surgery.example\n",
        "name,tags\nJohn Smith,local_gp\n",
        "name,tags\nJohn Smith,\n",
        "name,grade\nJOHN SMITH,8d\n",
        "name,code\nDr John Smith,P9\n",
        "name,code\n\"Smith, John\",P9\n",
    ] {
        let plan = upon(held, list);
        assert_eq!(rejections(&plan.report), [(2, "name", "name_not_enough")], "{list}");
        let message = &plan.report.rejected[0].message;
        assert!(message.contains("John Smith (id 0; lay_audit)") && message.contains("column 'id'"), "{message}");
        assert!(plan.create.is_empty() && plan.update.is_empty());
    }
    for list in ["name,tags\nJohn Smith,lay_audit\n", "name\n john  SMITH\n", "name\nMr John Smith\n", "name,grade\nJohn Smith,\n"] {
        assert_eq!(counts(&upon(held, list).report), [1, 0, 0, 1, 0], "{list}");
    }
    // Two codes are two people; so are two addresses.
    assert_eq!(counts(&upon("code,name\nP1,John Smith\n", "code,name\nP9,John Smith\n").report), [1, 1, 0, 0, 0]);
    assert_eq!(counts(&upon("name,email\nJohn Smith,a@example.org\n", "name,email\nJohn Smith,b@example.org\n").report), [1, 1, 0, 0, 0]);
}

#[test]
fn an_address_finds_somebody_only_where_the_name_agrees() {
    let held = "code,name,email\n,Ada Brook,members.office@example.org\nP2,Cy Dunn,c@example.org\n";
    for list in [
        "name,email\nBen Cole,members.office@example.org\n",
        "code,name,email\n9,Ben Cole,Members.Office@example.org\n",
        "code,name,email\n9,Cy Dunn,c@example.org\n",
        "name,email\nMr Cy Dunnet,c@example.org\n",
    ] {
        let plan = upon(held, list);
        assert_eq!(rejections(&plan.report), [(2, "email", "duplicate_email")], "{list}");
    }
    let message = &upon(held, "name,email\nBen Cole,members.office@example.org\n").report.rejected[0].message;
    assert!(message.contains("Ada Brook (id 0)") && message.contains("Ben Cole"), "{message}");
    // Somebody's own: found, and what the list says of them is taken.
    for (list, code) in [
        ("code,name,email\nP1,ADA BROOK,members.office@example.org\n", "P1"),
        ("name,email,grade\nDr Ada Brook,members.office@example.org,9\n", ""),
    ] {
        let plan = upon(held, list);
        assert_eq!((counts(&plan.report), plan.update[0].id), ([1, 0, 1, 0, 0], 0), "{list}");
        assert_eq!(plan.update[0].fields.code.as_deref().unwrap_or_default(), code);
    }
    assert_eq!(
        rejections(&upon("name,email\nMr Smith,s@example.org\n", "name,email\nMrs Smith,s@example.org\n").report),
        [(2, "email", "duplicate_email")]
    );
    // Whoever shares an address keeps it, known by code.
    let shared: Vec<Held<u8, PersonFields>> = [("P1", "Ada Brook"), ("P2", "Ben Cole")]
        .into_iter()
        .zip(0..)
        .map(|((code, name), id)| Held {
            id,
            fields: PersonFields {
                code: Some(code.into()),
                name: name.into(),
                email: Some("m@example.org".into()),
                ..PersonFields::default()
            },
        })
        .collect();
    let list = people::read(b"code,name,email\nP1,Ada Brook,m@example.org\np2,Ben Cole,m@example.org\n").unwrap();
    assert_eq!(counts(&people::plan(&list, &shared, false).report), [2, 0, 0, 2, 0]);
}

#[test]
fn an_apostrophe_a_hyphen_or_a_title_makes_no_second_person() {
    for (held, list) in [
        ("Niamh O'Dea", "Niamh O\u{2019}Dea"),
        ("Niamh O\u{2019}Dea", "Niamh O\u{2bc}Dea"),
        ("Ann Smith-Jones", "Ann Smith\u{2011}Jones"),
        ("Ann Smith\u{2013}Jones", "Ann Smith\u{2010}Jones"),
        ("Ann Smith Jones", "Ann Smith-Jones"),
        ("Núñez, Zoë", "Zoe Nunez"),
        ("Ada Brook", "Councillor Ada Brook"),
        ("Dr Ada Brook", "ada brook"),
        ("Prof. Dame Ada Brook", "Ada Brook"),
    ] {
        let quoted = |name: &str| format!("name,tags\n\"{name}\",lay_ppi\n");
        assert_eq!(counts(&upon(&quoted(held), &quoted(list)).report), [1, 0, 0, 1, 0], "{list}");
        let other = upon(&quoted(held), &format!("code,name\nP1,\"{list}\"\n"));
        assert_eq!(rejections(&other.report), [(2, "name", "name_not_enough")], "{list}");
    }
    // A title that speaks against it is not passed over.
    assert_eq!(rejections(&upon("name\nMr Smith\n", "name\nMrs Smith\n").report), [(2, "name", "name_not_enough")]);
    assert_eq!(counts(&upon("name\nMr Ann Smith\n", "name\nMr Ann Smithers\n").report), [1, 1, 0, 0, 0]);
}

#[test]
fn two_rows_that_nobody_can_tell_apart_are_told() {
    for list in ["name,tags\nJohn Smith,lay_audit\nJohn Smith,lay_audit\n", "name\nO'Dea\nO\u{2019}Dea\n", "code,name\nP1,Ada\n,ADA\n"] {
        let report = dry_run(Kind::People, list.as_bytes(), None).unwrap();
        assert_eq!(rejections(&report), [(3, "name", "ambiguous_name")], "{list}");
        assert!(report.rejected[0].message.contains("Row 2"));
    }
    assert_eq!(rejections(&upon("name\nAda Brook\n", "name\nAda Brook\nDr Ada Brook\n").report), [(3, "name", "ambiguous_name")]);
    let plan = upon("code,name\nP1,Ada\nP2,Ada\n", "name\nAda\n");
    assert!(plan.report.rejected[0].message.contains("Ada (code P1) and Ada (code P2)"));
}

#[test]
fn a_code_that_was_given_out_twice_turns_nobody_into_another() {
    let held = "code,name,email\n9,Ada Brook,ada@example.org\n10,Cy Dunn,\n";
    for row in ["9,Ben Cole,ben@example.org", "9,Ben Cole,", "10,Ben Cole,ben@example.org"] {
        let plan = upon(held, &format!("code,name,email\n{row}\n"));
        assert_eq!(rejections(&plan.report), [(2, "code", "code_of_another")], "{row}");
        assert!(plan.report.rejected[0].message.contains("Ben Cole"));
    }
    // Another surname, another address, or neither told: somebody's own.
    for row in ["9,Ada Cole,ac@example.org", "9,Ben Cole,ada@example.org", "10,Ben Cole,"] {
        assert_eq!(counts(&upon(held, &format!("code,name,email\n{row}\n")).report), [1, 0, 1, 0, 0], "{row}");
    }
}

#[test]
fn a_code_is_one_code_in_either_case() {
    assert_eq!(counts(&upon("code,name\nP1,Ada\n", "code,name\np1,Ada\n").report), [1, 0, 0, 1, 0]);
    assert_eq!(rejections(&dry_run(Kind::People, b"code,name\nP1,Ada\np1,Ben\n", None).unwrap()), [(3, "name", "duplicate")]);
    assert_eq!(upon("code,name\nP1,Ada\n", "code,name\np1,Ben\n").update[0].fields.code.as_deref(), Some("P1"));
    let list = "code,name,kind,commissioner,members\nX01,An ICB,commissioner,,\nb82012,High Street,gp_practice,x01,\nB82012,HIGH STREET,gp_practice,X01,\nFED,The federation,federation,,b82012;B82012\n";
    let list = organisations::read(list.as_bytes(), None).unwrap();
    let plan = plan::organisations::<u8>(&list, &[], &Nothing);
    assert_eq!(rejections(&plan.report), [(4, "code", "duplicate")]);
    assert_eq!(plan.create[1].commissioners[0].code, "X01");
    assert_eq!(plan.create[2].members.iter().collect::<Vec<_>>(), ["b82012"]);
    let held = carried_out(plan);
    let again =
        organisations::read(b"code,name,kind,members\nB82012,High Street,gp_practice,\nfed,The federation,federation,B82012\n", None)
            .unwrap();
    assert_eq!(counts(&planned(&again, &held).report), [2, 0, 0, 2, 0]);
}

#[test]
fn zeros_that_a_spreadsheet_dropped_make_no_other_body_and_no_other_person() {
    let held = carried_out(planned(&organisations::read(b"code,name,kind\n0123,One,company\n", None).unwrap(), &[]));
    for code in ["123", "00123"] {
        let list = organisations::read(format!("code,name,kind\n{code},One,company\n").as_bytes(), None).unwrap();
        assert_eq!(rejections(&planned(&list, &held).report), [(2, "code", "zeros_lost")], "{code}");
    }
    assert_eq!(rejections(&upon("code,name\n0042,Ada\n", "code,name\n42,Ada\n").report), [(2, "code", "zeros_lost")]);
    for bad in ["Mar-01", "5.00E+01", "1.2E10", "=\"00123\"", "12-Jan"] {
        let quoted = bad.replace('"', "\"\"");
        let report = organisations(format!("code,name,kind\n\"{quoted}\",One,company\n").as_bytes());
        assert_eq!(rejections(&report), [(2, "code", "bad_code")], "{bad}");
    }
    assert!(organisations(b"code,name,kind\nGB-COH-0123,One,company\n").is_clean());
}

#[test]
fn owners_in_a_ring_are_refused_with_the_ring_spelt_out() {
    let ring =
        "code,name,kind,owners\nA1,First Holdings,company,A2\nA2,Second Holdings,company,A1\nA3,Third,company,A1\nA4,Fourth,company,\n";
    let report = organisations(ring.as_bytes());
    assert_eq!(rejections(&report)[..2], [(2, "owners", "owners_in_a_ring"), (3, "owners", "owners_in_a_ring")]);
    let message = &report.rejected[0].message;
    assert!(
        message.contains("First Holdings (A1)") && message.contains("Second Holdings (A2)") && message.contains("which owns"),
        "{message}"
    );
    assert_eq!(counts(&report), [4, 2, 0, 0, 2]);
    // Over two lists, of three, and in either case.
    let held = carried_out(planned(
        &organisations::read(b"code,name,kind,owners\nA1,One,company,\nA2,Two,company,A1\nA3,Three,company,A2\n", None).unwrap(),
        &[],
    ));
    let closes = organisations::read(b"code,name,kind,owners\nA1,One,company,a3\n", None).unwrap();
    assert_eq!(rejections(&planned(&closes, &held).report), [(2, "owners", "owners_in_a_ring")]);
    let diamond = "code,name,kind,owners\nT,Top,company,\nL,Left,company,T\nR,Right,company,T\nB,Bottom,company,L;R\n";
    assert!(organisations(diamond.as_bytes()).is_clean());
}

#[test]
fn an_id_is_exactly_whom_it_names() {
    let held: Vec<Held<uuid::Uuid, PersonFields>> = [("P1", "Ada Brook"), ("P2", "Ben Cole")]
        .into_iter()
        .map(|(code, name)| Held {
            id: uuid::Uuid::now_v7(),
            fields: PersonFields { code: Some(code.into()), name: name.into(), ..PersonFields::default() },
        })
        .collect();
    let plan = |list: String| people::plan(&people::read(list.as_bytes()).unwrap(), &held, false);
    let (one, none) = (held[0].id, uuid::Uuid::now_v7());
    let renamed = plan(format!("id,code,name\n{},P1,Ada Stone\n", one.to_string().to_uppercase()));
    assert_eq!((counts(&renamed.report), renamed.update[0].id), ([1, 0, 1, 0, 0], one));
    assert_eq!(rejections(&plan(format!("id,name\n{none},Ada Brook\n")).report), [(2, "id", "unknown_reference")]);
    assert_eq!(rejections(&plan(format!("id,code,name\n{one},P2,Ada Brook\n")).report), [(2, "code", "duplicate_code")]);
    assert_eq!(rejections(&plan("id,name\nP1,Ada Brook\n".to_owned()).report), [(2, "id", "bad_id")]);
    assert_eq!(counts(&plan("id,code,name\n,P3,New Person\n".to_owned()).report), [1, 1, 0, 0, 0]);
}

#[test]
fn a_grade_is_read_or_refused_with_the_words_taken() {
    let list =
        people::read("code,name,grade\nP1,A,Band 8d\nP2,B,AfC 8D\nP3,C,Very Senior Manager\nP4,D,Bnd 8d\nP5,E,\n".as_bytes()).unwrap();
    let plan = people::plan::<u8>(&list, &[], false);
    assert_eq!(rejections(&plan.report), [(5, "grade", "unknown_grade")]);
    assert!(plan.report.rejected[0].message.contains("8d, 9, vsm"));
    let grades: Vec<Option<&str>> = plan.create.iter().map(|one| one.grade.as_deref()).collect();
    assert_eq!(grades, [Some("8d"), Some("8d"), Some("vsm"), None]);
    // What was kept before is found as it is.
    for kept in ["band 8d", "director"] {
        let held = [Held {
            id: 0,
            fields: PersonFields { code: Some("P1".into()), name: "A".into(), grade: Some(kept.into()), ..PersonFields::default() },
        }];
        let list = people::read(format!("code,name,grade\nP1,A,{kept}\n").as_bytes()).unwrap();
        assert_eq!(counts(&people::plan::<u8>(&list, &held, false).report), [1, 0, 0, 1, 0], "{kept}");
    }
}
