#![allow(clippy::unwrap_used, clippy::panic)]
use super::*;

impl Listed for i64 {
    type Place = i64;
    const FIELDS: &'static [&'static str] = &["size"];

    fn place(&self) -> i64 {
        *self
    }

    fn key(&self, _: &str) -> Option<String> {
        Some(crate::db::order::number(*self))
    }
}

fn page(query: &[(&str, &str)], binding: &str) -> Result<Page, String> {
    let pairs: Vec<(String, String)> = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let question = Question { pairs: &pairs, path: "/api/v1/things", binding: binding.to_owned(), sorts: &["size", "name"] };
    Page::asked(question, Mac::new(&[3; 32]).unwrap()).map_err(|error| match error {
        Error::Malformed { errors, .. } => errors.first().unwrap().pointer.clone(),
        other => panic!("{other:?}"),
    })
}

fn numbers(page: &Page, of: i64) -> Gathered<i64> {
    let batch = |after: Option<i64>, most: i64| {
        let rows: Vec<i64> = (after.map_or(1, |after| after + 1)..=of).take(usize::try_from(most).unwrap()).collect();
        let next = batches::next_cursor(&rows, most, |row| *row);
        Ok((rows, next))
    };
    page.gather(batch).unwrap()
}

#[test]
fn limits_outside_one_to_two_hundred_are_refused_by_name() {
    for bad in ["0", "-1", "1000000000", "201", "abc", "", "1.5", "99999999999999999999999"] {
        assert_eq!(page(&[("limit", bad)], "q").err().as_deref(), Some("?limit"), "{bad}");
    }
    assert_eq!(page(&[], "q").unwrap().limit, DEFAULT);
    assert_eq!(numbers(&page(&[("limit", "200")], "q").unwrap(), 300).items.len(), 200);
}

#[test]
fn an_order_is_of_known_words_each_once() {
    for bad in ["", "-", "nme", "size,size", "size,-size", "size,", "--size", "size;drop", "Size", " size"] {
        assert_eq!(page(&[("sort", bad)], "q").err().as_deref(), Some("?sort"), "{bad}");
    }
    let by = |field, descending| By { field, descending };
    assert_eq!(page(&[("sort", "-size,name")], "q").unwrap().order, Some(Order(vec![by("size", true), by("name", false)])));
}

#[test]
fn a_cursor_is_good_for_its_own_question_alone() {
    let cursor = page(&[], "account register route filter").unwrap().cursor(&["2".into()]);
    let next = page(&[("cursor", &cursor)], "account register route filter").unwrap();
    assert_eq!(numbers(&next, 4).items, [3, 4]);
    assert_eq!(page(&[("cursor", &cursor)], "another register route filter").err().as_deref(), Some("?cursor"));
    assert_eq!(page(&[("cursor", &cursor), ("sort", "size")], "account register route filter").err().as_deref(), Some("?cursor"));
    let mut tampered = cursor.clone();
    tampered.replace_range(0..1, if cursor.starts_with('W') { "X" } else { "W" });
    for bad in [tampered.as_str(), "", ".", "x.y", "x", &"x".repeat(10_000)] {
        assert_eq!(page(&[("cursor", bad)], "account register route filter").err().as_deref(), Some("?cursor"), "{bad}");
    }
}

#[test]
fn pages_in_an_order_follow_each_other() {
    let (mut cursor, mut found): (Option<String>, Vec<i64>) = (None, Vec::new());
    loop {
        let mut query = vec![("limit", "2"), ("sort", "-size"), ("count", "true")];
        query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let rows = numbers(&page(&query, "q").unwrap(), 5);
        assert_eq!(rows.total, Some(5));
        found.extend(rows.items);
        cursor = rows.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(found, [5, 4, 3, 2, 1]);
}

#[test]
fn the_next_page_is_linked_while_there_is_one() {
    let page = page(&[("limit", "2"), ("q", "a b&c")], "q").unwrap();
    let link = |of: i64| page.answer(numbers(&page, of)).unwrap().header_value("Link").map(str::to_owned);
    let next = link(3).unwrap();
    assert!(next.starts_with("</api/v1/things?limit=2&q=a%20b%26c&cursor=") && next.ends_with("; rel=\"next\""), "{next}");
    assert!(link(2).is_none());
}
