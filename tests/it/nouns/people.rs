//! Persons, and who sees their addresses.

use quorate::access::Role;
use serde_json::json;

use super::{Office, column, id, reasons};

#[test]
fn a_person_is_entered_once_and_their_address_is_for_the_keepers() {
    for office in Office::all() {
        let Office { desk, register, secretary, .. } = &office;
        let body = json!({"code": "gp_a", "name": "Person A", "grade": "8D", "tags": ["local_gp", "clinician"], "email": "A@Example.org"});
        let made = office.keyed("/api/v1/people", secretary, &body);
        assert_eq!(made.status, 201, "{}", made.text);
        let now = made.json();
        assert_eq!(
            (&now["grade"], &now["tags"], &now["email"]),
            (&json!("8d"), &json!(["clinician", "local_gp"]), &json!("a@example.org"))
        );
        assert_eq!(reasons(&office.keyed("/api/v1/people", secretary, &body)), ["duplicate"]);
        desk.user("member@example.org", *register, &[Role::Member], None);
        let member = desk.sign_in("member@example.org");
        let path = format!("/api/v1/people/{}", id(&now));
        let seen = desk.get(&path, &member).json();
        assert_eq!((seen.get("email"), &seen["withheld"]), (None, &json!(["email"])));
        let kept = desk.get(&path, secretary);
        assert_eq!((kept.json()["email"].clone(), kept.json().get("withheld").cloned()), (json!("a@example.org"), None));
        let list = desk.get("/api/v1/people", &member).text;
        assert!(list.contains("gp_a") && !list.contains("example.org"), "{list}");
        desk.get("/api/v1/people.csv", &member).is_problem(403, "a member takes no exports");
        let csv = desk.get("/api/v1/people.csv", secretary).text;
        assert!(csv.contains("gp_a") && csv.contains("a@example.org"), "{csv}");
        let tag = kept.header("etag").to_owned();
        let amend = |body: serde_json::Value| desk.send("PATCH", &path, secretary, &[("If-Match", &tag)], &body);
        amend(json!({"name": "a\nb"})).is_problem(422, "two lines");
        amend(json!({"name": null})).is_problem(422, "no name");
        assert_eq!(amend(json!({"email": null, "grade": "vsm"})).json()["email"], json!(null));
        desk.send("PATCH", &path, &member, &[("If-Match", &tag)], &json!({"name": "x"})).is_problem(403, "a member");
        assert_eq!(column(&desk.get("/api/v1/people?tag=clinician", secretary), "grade"), ["vsm"]);
        assert!(column(&desk.get("/api/v1/people?q=nobody", secretary), "id").is_empty());
        desk.verified();
    }
}

#[test]
fn a_register_does_not_know_the_people_of_another() {
    for office in Office::all() {
        let person = office.person("gp_a");
        let other = office.desk.register("other");
        office.desk.user("elsewhere@example.org", other, &[Role::GovernanceLead], None);
        let elsewhere = office.desk.sign_in("elsewhere@example.org");
        office.desk.get(&format!("/api/v1/people/{person}"), &elsewhere).is_problem(404, "of another register");
        assert!(column(&office.desk.get("/api/v1/people", &elsewhere), "id").is_empty());
        let nil = office.keyed("/api/v1/nil-declarations", &elsewhere, &json!({"person": person}));
        assert_eq!(nil.is_problem(422, "of another register").pointer(), "/person");
        assert_eq!(nil.json()["errors"][0]["code"], "unknown_reference");
    }
}
