//! Text as it is taken, wherever it comes in: trimmed, composed, nothing hidden in it.

use serde_json::{Value, json};

use super::{Office, id, terms};
use crate::desk::Reply;

/// The fields that a refusal names, each with its word.
fn faults(reply: &Reply) -> Vec<(String, String)> {
    let body = reply.is_problem(422, "wrong texts").json();
    let word = |fault: &Value, name: &str| fault[name].as_str().unwrap().to_owned();
    body["errors"].as_array().unwrap().iter().map(|fault| (word(fault, "pointer"), word(fault, "code"))).collect()
}

fn named(faults: &[(&str, &str)]) -> Vec<(String, String)> {
    faults.iter().map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned())).collect()
}

#[test]
fn a_request_that_is_wrong_in_several_texts_hears_of_all_of_them() {
    for office in Office::all() {
        let person = json!({"code": "a b", "name": "\u{200d}", "email": "x@y", "tags": ["lay", "d e"], "grade": "so\u{ad}ft"});
        let found = faults(&office.keyed("/api/v1/people", &office.secretary, &person));
        let expected = [
            ("/code", "bad_code"),
            ("/email", "bad_email"),
            ("/grade", "invisible_character"),
            ("/name", "blank"),
            ("/tags/1", "bad_word"),
        ];
        assert_eq!(found, named(&expected));
        let kept = office.made("/api/v1/people", &json!({"code": " P1 ", "name": " Ame\u{301}lie  ", "email": " A.B@Example.org "}));
        assert_eq!((&kept["code"], &kept["name"], &kept["email"]), (&json!("P1"), &json!("Am\u{e9}lie"), &json!("a.b@example.org")));
        let one = office.keyed("/api/v1/people", &office.secretary, &json!({"code": kept["id"], "name": "Anna"}));
        assert_eq!(faults(&one), named(&[("/code", "bad_code")]), "the id of somebody");
    }
}

#[test]
fn a_class_of_bodies_is_named_by_a_code_that_is_one() {
    for office in Office::all() {
        let committee = office.committee("PCC", &office.body("03E", "commissioner"));
        let meeting = id(&office.called(&json!({"committees": [committee], "date": "2018-03-06"})));
        let items = format!("/api/v1/meetings/{meeting}/items");
        let about = |commissioner: &str| {
            let class = json!({"class": {"kind": "gp_practice", "commissioner": commissioner}});
            office.keyed(&items, &office.secretary, &json!({"title": "A list", "purpose": "decision", "affects": [class]}))
        };
        // Kept with its blanks it would be nobody's, and no interest would reach the item.
        assert_eq!(about(" 03E ").json()["affects"][0]["class"]["commissioner"], "03E");
        for wrong in ["03E\u{ad}", "  ", ""] {
            assert_eq!(faults(&about(wrong)), named(&[("/affects/0/class/commissioner", "bad_code")]), "{wrong:?}");
        }
        let other = json!({"committees": [committee], "date": "2018-03-07", "reference": meeting});
        assert_eq!(office.keyed("/api/v1/meetings", &office.secretary, &other).is_problem(422, "an id").pointer(), "/reference");
    }
}

#[test]
fn the_words_of_terms_are_those_of_items() {
    for office in Office::all() {
        let committee = office.committee("PCC", &office.body("03E", "commissioner"));
        let mut wrong = terms("2019-04-01");
        wrong["conflicts"] = json!("to be \u{200f}declared");
        wrong["papers"] = json!("   ");
        wrong["authority"] = json!([{"function": "pay\u{200f}", "level": "recommend", "with": " the board ", "from": "2019-04-01"}]);
        wrong["seats"][0]["tags"] = json!(["lay", "d e"]);
        let reply = office.keyed(&format!("/api/v1/committees/{committee}/terms"), &office.lead, &wrong);
        let expected = [
            ("/seats/0/tags/1", "bad_word"),
            ("/authority/0/function", "bad_word"),
            ("/authority/0/with", "surrounding_space"),
            ("/conflicts", "direction_character"),
            ("/papers", "blank"),
        ];
        assert_eq!(faults(&reply), named(&expected));
    }
}

#[test]
fn an_account_has_a_name_and_the_page_of_the_set_up_says_what_is_wrong_with_which_field() {
    for office in Office::all() {
        let desk = &office.desk;
        let path = format!("/api/v1/users/{}", desk.user("someone@example.org", office.register, &[], None));
        let administrator = desk.administrator();
        let tag = desk.get(&path, &administrator).header("etag").to_owned();
        for field in ["name", "email"] {
            let reply = desk.send("PATCH", &path, &administrator, &[("If-Match", &tag)], &json!({field: null}));
            assert_eq!(faults(&reply), named(&[(&format!("/{field}"), "wrong_type")]));
        }
        let form = b"token=none&name=%20&email=bad&password=short";
        let page = desk.request("POST", "/setup", &[("Content-Type", "application/x-www-form-urlencoded")], Some(form));
        assert_eq!(page.status, 422, "{}", page.text);
        for field in ["Your name: This may not be blank.", "Your e-mail address: Write an e-mail address"] {
            assert!(page.text.contains(field), "{}", page.text);
        }
    }
}
