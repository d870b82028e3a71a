//! Every statement that a connection to one database is given, as text.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};

use crate::place::Place;

/// By the address that connections are made to.
static HEARD: Mutex<BTreeMap<String, BTreeSet<String>>> = Mutex::new(BTreeMap::new());

#[derive(Default)]
struct Ear {
    /// The address, if it is one that is listened to.
    url: Option<String>,
}

impl Instrumentation for Ear {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => {
                // A file is opened by a name that says that it must exist.
                let place = url.strip_prefix("file:").map_or(url, |name| name.split('?').next().unwrap_or_default());
                self.url = HEARD.lock().unwrap().contains_key(place).then(|| place.to_owned());
            }
            InstrumentationEvent::StartQuery { query, .. } => {
                if let Some(url) = &self.url {
                    let text = query.to_string();
                    let text = text.split(" -- binds:").next().unwrap_or_default().trim().to_owned();
                    HEARD.lock().unwrap().entry(url.clone()).or_default().insert(text);
                }
            }
            _ => {}
        }
    }
}

/// Begins to listen to a database, under the address that is given back.
pub fn listen_to(place: &Place) -> String {
    let text = place.text();
    let url = text.strip_prefix("sqlite:").unwrap_or(&text).to_owned();
    HEARD.lock().unwrap().entry(url.clone()).or_default();
    set_default_instrumentation(|| Some(Box::<Ear>::default())).unwrap();
    url
}

/// What was heard of rows: not of transactions, settings or the schema.
pub fn of(url: &str) -> BTreeSet<String> {
    let is_of_rows = |text: &&String| {
        let first = text.split_whitespace().next().unwrap_or_default();
        ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(&first)
    };
    // Of an empty list a database is asked what it knows to be nothing.
    let is_of_something = |text: &&String| !text.contains("1=0");
    let is_ours = |text: &&String| !["pragma_", "sqlite_", "pg_", "__diesel", "information_schema"].iter().any(|word| text.contains(word));
    HEARD.lock().unwrap()[url].iter().filter(is_of_rows).filter(is_of_something).filter(is_ours).cloned().collect()
}
