//! The set-up, sign-ins, renewals, and their ends.

use quorate::access::Role;
use quorate::accounts::manage;
use serde_json::json;

use crate::desk::{PASSWORD, TestServer};

#[test]
fn the_first_administrator_is_made_once_with_the_link() {
    for desk in TestServer::all() {
        let link = desk.running.set_up.clone().unwrap();
        let body = |token: &str| json!({"token": token, "email": "admin@example.org", "name": "The Administrator", "password": PASSWORD});
        desk.post("/api/v1/setup", "", &body("wrong")).is_problem(401, "a wrong link");
        let weak = json!({"token": link, "email": "admin@example.org", "name": "A", "password": "passwordpassword"});
        assert_eq!(desk.post("/api/v1/setup", "", &weak).is_problem(422, "a weak password").pointer(), "/password");
        let page = desk.request("GET", &format!("/setup?token={link}"), &[], None);
        assert!(page.status == 200 && page.text.contains("<form method=\"post\" action=\"/setup\">"), "{}", page.text);
        assert_eq!(desk.post("/api/v1/setup", "", &body(&link)).status, 201);
        let again = desk.post("/api/v1/setup", "", &body(&link));
        assert_eq!(again.is_problem(409, "a second time").code(), "state_forbids");
        assert!(manage::offer_set_up(&desk.running.access).unwrap().is_none());
        let token = desk.sign_in("ADMIN@example.org");
        let me = desk.get("/api/v1/me", &token).json();
        assert_eq!(me["roles"], json!(["system_admin"]));
        desk.verified();
    }
}

#[test]
fn a_register_is_named_only_among_several() {
    for desk in TestServer::all() {
        let (one, two) = (desk.register("one"), desk.register("two"));
        let person = desk.person(one, "A Member");
        desk.user("member@example.org", one, &[Role::Member], Some(person));
        let signed = desk.signed("member@example.org");
        assert_eq!(signed["register"]["slug"], "one");
        assert_eq!(signed["person"], person.to_string());

        let both = desk.user("both@example.org", one, &[Role::Chair], None);
        let admin = desk.administrator();
        let tag = desk.get(&format!("/api/v1/users/{both}"), &admin).header("etag").to_owned();
        let given = desk.send(
            "PUT",
            &format!("/api/v1/users/{both}/roles"),
            &admin,
            &[("If-Match", &tag)],
            &json!({"register": "two", "roles": ["auditor"]}),
        );
        assert_eq!(given.status, 200, "{}", given.text);
        let unnamed = desk.post("/api/v1/sessions", "", &json!({"email": "both@example.org", "password": PASSWORD}));
        let said = unnamed.is_problem(422, "no register named").json()["errors"][0].clone();
        assert_eq!(said["pointer"], "/register");
        assert!(said["message"].as_str().unwrap().contains("'one'") && said["message"].as_str().unwrap().contains("'two'"), "{said}");
        for name in ["two".to_owned(), two.to_string()] {
            let body = json!({"email": "both@example.org", "password": PASSWORD, "register": name});
            let signed = desk.post("/api/v1/sessions", "", &body);
            assert_eq!((signed.status, signed.json()["roles"].clone()), (201, json!(["auditor"])));
        }
        let body = json!({"email": "member@example.org", "password": PASSWORD, "register": "two"});
        assert_eq!(desk.post("/api/v1/sessions", "", &body).is_problem(422, "no role there").pointer(), "/register");
        desk.verified();
    }
}

#[test]
fn an_unknown_address_and_a_wrong_password_are_told_alike_and_slow_down() {
    for desk in TestServer::all() {
        let register = desk.register("one");
        desk.user("member@example.org", register, &[Role::Member], None);
        for email in ["member@example.org", "nobody@example.org"] {
            let body = json!({"email": email, "password": "not the password at all"});
            let replies: Vec<_> = (0..5).map(|_| desk.post("/api/v1/sessions", "", &body)).collect();
            for reply in &replies {
                assert_eq!(reply.is_problem(401, email).json()["detail"], "The e-mail address or the password is not right.");
                assert!(reply.header("www-authenticate").starts_with("Bearer"));
            }
            let slowed = desk.post("/api/v1/sessions", "", &body);
            assert!(slowed.is_problem(429, email).header("retry-after").parse::<u32>().unwrap() >= 1);
        }
        // The right password waits as long as a wrong one where nobody is known, and no longer.
        let right = json!({"email": "member@example.org", "password": PASSWORD});
        std::thread::sleep(std::time::Duration::from_millis(1200));
        assert_eq!(desk.post("/api/v1/sessions", "", &right).status, 201);
        let wrong = json!({"email": "member@example.org", "password": "not the password at all"});
        assert_eq!(desk.post("/api/v1/sessions", "", &wrong).status, 401, "the count begins again after a success");
        desk.verified();
    }
}

#[test]
fn a_refresh_token_is_spent_once() {
    for desk in TestServer::all() {
        let register = desk.register("one");
        desk.user("member@example.org", register, &[Role::Member], None);
        let first = desk.signed("member@example.org");
        let renew = |token: &str, agent: &str| {
            desk.send("POST", "/api/v1/sessions/refresh", "", &[("User-Agent", agent)], &json!({"refresh_token": token}))
        };

        let r0 = first["refresh_token"].as_str().unwrap();
        let second = renew(r0, "desk");
        assert_eq!(second.status, 201, "{}", second.text);
        let r1 = second.json()["refresh_token"].as_str().unwrap().to_owned();
        // The answer was lost: the same client is given the same successor.
        let again = renew(r0, "desk");
        assert_eq!((again.status, again.json()["refresh_token"].as_str().unwrap()), (201, r1.as_str()));
        let access = again.json()["access_token"].as_str().unwrap().to_owned();
        assert_eq!(desk.get("/api/v1/me", &access).status, 200);
        // Another client shows it: the family ends, also for the one in the right.
        renew(r0, "thief").is_problem(401, "a spent token from elsewhere");
        desk.get("/api/v1/me", &access).is_problem(401, "after the family ended");
        renew(&r1, "desk").is_problem(401, "the successor of an ended family");

        for bad in ["", "x", &"A".repeat(43), &"x".repeat(10_000), &access] {
            renew(bad, "desk").is_problem(401, "no token of ours");
        }
        desk.verified();
    }
}

/// Somebody with a hand on the database points their own sign-in, or a token of it, at the account of
/// another: the token is then nobody's.
#[test]
fn a_sign_in_that_is_pointed_at_another_account_renews_nothing() {
    for desk in TestServer::all() {
        let register = desk.register("one");
        let own = desk.user("auditor@example.org", register, &[Role::Auditor], None);
        let lead = desk.user("lead@example.org", register, &[Role::GovernanceLead], None);
        let theirs = desk.signed("lead@example.org");
        let mine = desk.signed("auditor@example.org");
        let renew = || desk.post("/api/v1/sessions/refresh", "", &json!({"refresh_token": mine["refresh_token"]}));

        desk.place.by_hand(&format!("UPDATE session SET account_id = '{lead}' WHERE account_id = '{own}'")).unwrap();
        renew().is_problem(401, "a sign-in made somebody else's");
        desk.get("/api/v1/me", mine["access_token"].as_str().unwrap()).is_problem(401, "nor is the access token good");
        assert_eq!(desk.get("/api/v1/me", theirs["access_token"].as_str().unwrap()).status, 200);
        // Both are the lead's now: which of them was not is told by which opened first.
        let last = "(SELECT max(id) FROM session)";
        desk.place.by_hand(&format!("UPDATE session SET account_id = '{own}' WHERE id = {last}")).unwrap();
        let first = "(SELECT min(id) FROM session)";
        desk.place.by_hand(&format!("UPDATE refresh_token SET session_id = {first} WHERE session_id = {last}")).unwrap();
        renew().is_problem(401, "a token put to another sign-in");
        desk.place
            .by_hand(&format!("UPDATE refresh_token SET session_id = {last} WHERE version = (SELECT max(version) FROM refresh_token)"))
            .unwrap();
        assert_eq!(renew().status, 201, "as it was");
        desk.verified();
    }
}

#[test]
fn two_renewals_at_once_are_one() {
    for desk in TestServer::all() {
        let register = desk.register("one");
        desk.user("member@example.org", register, &[Role::Member], None);
        let token = desk.signed("member@example.org")["refresh_token"].as_str().unwrap().to_owned();
        let body = json!({"refresh_token": token});
        let replies: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| desk.send("POST", "/api/v1/sessions/refresh", "", &[("User-Agent", "desk")], &body)))
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let given: std::collections::BTreeSet<_> =
            replies.iter().map(|reply| reply.json()["refresh_token"].as_str().unwrap().to_owned()).collect();
        assert_eq!(given.len(), 1, "one successor, to all who asked at once");
        desk.verified();
    }
}

#[test]
fn a_sign_out_and_a_suspension_act_at_once() {
    for desk in TestServer::all() {
        let register = desk.register("one");
        let account = desk.user("member@example.org", register, &[Role::Member], None);
        let signed = desk.signed("member@example.org");
        let token = signed["access_token"].as_str().unwrap();
        let out = desk.request("DELETE", "/api/v1/sessions/current", &[("Authorization", &format!("Bearer {token}"))], None);
        assert_eq!(out.status, 204);
        desk.get("/api/v1/me", token).is_problem(401, "signed out");
        desk.post("/api/v1/sessions/refresh", "", &json!({"refresh_token": signed["refresh_token"]})).is_problem(401, "signed out");

        let admin = desk.administrator();
        let (one, two) = (desk.sign_in("member@example.org"), desk.sign_in("member@example.org"));
        assert_eq!(desk.get("/api/v1/me", &one).status, 200);
        assert_eq!(desk.post(&format!("/api/v1/users/{account}/suspend"), &admin, &json!({})).status, 200);
        for token in [&one, &two] {
            desk.get("/api/v1/me", token).is_problem(401, "suspended");
        }
        let body = json!({"email": "member@example.org", "password": PASSWORD});
        desk.post("/api/v1/sessions", "", &body).is_problem(401, "suspended");
        desk.post(&format!("/api/v1/users/{account}/suspend"), &admin, &json!({})).is_problem(409, "suspended already");
        assert_eq!(desk.post(&format!("/api/v1/users/{account}/reinstate"), &admin, &json!({})).status, 200);
        desk.get("/api/v1/me", &one).is_problem(401, "an old sign-in stays over");
        assert_eq!(desk.post("/api/v1/sessions", "", &body).status, 201);
        desk.verified();
    }
}

#[test]
fn an_invitation_sets_a_password_once() {
    for desk in TestServer::all() {
        let admin = desk.administrator();
        desk.register("one");
        let body = json!({"email": "new@example.org", "name": "Somebody New", "register": "one", "roles": ["secretary"]});
        let key = [("Idempotency-Key", "make-1")];
        let made = desk.send("POST", "/api/v1/users", &admin, &key, &body);
        assert_eq!(made.status, 201, "{}", made.text);
        let token = made.json()["invitation"]["token"].as_str().unwrap().to_owned();
        // A retry is given the same answer, with the same link; another body under the key is refused.
        let again = desk.send("POST", "/api/v1/users", &admin, &key, &body);
        assert_eq!((again.status, again.header("idempotency-replayed"), again.json()), (201, "true", made.json()));
        let other = json!({"email": "other@example.org", "name": "Other"});
        assert_eq!(
            desk.send("POST", "/api/v1/users", &admin, &key, &other).is_problem(422, "another body").code(),
            "idempotency_key_reused"
        );

        let page = desk.request("GET", &format!("/invitation?token={token}"), &[], None);
        assert!(page.status == 200 && page.text.contains("Set your password"));
        let accept =
            |token: &str, password: &str| desk.post("/api/v1/invitations/accept", "", &json!({"token": token, "password": password}));
        accept("wrong", PASSWORD).is_problem(401, "a wrong invitation");
        assert_eq!(accept(&token, "Somebody-New-1!!").is_problem(422, "their own name").pointer(), "/password");
        assert_eq!(accept(&token, PASSWORD).status, 200);
        accept(&token, PASSWORD).is_problem(401, "a second time");
        let first = desk.sign_in("new@example.org");

        let id = made.json()["id"].as_str().unwrap().to_owned();
        desk.post(&format!("/api/v1/users/{id}/invite"), &admin, &json!({})).is_problem(409, "has a password");
        let reset = desk.post(&format!("/api/v1/users/{id}/reset-password"), &admin, &json!({}));
        assert_eq!(reset.status, 201, "{}", reset.text);
        desk.get("/api/v1/me", &first).is_problem(401, "reset");
        desk.post("/api/v1/sessions", "", &json!({"email": "new@example.org", "password": PASSWORD})).is_problem(401, "reset");
        let form = format!("token={}&password=lantern+tumble+ocean", reset.json()["invitation"]["token"].as_str().unwrap());
        let done = desk.request("POST", "/invitation", &[("Content-Type", "application/x-www-form-urlencoded")], Some(form.as_bytes()));
        assert_eq!(done.status, 200, "{}", done.text);
        desk.verified();
    }
}
