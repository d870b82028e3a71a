use quorate::door::remedies::remedies;
use quorate::door::route::Method;
use quorate::door::router::{Lookup, Router};
use quorate::ids::FactId;
use quorate::routes::routes;
use quorate::verdict::{Code, Reason, Refusal};

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
            let found = remedies(&Refusal::of(Reason::new(*code, "C1", "Because.")), &path, &|path| router.reads(path));
            assert!(!found.is_empty(), "{code} at {path}");
            for next in found {
                let told = format!("{code} at {path} leads to {} ({})", next.href, next.action);
                assert!(matches!(router.find(&next.href), Lookup::Found(_)), "{told}");
                assert!(router.reads(&next.href) || !(next.action == "read" || next.action.starts_with("see")), "{told}");
            }
        }
    }
}
