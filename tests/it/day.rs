//! A day of a register, over HTTP: every route that writes is used once, with success, in an order
//! that makes sense, so that every table has rows and every kind of change an entry. Told as data,
//! so that it can be played as it is, broken at every statement, and pulled apart afterwards.

use std::collections::BTreeMap;

use quorate::moment::Instant;
use serde_json::{Value, json};

use crate::desk::{PASSWORD, Reply, TestServer};

/// Something done, by whom, and what is kept of the answer.
pub struct Act {
    pub method: &'static str,
    /// With `{name}` for what was kept before.
    pub path: &'static str,
    /// The name of the token under which it is done; empty for nobody.
    pub who: &'static str,
    pub body: Body,
    pub status: u16,
    /// Under which name what is kept, by its pointer in the answer.
    pub keep: Vec<(&'static str, &'static str)>,
    /// Whether a second asking under the same key is answered as the first.
    pub keyed: bool,
    pub agent: &'static str,
}

pub enum Body {
    None,
    /// With `{name}` in texts for what was kept before, and `{try}` for the number of the attempt.
    Json(Value),
    Form(&'static str),
    Csv(&'static str),
}

impl Act {
    fn new(method: &'static str, path: &'static str, who: &'static str, body: Body, status: u16) -> Self {
        Self { method, path, who, body, status, keep: Vec::new(), keyed: method == "POST" && !who.is_empty(), agent: "desk" }
    }

    fn keep(mut self, name: &'static str, pointer: &'static str) -> Self {
        self.keep.push((name, pointer));
        self
    }

    fn answers(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    fn agent(mut self, agent: &'static str) -> Self {
        self.agent = agent;
        self
    }
}

fn post(who: &'static str, path: &'static str, body: Value) -> Act {
    Act::new("POST", path, who, Body::Json(body), 201)
}

/// A verb, which makes nothing new.
fn done(who: &'static str, path: &'static str, body: Value) -> Act {
    post(who, path, body).answers(200)
}

fn patch(who: &'static str, path: &'static str, body: Value) -> Act {
    Act::new("PATCH", path, who, Body::Json(body), 200)
}

fn get(who: &'static str, path: &'static str) -> Act {
    Act::new("GET", path, who, Body::None, 200)
}

fn made(who: &'static str, path: &'static str, name: &'static str, body: Value) -> Act {
    post(who, path, body).keep(name, "/id")
}

/// The day.
pub fn acts() -> Vec<Act> {
    let mut acts = signing_in();
    acts.extend(users());
    acts.extend(books());
    acts.extend(interests());
    acts.extend(business());
    acts.extend(meeting());
    acts.extend(afterwards());
    acts
}

fn signing_in() -> Vec<Act> {
    let credentials = |email: &str| json!({"email": email, "password": PASSWORD});
    vec![
        post(
            "",
            "/api/v1/setup",
            json!({"token": "{setup}", "email": "admin@example.org", "name": "The Administrator", "password": PASSWORD}),
        ),
        post("", "/api/v1/sessions", credentials("admin@example.org")).keep("admin", "/access_token"),
        made("admin", "/api/v1/registers", "register", json!({"slug": "day-{try}", "name": "A Day"})),
        patch("admin", "/api/v1/registers/{register}", json!({"name": "A Day of a Register"})),
        post(
            "admin",
            "/api/v1/users",
            json!({"email": "clerk@example.org", "name": "The Clerk", "register": "{register}", "roles": ["governance_lead", "secretary"]}),
        )
        .keep("clerk_link", "/invitation/token"),
        done("", "/api/v1/invitations/accept", json!({"token": "{clerk_link}", "password": PASSWORD})),
        post("", "/api/v1/sessions", credentials("clerk@example.org")).keep("clerk", "/access_token"),
        // Mistyped, which is written down.
        post("", "/api/v1/sessions", json!({"email": "clerk@example.org", "password": "not the password"})).answers(401),
    ]
}

fn users() -> Vec<Act> {
    let roles =
        Act::new("PUT", "/api/v1/users/{user}/roles", "admin", Body::Json(json!({"register": "{register}", "roles": ["auditor"]})), 200);
    let refresh = |agent: &'static str| post("", "/api/v1/sessions/refresh", json!({"refresh_token": "{refresh}"})).agent(agent);
    vec![
        post("clerk", "/api/v1/users", json!({"email": "reader@example.org", "name": "A Reader", "roles": ["member"]})).keep("user", "/id"),
        post("clerk", "/api/v1/users/{user}/invite", json!({})).keep("user_link", "/invitation/token"),
        Act::new("POST", "/invitation", "", Body::Form("token={user_link}&password=tumble+lantern+ocean"), 200),
        post("", "/api/v1/sessions", json!({"email": "reader@example.org", "password": "tumble lantern ocean"}))
            .keep("refresh", "/refresh_token"),
        refresh("desk").keep("reader", "/access_token"),
        Act::new("DELETE", "/api/v1/sessions/current", "reader", Body::None, 204),
        post("", "/api/v1/sessions", json!({"email": "reader@example.org", "password": "tumble lantern ocean"}))
            .keep("refresh", "/refresh_token"),
        refresh("desk"),
        // Shown again by somebody else.
        refresh("thief").answers(401),
        patch("admin", "/api/v1/users/{user}", json!({"name": "Another Reader"})),
        post("clerk", "/api/v1/users/{user}/reset-password", json!({})),
        done("clerk", "/api/v1/users/{user}/suspend", json!({})),
        done("clerk", "/api/v1/users/{user}/reinstate", json!({})),
        roles,
        post(
            "admin",
            "/api/v1/users",
            json!({"email": "auditor@example.org", "name": "An Auditor", "register": "{register}", "roles": ["auditor"]}),
        )
        .keep("auditor_link", "/invitation/token"),
        done("", "/api/v1/invitations/accept", json!({"token": "{auditor_link}", "password": PASSWORD})),
        post("", "/api/v1/sessions", json!({"email": "auditor@example.org", "password": PASSWORD})).keep("auditor", "/access_token"),
        get("auditor", "/api/v1/people"),
    ]
}

fn books() -> Vec<Act> {
    let body = |code: &str, kind: &str, commissioner: Option<&str>| json!({"code": code, "name": format!("The body {code}"), "kind": kind, "commissioner": commissioner});
    let person = |code: &str, tags: &[&str]| json!({"code": code, "name": format!("The {code}"), "tags": tags});
    let appoint = |seat: &str, person: &str| json!({"seat": seat, "person": format!("{{{person}}}"), "from": "2017-04-01"});
    let members = "/api/v1/committees/{committee}/memberships";
    let mut terms = crate::house::terms();
    terms["correspondence"] = json!({"days": 3});
    vec![
        made("clerk", "/api/v1/organisations", "own", body("03E", "commissioner", None)),
        made("clerk", "/api/v1/organisations", "practice", body("P1", "gp_practice", Some("03E"))),
        made("clerk", "/api/v1/organisations", "federation", body("FED", "federation", None)),
        made("clerk", "/api/v1/organisations", "company", body("CO", "company", None)),
        patch("clerk", "/api/v1/organisations/{company}", json!({"name": "The Company", "area": "North"})),
        made(
            "clerk",
            "/api/v1/organisations/{practice}/relations",
            "stake",
            json!({"body": "FED", "kind": "member", "from": "2015-04-01"}),
        ),
        made(
            "clerk",
            "/api/v1/organisations/{federation}/relations",
            "ended",
            json!({"body": "CO", "kind": "owner", "from": "2015-04-01"}),
        ),
        done("clerk", "/api/v1/relations/{ended}/end", json!({"to": "2017-12-31"})),
        Act::new(
            "POST",
            "/api/v1/imports?kind=organisations",
            "clerk",
            Body::Csv("code,name,kind,members\nFED2,Another federation,federation,P2\nP2,Another practice,gp_practice,\n"),
            201,
        ),
        // As the list of practices comes, with the days at each commissioner.
        Act::new(
            "POST",
            "/api/v1/imports?kind=organisations",
            "clerk",
            Body::Csv(concat!(
                "practice_code,name,address_1,address_2,address_3,address_4,postcode,commissioner_code,joined_commissioner,left_commissioner,",
                "open_date,close_date,status,national_grouping,health_geography\n",
                "B82004,NIDDERDALE GROUP PRACTICE,FEASTFIELD MEDICAL CENTRE,,HARROGATE,,HG3 5AT,03E,2013-04-01,,1974-04-01,,A,Y54,Q72\n"
            )),
            201,
        ),
        Act::new("POST", "/api/v1/imports?kind=people", "clerk", Body::Csv("code,name,grade\nimported,The Imported,8d\n"), 201),
        post(
            "clerk",
            "/api/v1/organisations/{own}/ballots",
            json!({"question": "Is the constitution to be changed?", "franchise": "practice",
                "window": {"from": "2017-03-01", "to": "2017-03-14"}, "votes": [{"organisation": "{practice}", "choice": "for"}]}),
        ),
        post(
            "clerk",
            "/api/v1/organisations/{own}/policies",
            json!({"pack": "ccg_2017", "from": "2017-06-16",
            "overrides": {"repairs": ["deputy", "defer", "refer", "co_opt", "conflicts_panel"], "panel": {"members": 2}}}),
        ),
        made("clerk", "/api/v1/organisations", "council", body("CNL", "council", None)),
        made("clerk", "/api/v1/people", "chair", person("chair", &[])),
        made("clerk", "/api/v1/people", "vice", person("vice", &[])),
        made("clerk", "/api/v1/people", "cfo", person("cfo", &["cfo", "chief_officer"])),
        made("clerk", "/api/v1/people", "nurse", person("nurse", &[])),
        made("clerk", "/api/v1/people", "gp", person("gp", &["local_gp"])),
        made("clerk", "/api/v1/people", "deputy", person("deputy", &[])),
        made("clerk", "/api/v1/people", "guest", person("guest", &[])),
        patch("clerk", "/api/v1/people/{nurse}", json!({"grade": "8d", "email": "nurse@example.org"})),
        made(
            "clerk",
            "/api/v1/committees",
            "committee",
            json!({"code": "PCC", "organisation": "03E", "name": "Primary Care Committee", "kind": "committee"}),
        ),
        patch("clerk", "/api/v1/committees/{committee}", json!({"name": "The Primary Care Committee"})),
        post("clerk", "/api/v1/committees/{committee}/terms", terms),
        made(
            "clerk",
            "/api/v1/committees/{committee}/authority",
            "passed",
            json!({"function": "boundary_change", "level": "shadow", "with": "03E", "from": "2017-06-01",
                "evidence": {"what": "approval", "reference": "Letter of 9 May, paper 4.", "by": "The governing body", "on": "2017-05-09"}}),
        ),
        done("clerk", "/api/v1/authority-changes/{passed}/withdraw", json!({"reason": "The letter speaks of mergers."})),
        post("clerk", members, appoint("chair", "chair")),
        post("clerk", members, appoint("vice", "vice")),
        post("clerk", members, appoint("cfo", "cfo")),
        post("clerk", members, appoint("gp", "gp")),
        post("clerk", members, json!({"seat": "gp", "person": "{deputy}", "from": "2017-04-01", "deputy_for": "{gp}"})),
        made("clerk", members, "membership", appoint("nurse", "deputy")),
        done("clerk", "/api/v1/memberships/{membership}/end", json!({"to": "2017-12-31"})),
        post("clerk", members, json!({"seat": "nurse", "person": "{nurse}", "from": "2018-01-01"})),
    ]
}

fn interests() -> Vec<Act> {
    let draft = json!({"person": "{cfo}", "category": "non_financial_personal", "nature": "Friend of the owner", "organisation": "CO", "draft": true, "declared": "2017-05-01"});
    vec![
        post(
            "clerk",
            "/api/v1/declarations",
            json!({"person": "{gp}", "category": "financial", "nature": "Partner", "organisation": "P1", "from": "2015-01-01", "declared": "2017-05-01",
            "standing_mitigation": {"treatment": "leave", "chair_may_vary": true}}),
        ),
        made("clerk", "/api/v1/declarations", "draft", draft),
        patch("clerk", "/api/v1/declarations/{draft}", json!({"nature": "An old friend of the owner"})),
        done("clerk", "/api/v1/declarations/{draft}/submit", json!({"declared": "2017-05-02"})),
        done("clerk", "/api/v1/declarations/{draft}/review", json!({"accept": true, "note": "Seen."})),
        done("clerk", "/api/v1/declarations/{draft}/end", json!({"to": "2017-06-30"})),
        patch("clerk", "/api/v1/people/{vice}", json!({"tags": ["guardian"]})),
        made(
            "clerk",
            "/api/v1/organisations/{council}/dispensations",
            "dispensation",
            json!({"person": "{gp}", "allows": "discuss", "ground": "inhabitants", "because": "Nobody knows the estate as well.",
                "requested": "2017-05-01", "by": "{vice}", "from": "2017-06-01", "to": "2018-05-31"}),
        ),
        done(
            "clerk",
            "/api/v1/dispensations/{dispensation}/end",
            json!({"last_day": "2017-12-31", "by": "{vice}", "reason": "The council has ended it."}),
        ),
        done("clerk", "/api/v1/declarations/{draft}/redaction", json!({"by": "{vice}", "outcome": "refused"})),
        made(
            "clerk",
            "/api/v1/declarations",
            "mistaken",
            json!({"person": "{cfo}", "category": "financial", "nature": "Not mine", "draft": true}),
        ),
        Act::new("DELETE", "/api/v1/declarations/{mistaken}", "clerk", Body::None, 204),
        post("clerk", "/api/v1/nil-declarations", json!({"person": "{nurse}", "declared": "2018-01-02"})),
        post("clerk", "/api/v1/nil-declarations", json!({"person": "{guest}", "declared": "2018-01-02"})),
    ]
}

fn business() -> Vec<Act> {
    let call = |date: &str| json!({"committees": ["{committee}"], "date": date, "starts_at": "14:00", "place": "The Town Hall"});
    let items = "/api/v1/meetings/{meeting}/items";
    vec![
        post(
            "clerk",
            "/api/v1/committees/{committee}/standing-items",
            json!({"from": "2030-04-01", "items": [{"title": "Declarations of interest", "purpose": "information"}]}),
        ),
        post(
            "clerk",
            "/api/v1/committees/{committee}/meeting-series",
            json!({"first": "2030-04-02", "repeats": "monthly", "every": 2, "count": 2, "starts_at": "14:00"}),
        ),
        made("clerk", "/api/v1/meetings", "cancelled", call("2018-02-06")),
        made(
            "clerk",
            "/api/v1/meetings/{cancelled}/items",
            "urgent",
            json!({"title": "The flooded surgery", "purpose": "ratification", "decision_type": "other", "stage": "strategy"}),
        ),
        post(
            "clerk",
            "/api/v1/items/{urgent}/urgent-decisions",
            json!({"by": ["{chair}", "{cfo}"], "consulted": ["{nurse}"], "on": "2018-01-30"}),
        ),
        done("clerk", "/api/v1/meetings/{cancelled}/cancel", json!({"reason": "The roads are closed by snow."})),
        made("clerk", "/api/v1/meetings", "meeting", call("2018-03-05")),
        patch("clerk", "/api/v1/meetings/{meeting}", json!({"date": "{today}", "starts_at": null})),
        made("clerk", "/api/v1/items/{urgent}/carry-over", "carried", json!({"to": "{meeting}"})),
        made("clerk", items, "report", json!({"title": "The report of the year", "purpose": "information", "decision_type": "other"})),
        made(
            "clerk",
            items,
            "surgery",
            json!({"title": "A new surgery", "purpose": "decision", "decision_type": "other", "stage": "strategy"}),
        ),
        made(
            "clerk",
            items,
            "list",
            json!({"title": "Closure of a list", "purpose": "decision", "decision_type": "list_closure", "stage": "award", "procurement": "p",
            "affects": [{"organisation": "P1"}], "value": 1000}),
        ),
        made("clerk", items, "office", json!({"title": "Election of a champion", "purpose": "decision", "decision_type": "election"})),
        made("clerk", items, "part", json!({"title": "The day of the closure", "part_of": "{list}"})),
        patch("clerk", "/api/v1/items/{surgery}", json!({"title": "A new surgery in the market place", "route": "from the estates group"})),
        made(
            "clerk",
            "/api/v1/items/{surgery}/papers",
            "paper",
            json!({"title": "The case for it", "authors": ["{cfo}"], "accountable": "{cfo}"}),
        ),
        made("clerk", items, "hours", json!({"title": "Opening hours", "purpose": "discussion"})),
        made("clerk", items, "slip", json!({"title": "Opening hours again", "purpose": "discussion"})),
        done("clerk", "/api/v1/items/{slip}/remove", json!({"reason": "It was entered twice."})),
        Act::new(
            "PUT",
            "/api/v1/meetings/{meeting}/order",
            "clerk",
            Body::Json(json!({"items": ["{carried}", "{report}", "{hours}", "{surgery}", "{list}", "{office}"]})),
            200,
        ),
        get("clerk", "/api/v1/meetings/{meeting}/agenda").keep("fingerprint", "/fingerprint"),
        post("clerk", "/api/v1/meetings/{meeting}/agenda", json!({"fingerprint": "{fingerprint}"})),
        done("clerk", "/api/v1/items/{hours}/withdraw", json!({"reason": "The practices are not agreed yet."})),
    ]
}

fn meeting() -> Vec<Act> {
    let attend = |person: &str, event: &str| {
        post("clerk", "/api/v1/meetings/{meeting}/attendance", json!({"person": format!("{{{person}}}"), "event": event}))
    };
    let begin = |path: &'static str, phase: &str| post("clerk", path, json!({"phase": phase}));
    let cast =
        |path: &'static str, person: &str, choice: &str| post("clerk", path, json!({"person": format!("{{{person}}}"), "choice": choice}));
    let (surgery, list) = ("/api/v1/items/{surgery}/votes", "/api/v1/items/{list}/votes");
    // Everybody votes on the surgery, which ends in a tie, and the casting vote.
    let tie = || {
        let (fors, against) = (["chair", "vice"], ["cfo", "nurse"]);
        let mut votes: Vec<Act> = fors.into_iter().map(|who| cast(surgery, who, "for")).collect();
        let called = against.map(|who| json!({"person": format!("{{{who}}}"), "choice": "against"}));
        votes.push(post("clerk", "/api/v1/items/{surgery}/roll", json!({"votes": called})));
        votes.push(cast(surgery, "gp", "abstain"));
        votes.push(post("clerk", "/api/v1/items/{surgery}/casting-vote", json!({"by": "{chair}", "choice": "for"})));
        votes
    };
    let rule = |treatment: &str| json!({"person": "{gp}", "treatment": treatment, "by": "{vice}", "reason": "They must be heard."});
    let decided = || json!({"outcome": "approved", "method": "vote", "text": "It is to be built."});
    let ballots = || json!({"counted_by": "{cfo}", "candidates": [{"person": "{vice}", "votes": 1}, {"person": "{chair}", "votes": 1}]});
    let mut by_lot = ballots();
    by_lot["drawn_by_lot"] = json!("{vice}");
    let mut acts = vec![
        post(
            "clerk",
            "/api/v1/meetings/{meeting}/attendance",
            json!({"person": "{gp}", "event": "apologies", "expected_deputy": "{deputy}"}),
        ),
        attend("deputy", "apologies"),
        attend("chair", "arrive"),
        attend("vice", "arrive"),
        attend("cfo", "arrive"),
        attend("nurse", "arrive"),
        attend("gp", "arrive"),
        done("clerk", "/api/v1/meetings/{meeting}/convene", json!({})),
        post(
            "clerk",
            "/api/v1/meetings/{meeting}/visitors",
            json!({"name": "P. Walker", "organisation_name": "The Press", "as": "observer", "interest_told": "Lives next door."}),
        )
        .keep("visitor", "/id"),
        post("clerk", "/api/v1/meetings/{meeting}/visitors", json!({"event": "leave", "visitor": "{visitor}"})),
        begin("/api/v1/items/{report}/phase", "introduction"),
        begin("/api/v1/items/{report}/phase", "closed"),
        // Said by somebody else: struck, and written as it was.
        post("clerk", "/api/v1/meetings/{meeting}/nil-statements", json!({"person": "{vice}"})).keep("slip", "/id"),
        post(
            "clerk",
            "/api/v1/meetings/{meeting}/strikes",
            json!({"what": ["{slip}"], "reason": "It was the nurse who said so.", "instead": {"nil": ["{nurse}"]}}),
        ),
        post(
            "clerk",
            "/api/v1/items/{surgery}/co-options",
            json!({"person": "{guest}", "by": "{chair}", "reason": "To hear somebody of the trade."}),
        ),
        begin("/api/v1/items/{surgery}/phase", "decision"),
        post("clerk", "/api/v1/items/{surgery}/advice", json!({"person": "{gp}", "says": "Half of the patients walk there."})),
    ];
    acts.extend(tie());
    acts.extend([
        post("clerk", "/api/v1/items/{surgery}/decisions", decided()),
        // Taken again, while everybody is still there.
        post("clerk", "/api/v1/items/{surgery}/reopen", json!({"by": "{chair}", "reason": "A vote was read out wrongly."})),
    ]);
    acts.extend([
        post("clerk", "/api/v1/items/{surgery}/hands", json!({"for": 2, "against": 2, "abstained": 1})),
        post("clerk", "/api/v1/items/{surgery}/casting-vote", json!({"by": "{chair}", "choice": "for"})),
    ]);
    acts.extend([
        made("clerk", "/api/v1/items/{surgery}/decisions", "decision", decided()),
        // A panel was convened for the list, and whoever presides rules as it instructs.
        post(
            "clerk",
            "/api/v1/items/{list}/panels",
            json!({"convened_by": "{cfo}", "members": ["{nurse}", "{guest}"], "reason": "The GP is the only one who knows it.",
            "found": {"undue_influence": false},
            "instructions": [{"person": "{gp}", "treatment": "leave", "reason": "They wrote the papers."}]}),
        ),
        // A conflict: another presides, there is a ruling, a vote is refused, and taken away.
        post("clerk", "/api/v1/items/{list}/presiding", json!({"person": "{vice}"})),
        post("clerk", "/api/v1/items/{list}/rulings", rule("leave")),
        post(
            "clerk",
            "/api/v1/items/{list}/declarations",
            json!({"person": "{nurse}", "category": "non_financial_personal", "nature": "Once a patient there"}),
        ),
        post("clerk", "/api/v1/meetings/{meeting}/attendance", json!({"person": "{gp}", "event": "leave", "for_item": "{list}"})),
        begin("/api/v1/items/{list}/phase", "decision"),
        cast(list, "gp", "for").answers(409),
        cast(list, "chair", "for").keep("vote", "/id"),
        cast(list, "vice", "for"),
        cast(list, "cfo", "for"),
        cast(list, "nurse", "against"),
        post("clerk", "/api/v1/items/{list}/rulings", json!({"person": "{nurse}", "treatment": "leave", "by": "{vice}"})),
        post("clerk", "/api/v1/meetings/{meeting}/attendance", json!({"person": "{nurse}", "event": "leave", "for_item": "{list}"})),
        made("clerk", "/api/v1/items/{list}/decisions", "closure", json!({"outcome": "approved", "method": "vote"})),
        begin("/api/v1/items/{carried}/phase", "decision"),
        post("clerk", "/api/v1/items/{carried}/decisions", json!({"outcome": "ratified", "method": "consensus"})),
        begin("/api/v1/items/{office}/phase", "decision"),
        // Two tie, and tie again.
        post("clerk", "/api/v1/items/{office}/election", ballots()),
        post("clerk", "/api/v1/items/{office}/election", by_lot),
        post("clerk", "/api/v1/items/{office}/decisions", json!({"outcome": "approved", "method": "vote"})),
        // A member asks for a paper, which is written down.
        post(
            "clerk",
            "/api/v1/users",
            json!({"email": "nurse@example.org", "name": "The Nurse", "roles": ["member"], "person": "{nurse}"}),
        )
        .keep("nurse_link", "/invitation/token"),
        done("", "/api/v1/invitations/accept", json!({"token": "{nurse_link}", "password": PASSWORD})),
        post("", "/api/v1/sessions", json!({"email": "nurse@example.org", "password": PASSWORD})).keep("nurse_token", "/access_token"),
        get("nurse_token", "/api/v1/papers/{paper}"),
        post("clerk", "/api/v1/meetings/{meeting}/adjourn", json!({})),
        post("clerk", "/api/v1/meetings/{meeting}/resume", json!({})),
    ]);
    acts
}

fn afterwards() -> Vec<Act> {
    vec![
        post(
            "clerk",
            "/api/v1/decisions/{decision}/corrections",
            json!({"text": "It is to be built in the market place.", "reason": "The place was left out."}),
        ),
        // An interest in what was decided is told too late, and the guardian says that the decision stands.
        post(
            "clerk",
            "/api/v1/declarations",
            json!({"person": "{cfo}", "category": "financial", "nature": "A share", "organisation": "P1", "from": "2017-01-01"}),
        ),
        patch("clerk", "/api/v1/people/{guest}", json!({"tags": ["guardian"]})),
        post(
            "clerk",
            "/api/v1/decisions/{closure}/determinations",
            json!({"by": "{guest}", "finding": "stands", "reason": "Without that vote it was carried all the same."}),
        ),
        done("clerk", "/api/v1/meetings/{meeting}/close", json!({})),
        Act::new("POST", "/api/v1/meetings/{meeting}/minutes/finalise", "clerk", Body::None, 201),
        post(
            "clerk",
            "/api/v1/meetings/{meeting}/minutes/corrections",
            json!({"text": "The guest spoke as well.", "reason": "It was left out."}),
        ),
        // Something was to be decided in writing, in winter, and was called in.
        made(
            "clerk",
            "/api/v1/meetings",
            "letters",
            json!({"committees": ["{committee}"], "date": "2018-02-12", "correspondence": {"until": "2018-02-16"}}),
        ),
        made(
            "clerk",
            "/api/v1/meetings/{letters}/items",
            "lease",
            json!({"title": "A lease", "purpose": "decision", "decision_type": "other", "stage": "strategy"}),
        ),
        post("clerk", "/api/v1/items/{lease}/papers", json!({"title": "What it costs", "authors": ["{cfo}"], "accountable": "{cfo}"})),
        get("clerk", "/api/v1/meetings/{letters}/agenda").keep("letters_print", "/fingerprint"),
        post("clerk", "/api/v1/meetings/{letters}/agenda", json!({"fingerprint": "{letters_print}"})),
        done("clerk", "/api/v1/meetings/{letters}/convene", json!({"at": "2018-02-12T10:00:00Z"})),
        post(
            "clerk",
            "/api/v1/items/{lease}/call-in",
            json!({"by": "{nurse}", "reason": "The rent is to be talked about.", "at": "2018-02-13T09:00:00Z"}),
        ),
        post(
            "clerk",
            "/api/v1/items/{lease}/decisions",
            json!({"outcome": "deferred", "method": "consensus", "at": "2018-02-13T09:10:00Z"}),
        ),
        get("clerk", "/api/v1/decisions.csv"),
    ]
}

/// What is known so far in the day.
pub struct Known(BTreeMap<&'static str, String>);

impl Known {
    pub fn of(desk: &TestServer) -> Self {
        let link = desk.running.set_up.clone().expect("a register without an administrator");
        Self(BTreeMap::from([("setup", link), ("", String::new())]))
    }

    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).unwrap_or_else(|| panic!("nothing is kept as {name}"))
    }

    fn fill(&self, text: &str, attempt: usize) -> String {
        let mut text = text.replace("{try}", &attempt.to_string()).replace("{today}", &Instant::now().day().to_string());
        for (name, value) in self.0.iter().filter(|(name, _)| !name.is_empty()) {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    fn filled(&self, value: &Value, attempt: usize) -> Value {
        match value {
            Value::String(text) => Value::String(self.fill(text, attempt)),
            Value::Array(list) => list.iter().map(|value| self.filled(value, attempt)).collect(),
            Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), self.filled(value, attempt))).collect(),
            other => other.clone(),
        }
    }

    /// Where it is done.
    pub fn path(&self, act: &Act) -> String {
        self.fill(act.path, 0)
    }

    /// Does it, under a key of its own or one given.
    pub fn send(&self, desk: &TestServer, act: &Act, key: &str, attempt: usize) -> Reply {
        let path = self.fill(act.path, attempt);
        let token = self.get(act.who);
        let bearer = format!("Bearer {token}");
        let names_a_version = matches!(act.method, "PUT" | "PATCH") || (act.method == "DELETE" && !path.ends_with("/current"));
        let tag = names_a_version.then(|| {
            let thing = path.trim_end_matches("/roles").trim_end_matches("/order");
            desk.get(thing, token).header("etag").to_owned()
        });
        let mut headers = vec![("User-Agent", act.agent)];
        if !token.is_empty() {
            headers.push(("Authorization", bearer.as_str()));
        }
        if act.keyed {
            headers.push(("Idempotency-Key", key));
        }
        if let Some(tag) = &tag {
            headers.push(("If-Match", tag));
        }
        let (media, bytes) = match &act.body {
            Body::None => (None, (act.method == "POST").then(Vec::new)),
            Body::Json(value) => (Some("application/json"), Some(self.filled(value, attempt).to_string().into_bytes())),
            Body::Form(text) => (Some("application/x-www-form-urlencoded"), Some(self.fill(text, attempt).into_bytes())),
            Body::Csv(text) => (Some("text/csv"), Some(text.as_bytes().to_vec())),
        };
        if let Some(media) = media {
            headers.push(("Content-Type", media));
        }
        desk.request(act.method, &path, &headers, bytes.as_deref())
    }

    /// Keeps what the act says to keep.
    pub fn keep(&mut self, act: &Act, reply: &Reply) {
        assert_eq!(reply.status, act.status, "{} {}: {}", act.method, act.path, reply.text);
        for (name, pointer) in &act.keep {
            let body = reply.json();
            let value = body.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no {pointer} in {body}"));
            self.0.insert(name, value.to_owned());
        }
    }
}

pub fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// The whole day, as it should go.
pub fn played(desk: &TestServer) -> Known {
    let mut known = Known::of(desk);
    for act in acts() {
        let reply = known.send(desk, &act, &key(), 0);
        known.keep(&act, &reply);
    }
    known
}
