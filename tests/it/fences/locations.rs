//! What was made is told where it is: every 201 of the day whose thing can be read by its id names
//! that address in `Location`, a retry under the same key names it again, and it is read there.

use quorate::http::route::Method;
use quorate::routes::routes;

use super::source::none;
use crate::day::{self, Known};
use crate::desk::TestServer;
use crate::place::Place;

/// Things that are answered, when they are made, in the words in which they are read.
const KEPT: &[&str] = &[
    "/api/v1/organisations/",
    "/api/v1/people/",
    "/api/v1/committees/",
    "/api/v1/meetings/",
    "/api/v1/items/",
    "/api/v1/papers/",
    "/api/v1/declarations/",
];

/// Answered as the fact that it is in the book of the meeting.
const AT_THE_MEETING: &str = "/api/v1/items/{list}/declarations";

/// Addresses at which one thing is read by its id alone.
fn members() -> Vec<String> {
    let gets = routes().into_iter().filter(|route| route.method == Method::Get);
    gets.filter_map(|route| route.path.strip_suffix("/{id}").map(|stem| format!("{stem}/"))).filter(|stem| !stem.contains('{')).collect()
}

#[test]
fn what_was_made_is_read_where_its_location_says() {
    let members = members();
    assert!(members.len() > 8, "{members:?}");
    for place in Place::all() {
        let desk = TestServer::at(place);
        let mut known = Known::of(&desk);
        let (mut crossed, mut told) = (Vec::new(), 0);
        for act in day::acts() {
            let key = day::key();
            let reply = known.send(&desk, &act, &key, 0);
            known.keep(&act, &reply);
            if reply.status != 201 || act.who.is_empty() {
                continue;
            }
            let (body, token) = (reply.json(), known.get(act.who));
            let location = reply.headers.get("location").map(|value| value.to_str().unwrap());
            // A verb of a thing answers with its id and makes nothing of that name.
            let id = body["id"].as_str().filter(|id| !known.path(&act).contains(*id));
            let readable =
                id.and_then(|id| members.iter().map(|stem| format!("{stem}{id}")).find(|path| desk.get(path, token).status == 200));
            if readable.is_some() && location != readable.as_deref() {
                crossed.push(format!("{} {}: read at {readable:?}, Location is {location:?}", act.method, act.path));
            }
            let Some(location) = location else { continue };
            told += 1;
            let read = desk.get(location, token);
            if read.status != 200 {
                crossed.push(format!("{} {}: nothing is read at its Location {location}", act.method, act.path));
            } else if KEPT.iter().any(|stem| location.strip_prefix(stem).is_some_and(|id| !id.contains('/'))) && act.path != AT_THE_MEETING
            {
                let mut made = body.clone();
                // What was found on the way is said once.
                made.as_object_mut().unwrap().remove("days_late");
                if made != read.json() {
                    crossed.push(format!("{} {}: answered as {made}, read as {}", act.method, act.path, read.text));
                }
            }
            let again = known.send(&desk, &act, &key, 0);
            assert_eq!(again.header("idempotency-replayed"), "true", "{}", act.path);
            assert_eq!(again.header("location"), location, "{}", act.path);
        }
        none("answers without their Location", &crossed);
        assert!(told > 25, "{told}");
    }
}
