//! `/docs` in a real browser: what a stranger sees who opens it. A browser is looked for as
//! `chromium`, `chromium-browser` or `google-chrome`; where there is none the test passes with a
//! word on what it did not do, and fails instead with `QUORATE_REQUIRE_BROWSER=1`.

use std::process::{Command, Stdio};
use std::time::Duration;

use quorate::routes::contents;

use crate::desk::TestServer;
use crate::place::Place;

fn browser() -> Option<&'static str> {
    let there = |name: &&str| {
        Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|ended| ended.success())
    };
    let found = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(there);
    let required = std::env::var("QUORATE_REQUIRE_BROWSER").is_ok_and(|value| value == "1");
    assert!(found.is_some() || !required, "no browser: install chromium (Debian: apt-get install chromium)");
    found
}

/// The page as it stands once its scripts have run, as text of its elements.
fn seen(browser: &str, url: &str) -> String {
    let profile = profile_folder();
    let mut child = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-extensions", "--no-first-run", "--disable-background-networking"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(["--virtual-time-budget=20000", "--dump-dom", url])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut out, &mut text).unwrap();
        text
    });
    // A browser that hangs is not waited for without end.
    for _ in 0..600 {
        if child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    drop(child.kill());
    drop(child.wait());
    drop(std::fs::remove_dir_all(&profile));
    reader.join().unwrap()
}

fn profile_folder() -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("quorate-browser-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Where each of these stands in the page, in the order in which they are given.
fn places(page: &str, all: &[String]) -> Vec<usize> {
    all.iter()
        .map(|one| page.find(one.as_str()).unwrap_or_else(|| panic!("{one} is not on the page:\n{}", page.get(..4000).unwrap_or(page))))
        .collect()
}

#[test]
fn the_page_of_the_api_opens_without_a_warning_in_the_order_of_the_job() {
    let Some(browser) = browser() else {
        eprintln!("not looked at: there is no browser here");
        return;
    };
    let desk = TestServer::at(Place::file());
    let page = seen(browser, &format!("http://{}/docs", desk.running.address));
    // It would show its complaints in a box of this class.
    assert!(page.contains("class=\"swagger-ui\""), "the page was not built: {page}");
    for complaint in ["errors-wrapper", "class=\"error", "Unable to render", "jsonSchemaDialect", "Failed to load"] {
        assert!(!page.contains(complaint), "it complains ({complaint})");
    }
    let groups: Vec<String> = contents().groups.iter().map(|(name, _)| format!("data-tag=\"{name}\"")).collect();
    let found = places(&page, &groups);
    assert!(found.is_sorted(), "in the order of the job");
    assert!(page.contains("Who may do what") && page.contains("record rulings on conflicts"), "who may do what is on the page");

    // One group, opened by its address: each list is there, its tables once beside it, with what it says.
    let people = seen(browser, &format!("http://{}/docs/#/People", desk.running.address));
    let tables = people.matches("data-path=\"/api/v1/people.{format}\"").count();
    assert_eq!((tables, people.matches("data-path=\"/api/v1/people.csv\"").count()), (1, 0), "{people}");
    assert!(people.contains("data-path=\"/api/v1/people/{id}\""));
}
