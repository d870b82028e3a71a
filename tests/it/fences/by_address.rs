//! Where the tests of an address are: a committed table, made from the addresses that the tests send to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use quorate::http::route::Method;
use quorate::http::router::{Lookup, Router};
use quorate::routes::routes;

use super::source::root;
use crate::http::published::same_as;

/// The addresses of routes that stand in texts of a file, whatever stands for an id.
fn addresses(router: &Router, text: &str) -> BTreeSet<&'static str> {
    let methods = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];
    let of_texts = text.split('"').skip(1).step_by(2).filter(|text| text.starts_with('/') && !text.contains(' '));
    let asked = of_texts.map(|text| {
        let path = text.split(['?', '#']).next().unwrap();
        path.split('/').map(|part| if part.contains('{') { "x" } else { part }).collect::<Vec<_>>().join("/")
    });
    asked
        .filter_map(|path| match router.find(&path) {
            Lookup::Found(found) => methods.into_iter().find_map(|method| Some(found.route(method)?.route.path)),
            _ => None,
        })
        .collect()
}

fn walk(router: &Router, folder: &Path, into: &mut BTreeMap<String, BTreeSet<&'static str>>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            walk(router, &entry, into);
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            let name = entry.strip_prefix(root().join("tests/it")).unwrap().display().to_string();
            into.insert(name, addresses(router, &std::fs::read_to_string(&entry).unwrap()));
        }
    }
}

#[test]
fn every_address_has_a_test_and_a_table_says_where() {
    let mut files = BTreeMap::new();
    walk(&Router::of(routes()).unwrap(), &root().join("tests/it"), &mut files);
    let paths: BTreeSet<&str> = routes().into_iter().map(|route| route.path).collect();
    let mut text = String::from(
        "Where the tests are that send to an address, under tests/it. A test of every route (roles, samples, costs) is not named.\n\n",
    );
    let mut without = Vec::new();
    for path in paths {
        let of: Vec<&str> = files.iter().filter(|(_, sent)| sent.contains(path)).map(|(name, _)| name.as_str()).collect();
        if of.is_empty() {
            without.push(path);
        }
        writeln!(text, "{path}\n    {}", of.join("\n    ")).unwrap();
    }
    assert!(without.is_empty(), "no test sends to these: {without:?}");
    same_as("tests/it/by-address.txt", &text);
}
