use quorate::http::route::Method;
use quorate::http::router::{Lookup, Router};
use quorate::ids::FactId;
use quorate::next_steps::next_steps;
use quorate::not_built::NOT_BUILT;
use quorate::problem::Problem;
use quorate::routes::routes;
use quorate::verdict::{Code, Reason, Refusal};
use serde_json::json;

use crate::desk::TestServer;
use crate::house::everywhere;
use crate::place::Place;

#[test]
fn every_next_step_of_every_refusal_leads_to_an_address_that_there_is() {
    let router = Router::of(routes()).unwrap();
    let id = FactId::new().to_string();
    for route in routes() {
        if route.method == Method::Get || !route.path.starts_with("/api/v1/") {
            continue;
        }
        let path: Vec<&str> = route.path.split('/').map(|part| if part.starts_with('{') { id.as_str() } else { part }).collect();
        let path = path.join("/");
        for code in Code::ALL {
            let problem = Problem::of(Refusal::of(Reason::new(*code, "C1", "Because.")).into(), &path, "r");
            let found = next_steps(&problem, route.method.as_str(), &path, &|path| router.reads(path));
            assert!(!found.is_empty(), "{code} at {path}");
            for next in found {
                let told = format!("{code} at {path} leads to {} ({})", next.href, next.action);
                let Lookup::Found(there) = router.find(&next.href) else { panic!("{told}") };
                let methods = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];
                let method = methods.into_iter().find(|method| method.as_str() == next.method).unwrap_or_else(|| panic!("{told}"));
                assert!(there.route(method).is_some(), "{told} by {}", next.method);
                assert_eq!(next.method == "GET", next.action.starts_with("read") || next.action.starts_with("see"), "{told}");
            }
        }
    }
}

#[test]
fn no_address_that_is_said_not_to_be_built_is_there() {
    let router = Router::of(routes()).unwrap();
    for (method, path, instead) in NOT_BUILT {
        let asked: Vec<String> = path
            .split('/')
            .map(|part| match part.split_once('}') {
                Some((_, ending)) => format!("{}{ending}", FactId::new()),
                None => part.to_owned(),
            })
            .collect();
        // An id has no ending: to the router it would be part of the id.
        let has_ending = path.rsplit_once('}').is_some_and(|(_, ending)| ending.starts_with('.'));
        let is_there = !has_ending && matches!(router.find(&asked.join("/")), Lookup::Found(found) if found.route(*method).is_some());
        assert!(!is_there, "{} {path} is built", method.as_str());
        assert!(instead.ends_with('.'), "{path}: {instead}");
    }
}

#[test]
fn a_next_step_is_open_in_the_state_the_refusal_speaks_of() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        let convene = format!("/api/v1/meetings/{}/convene", meeting.id);
        assert_eq!(house.begin(&item, "decision").remedy("convene"), convene);
        house.convened(&meeting, &["chair", "lay", "officer"]);
        house.begin(&item, "deliberation").made();
        let back = house.begin(&item, "introduction");
        assert_eq!(back.refused(&["out_of_phase"]).remedy("see_item"), format!("/api/v1/items/{item}"));
        let early = house.decide(&item, "approved", "consensus");
        assert_eq!(early.remedy("begin"), format!("/api/v1/items/{item}/phase"), "{}", early.text);
        let close = format!("/api/v1/meetings/{}/close", meeting.id);
        let half = house.secretary().post(&close, &json!({}));
        assert_eq!(half.refused(&["out_of_phase"]).remedy("decide"), format!("/api/v1/items/{item}/decisions"));
        house.decide(&item, "deferred", "consensus").made();
        house.secretary().post(&close, &json!({})).done();
        let late = house.begin(&item, "decision");
        assert!(late.status == 409 && !late.text.contains(&convene), "{}", late.text);
    });
}

#[test]
fn an_address_that_is_not_built_says_what_there_is_instead() {
    let desk = TestServer::at(Place::file());
    for (method, path) in [
        ("GET", "/api/v1/ballots"),
        ("POST", "/api/v1/items/x/defer"),
        ("GET", "/api/v1/meetings/x.ics"),
        ("POST", "/api/v1/organisations/x/merge"),
        ("GET", "/metrics"),
    ] {
        let reply = desk.request(method, path, &[], None);
        assert_eq!(reply.is_problem(501, path).code(), "not_in_this_build");
    }
    desk.request("DELETE", "/api/v1/ballots", &[], None).is_problem(404, "nobody said that");
}
