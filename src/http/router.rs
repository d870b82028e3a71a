//! From an address to its route. Segments are decoded one by one, so that an escaped slash or
//! dot never becomes a way into another folder; what is written out wins over what is a
//! parameter.

use std::sync::Arc;

use schemars::generate::SchemaSettings;

use super::route::{Method, Route, RouteEntry};
use crate::fault::Fault;
use crate::http::body::query::decoded;
use crate::http::listing::table::Format;

enum Segment {
    Word(&'static str),
    Param(&'static str),
}

/// All routes of one address.
struct Place {
    segments: Vec<Segment>,
    methods: Vec<(Method, Arc<RouteEntry>)>,
}

impl Place {
    fn route(&self, method: Method) -> Option<&Arc<RouteEntry>> {
        self.methods.iter().find(|(given, _)| *given == method).map(|(_, mounted)| mounted)
    }

    fn allow(&self) -> String {
        let mut words: Vec<&str> = self.methods.iter().map(|(method, _)| method.as_str()).collect();
        if words.contains(&"GET") {
            words.push("HEAD");
        }
        words.push("OPTIONS");
        words.join(", ")
    }
}

pub struct Found<'r> {
    place: &'r Place,
    pub params: Vec<(&'static str, String)>,
    pub suffix: Option<Format>,
}

impl<'r> Found<'r> {
    /// What is done here by this method. A table has an address to be read at, and nothing is ever
    /// written to it.
    #[must_use]
    pub fn route(&self, method: Method) -> Option<&'r Arc<RouteEntry>> {
        if self.suffix.is_some() && method != Method::Get { None } else { self.place.route(method) }
    }

    /// For the header `Allow`.
    #[must_use]
    pub fn allow(&self) -> String {
        if self.suffix.is_some() { "GET, HEAD, OPTIONS".to_owned() } else { self.place.allow() }
    }
}

/// What is at an address.
pub enum Lookup<'r> {
    Found(Found<'r>),
    /// A collection in a format that this build does not write.
    NotBuilt(&'static str),
    Nothing,
}

#[derive(Default)]
pub struct Router {
    places: Vec<Place>,
}

/// The names of the parameters that a query struct takes.
fn parameters(route: &Route) -> Vec<String> {
    let mut known = Vec::new();
    if let Some(query) = route.query {
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
        let schema = query(&mut settings.into_generator());
        if let Some(properties) = schema.get("properties").and_then(|properties| properties.as_object()) {
            known.extend(properties.keys().cloned());
        }
    }
    let own = [
        ("limit", route.paged),
        ("cursor", route.paged),
        ("count", route.paged),
        ("sort", !route.sorts.is_empty()),
        ("known_at", route.hindsight),
        ("bom", route.formats),
    ];
    known.extend(own.into_iter().filter(|(_, taken)| *taken).map(|(name, _)| name.to_owned()));
    known
}

impl Router {
    /// # Errors
    /// Two routes of one name or at one place, a route that says nobody may come, one that makes
    /// what cannot be read: the list was written wrong.
    pub fn of(routes: Vec<Route>) -> Result<Self, Fault> {
        let mut router = Self::default();
        let mut names: Vec<&'static str> = Vec::new();
        for route in routes {
            let wrong = |what: &str| Fault::Other(format!("{route:?}: {what}"));
            if route.need.is_none() {
                return Err(wrong("it does not say who may come"));
            }
            if route.path.contains('{') != route.of.is_some() {
                return Err(wrong("it does not say whose address it has (`of`), or has none"));
            }
            if names.contains(&route.name) {
                return Err(wrong("its name is taken"));
            }
            names.push(route.name);
            let segments: Vec<Segment> = route
                .path
                .split('/')
                .skip(1)
                .map(|part| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                    Some(name) => Segment::Param(name),
                    None => Segment::Word(part),
                })
                .collect();
            let method = route.method;
            let same = |place: &Place| {
                place.segments.len() == segments.len()
                    && place.segments.iter().zip(&segments).all(|pair| match pair {
                        (Segment::Word(a), Segment::Word(b)) => a == b,
                        (Segment::Param(_), Segment::Param(_)) => true,
                        _ => false,
                    })
            };
            match router.places.iter_mut().find(|place| same(place)) {
                Some(place) if place.route(method).is_some() => return Err(wrong("its place is taken")),
                // One address has one set of parameter names, or a handler would miss its own.
                Some(place)
                    if !place.segments.iter().zip(&segments).all(|pair| match pair {
                        (Segment::Param(a), Segment::Param(b)) => a == b,
                        _ => true,
                    }) =>
                {
                    return Err(wrong("another route calls a parameter of this path by another name"));
                }
                Some(place) => {
                    let known = parameters(&route);
                    place.methods.push((method, Arc::new(RouteEntry { route, known })));
                }
                None => {
                    let known = parameters(&route);
                    router.places.push(Place { segments, methods: vec![(method, Arc::new(RouteEntry { route, known }))] });
                }
            }
        }
        for mounted in router.places.iter().flat_map(|place| place.methods.iter().map(|(_, mounted)| mounted)) {
            if let Some(address) = mounted.route.makes
                && !router.reads(address.split('?').next().unwrap_or_default())
            {
                return Err(Fault::Other(format!("{:?}: nothing is read at {address}, where what it makes should be", mounted.route)));
            }
        }
        // Written-out segments first, from the left.
        router.places.sort_by_key(|place| place.segments.iter().map(|segment| matches!(segment, Segment::Param(_))).collect::<Vec<_>>());
        Ok(router)
    }

    pub fn routes(&self) -> impl Iterator<Item = &Route> {
        self.places.iter().flat_map(|place| place.methods.iter().map(|(_, mounted)| &mounted.route))
    }

    /// Whether there is something to read at an address.
    #[must_use]
    pub fn reads(&self, path: &str) -> bool {
        matches!(self.find(path), Lookup::Found(found) if found.route(Method::Get).is_some())
    }

    #[must_use]
    pub fn find(&self, path: &str) -> Lookup<'_> {
        let Some(rest) = path.strip_prefix('/') else { return Lookup::Nothing };
        let Some(parts) = rest.split('/').map(|part| decoded(part, false)).collect::<Option<Vec<_>>>() else { return Lookup::Nothing };
        if let Some(found) = self.matching(&parts, None) {
            return Lookup::Found(found);
        }
        let Some((last, before)) = parts.split_last() else { return Lookup::Nothing };
        let Some((stem, suffix)) = last.rsplit_once('.') else { return Lookup::Nothing };
        let stemmed: Vec<String> = before.iter().cloned().chain(std::iter::once(stem.to_owned())).collect();
        match Format::ALL.into_iter().find(|format| format.suffix() == suffix) {
            Some(format) => self.matching(&stemmed, Some(format)).map_or(Lookup::Nothing, Lookup::Found),
            None if suffix == "xlsx" && self.matching(&stemmed, Some(Format::Csv)).is_some() => Lookup::NotBuilt("xlsx"),
            None if suffix == "pdf" && self.matching(&stemmed, Some(Format::Csv)).is_some() => Lookup::NotBuilt("pdf"),
            None => Lookup::Nothing,
        }
    }

    fn matching(&self, parts: &[String], suffix: Option<Format>) -> Option<Found<'_>> {
        self.places.iter().find_map(|place| {
            if place.segments.len() != parts.len() {
                return None;
            }
            if suffix.is_some() {
                let written_out = matches!(place.segments.last(), Some(Segment::Word(_)));
                let formats = place.route(Method::Get).is_some_and(|mounted| mounted.route.formats);
                if !written_out || !formats {
                    return None;
                }
            }
            let mut params = Vec::new();
            for (segment, part) in place.segments.iter().zip(parts) {
                match segment {
                    Segment::Word(word) if word == part => {}
                    Segment::Param(name) if !part.is_empty() => params.push((*name, part.clone())),
                    _ => return None,
                }
            }
            Some(Found { place, params, suffix })
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::http::Answer;

    fn get(path: &'static str, name: &'static str) -> Route {
        let route = Route::get(path, name, |_| async { Ok(Answer::no_content()) }).public();
        if path.contains('{') { route.of_what_is_open() } else { route }
    }

    fn found(router: &Router, path: &str) -> Option<(&'static str, usize, Option<Format>)> {
        match router.find(path) {
            Lookup::Found(found) => Some((found.route(Method::Get).unwrap().route.name, found.params.len(), found.suffix)),
            _ => None,
        }
    }

    #[test]
    fn a_word_wins_over_a_parameter_and_an_escape_opens_no_folder() {
        let router =
            Router::of(vec![get("/things/{id}", "one"), get("/things/current", "now"), get("/things", "all").formats(), get("/", "root")])
                .unwrap();
        assert_eq!(found(&router, "/things/current"), Some(("now", 0, None)));
        assert_eq!(found(&router, "/things/x"), Some(("one", 1, None)));
        assert_eq!(found(&router, "/things.csv"), Some(("all", 0, Some(Format::Csv))));
        assert_eq!(found(&router, "/things%2Fcurrent"), None);
        assert_eq!(found(&router, "/"), Some(("root", 0, None)));
        for path in [
            "",
            "/things/",
            "/things//",
            "//things",
            "/..%2f..%2fetc/passwd",
            "/things/%00",
            "/things/%ff",
            "/things/%2",
            "/things.exe",
            "/THINGS",
            "/%252e%252e",
        ] {
            assert_eq!(found(&router, path), None, "{path}");
        }
        assert!(matches!(router.find("/things.xlsx"), Lookup::NotBuilt("xlsx")));
        assert_eq!(router.find("/things").place_allow(), "GET, HEAD, OPTIONS");
    }

    #[test]
    fn a_table_is_read_and_nothing_else() {
        let make = Route::post("/things", "make", |_| async { Ok(Answer::no_content()) }).public();
        let router = Router::of(vec![get("/things", "all").formats(), make]).unwrap();
        let at = |path: &str, method: Method| match router.find(path) {
            Lookup::Found(found) => (found.route(method).map(|mounted| mounted.route.name), found.allow()),
            _ => (None, String::new()),
        };
        assert_eq!(at("/things", Method::Post), (Some("make"), "GET, POST, HEAD, OPTIONS".to_owned()));
        assert_eq!(at("/things.csv", Method::Get), (Some("all"), "GET, HEAD, OPTIONS".to_owned()));
        assert_eq!(at("/things%2ejson", Method::Post), (None, "GET, HEAD, OPTIONS".to_owned()));
    }

    #[test]
    fn a_list_that_contradicts_itself_is_refused() {
        assert!(Router::of(vec![get("/a", "a"), get("/a", "b")]).is_err());
        assert!(Router::of(vec![get("/a", "a"), get("/b", "a")]).is_err());
        assert!(Router::of(vec![Route::get("/a", "a", |_| async { Ok(Answer::no_content()) })]).is_err());
        let make = || Route::post("/a", "make", |_| async { Ok(Answer::no_content()) }).public().makes("/a/{id}?whole=true");
        assert!(Router::of(vec![make()]).is_err());
        assert!(Router::of(vec![make(), get("/a/{other}", "one")]).is_ok());
        let unsaid = || Route::get("/a/{id}", "a", |_| async { Ok(Answer::no_content()) }).public();
        assert!(Router::of(vec![unsaid()]).is_err(), "whose address it has is not said");
        assert!(Router::of(vec![get("/a", "a").of_what_is_open()]).is_err(), "nothing is named there");
        assert!(
            Router::of(vec![
                get("/a/{id}", "a"),
                Route::post("/a/{other}", "b", |_| async { Ok(Answer::no_content()) }).public().of_what_is_open()
            ])
            .is_err()
        );
    }

    impl Lookup<'_> {
        fn place_allow(&self) -> String {
            match self {
                Lookup::Found(found) => found.allow(),
                _ => String::new(),
            }
        }
    }
}
