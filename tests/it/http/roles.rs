//! Every role on every route: what the table says is what happens.

use std::collections::BTreeMap;

use quorate::access::roles::may;
use quorate::access::{Action, Role, Scope};
use quorate::http::route::{BodyKind, Method, Permission};
use quorate::routes::routes;

use crate::desk::TestServer;
use crate::place::Place;

#[test]
fn every_route_asks_for_the_role_it_names() {
    let desk = TestServer::at(Place::file());
    let register = desk.register("one");
    let tokens: BTreeMap<Role, String> = Role::ALL
        .into_iter()
        .map(|role| {
            let (email, at) = (format!("{role}@example.org"), if role == Role::SystemAdmin { desk.system() } else { register });
            desk.user(&email, at, &[role], None);
            (role, desk.sign_in(&email))
        })
        .collect();
    let mut asked = 0;
    for route in routes().into_iter().filter(|route| route.formats) {
        let path = route.path.replace("{id}", &quorate::ids::FactId::new().to_string());
        for (role, token) in &tokens {
            for suffix in ["csv", "ndjson", "json"] {
                let status = desk.get(&format!("{path}.{suffix}"), token).status;
                let Some(Permission::May(action)) = route.need else { panic!("{route:?} is for anybody") };
                let barred = may(*role, action) == Scope::Never || may(*role, Action::TakeExports) == Scope::Never;
                assert_eq!(status == 403, barred, "{role} takes {route:?} as {suffix}: {status}");
            }
        }
    }
    for route in routes() {
        let path: String = route
            .path
            .split('/')
            .map(|part| if part.starts_with('{') { quorate::ids::FactId::new().to_string() } else { part.to_owned() })
            .collect::<Vec<_>>()
            .join("/");
        let send = |token: Option<&str>| {
            let bearer = token.map(|token| format!("Bearer {token}"));
            let mut headers: Vec<(&str, &str)> = bearer.iter().map(|bearer| ("Authorization", bearer.as_str())).collect();
            match route.takes {
                BodyKind::Json => headers.push(("Content-Type", "application/json")),
                BodyKind::Csv => headers.push(("Content-Type", "text/csv")),
                BodyKind::Form => headers.push(("Content-Type", "application/x-www-form-urlencoded")),
                BodyKind::Nothing => {}
            }
            let body: Option<&[u8]> = if matches!(route.method, Method::Get | Method::Delete) { None } else { Some(b"") };
            desk.request(route.method.as_str(), &path, &headers, body)
        };
        match route.need.unwrap() {
            Permission::Public => {
                let status = send(None).status;
                assert!(status < 500 && status != 403, "{route:?}: {status}");
            }
            Permission::SignedIn => {
                send(None).is_problem(401, route.name);
            }
            Permission::May(action) => {
                send(None).is_problem(401, route.name);
                for (role, token) in &tokens {
                    let reply = send(Some(token));
                    // The table is asked before anything of the address or the body is: nothing else can say this here.
                    let refused = (reply.status == 403).then(|| reply.code()).as_deref() == Some("forbidden");
                    assert_eq!(refused, may(*role, action) == Scope::Never, "{role} on {route:?}: {}", reply.text);
                    assert!(reply.status < 500 && reply.status != 401, "{role} on {route:?}: {}", reply.text);
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 0);
}
