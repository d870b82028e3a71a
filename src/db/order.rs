//! The order in which a list is told, where whoever asks names it. Nobody reads names by their
//! bytes, and no two databases agree how they are read: so the rows are put in order here, a page
//! of them held at a time.

use std::collections::BinaryHeap;
use std::fmt::Display;
use std::str::FromStr;

use serde_json::Value;

use super::batches::{BATCH, Batch};
use super::sorted::{self, Sorter};
use crate::fault::{Error, Fault};
use crate::text::spoken;

/// What stands in a list that can be gone through from a place on.
pub trait Listed {
    /// Where a row stands in the list's own order.
    type Place: Copy + FromStr + Display;

    /// What the list may be ordered by besides.
    const FIELDS: &'static [&'static str];

    fn place(&self) -> Self::Place;

    /// What is said under one of [`Listed::FIELDS`]; a number as [`number`] writes it.
    fn key(&self, field: &str) -> Option<String>;
}

/// A number as text that is ordered as the number is.
#[must_use]
pub fn number(value: i64) -> String {
    format!("{:020}", i128::from(value) - i128::from(i64::MIN))
}

/// One field of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By {
    pub field: &'static str,
    pub descending: bool,
}

/// Field after field; what is alike in all of them stands in the order of its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order(pub Vec<By>);

/// Which way a list is gone through in its own order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Way {
    #[default]
    Onward,
    /// From its end.
    Back,
}

impl Way {
    /// Rows as they come this way.
    #[must_use]
    pub fn in_order<T>(self, mut rows: Vec<T>) -> Vec<T> {
        if self == Self::Back {
            rows.reverse();
        }
        rows
    }
}

/// A row with what it is ordered by.
struct Ranked<'o, T> {
    order: &'o Order,
    keys: Vec<String>,
    row: T,
}

impl<T> PartialEq for Ranked<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.keys == other.keys
    }
}

impl<T> Eq for Ranked<'_, T> {}

impl<T> PartialOrd for Ranked<'_, T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Ranked<'_, T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order.compare(&self.keys, &other.keys)
    }
}

impl Order {
    /// Where a row stands: its keys, then its place, all of them text. What says nothing stands
    /// after everything that does; turned around, before it.
    pub fn keys<T: Listed>(&self, row: &T) -> Vec<String> {
        let key = |by: &By| row.key(by.field).map_or_else(|| "1".to_owned(), |text| format!("0{}", spoken(&text)));
        self.0.iter().map(key).chain(std::iter::once(row.place().to_string())).collect()
    }

    /// Which way a list is to be gone through to stand in this order, where its own order is that of
    /// the field `own` and no two rows are alike in it; none where it is another order.
    #[must_use]
    pub fn way(&self, own: &str) -> Option<Way> {
        let first = self.0.first().filter(|by| by.field == own)?;
        Some(if first.descending { Way::Back } else { Way::Onward })
    }

    /// [`Order::keys`] as bytes that are ordered as the rows are.
    fn place<T: Listed>(&self, row: &T) -> Vec<u8> {
        let turned = self.0.iter().map(|by| by.descending).chain(std::iter::repeat(false));
        let mut place = Vec::new();
        self.keys(row).iter().zip(turned).for_each(|(key, turned)| sorted::append(&mut place, key, turned));
        place
    }

    fn compare(&self, a: &[String], b: &[String]) -> std::cmp::Ordering {
        let turned = self.0.iter().map(|by| by.descending).chain(std::iter::repeat(false));
        let steps = a.iter().zip(b).zip(turned).map(|((a, b), turned)| if turned { b.cmp(a) } else { a.cmp(b) });
        steps.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
    }

    /// The first `limit` rows after a place among [`Order::keys`]. Every row is looked at once, and
    /// no more than so many are held.
    ///
    /// # Errors
    /// Those of `batch`.
    pub fn first<T: Listed, E>(
        &self,
        after: Option<&[String]>,
        limit: usize,
        mut batch: impl FnMut(Option<T::Place>, i64) -> Result<Batch<T, T::Place>, E>,
    ) -> Result<Vec<T>, E> {
        let mut held: BinaryHeap<Ranked<'_, T>> = BinaryHeap::new();
        let mut from = None;
        loop {
            let (rows, next) = batch(from, BATCH)?;
            for row in rows {
                let keys = self.keys(&row);
                if after.is_none_or(|after| self.compare(&keys, after).is_gt()) {
                    held.push(Ranked { order: self, keys, row });
                    if held.len() > limit {
                        held.pop();
                    }
                }
            }
            match next {
                Some(next) => from = Some(next),
                None => return Ok(held.into_sorted_vec().into_iter().map(|ranked| ranked.row).collect()),
            }
        }
    }
}

/// Every row of a list as the cells of a table, in the order asked for or else in its own. Where that
/// is the order of the field `own`, turned around or not, the list is read that way; for any other
/// it is gone through once, and its rows wait outside of memory until all have come.
///
/// # Errors
/// Those of `batch`, `cells` and `each`; no room for what must wait.
pub fn all<T: Listed>(
    order: Option<&Order>,
    own: Option<&str>,
    mut batch: impl FnMut(Way, Option<T::Place>, i64) -> Result<Batch<T, T::Place>, Error>,
    mut cells: impl FnMut(T) -> Result<Vec<Value>, Error>,
    mut each: impl FnMut(Vec<Value>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut through = |way: Way, take: &mut dyn FnMut(T) -> Result<(), Error>| -> Result<(), Error> {
        let mut after = None;
        loop {
            let (rows, next) = batch(way, after, BATCH)?;
            rows.into_iter().try_for_each(&mut *take)?;
            match next {
                Some(next) => after = Some(next),
                None => return Ok(()),
            }
        }
    };
    let way = match order {
        None => Some(Way::Onward),
        Some(order) => own.and_then(|own| order.way(own)),
    };
    match (way, order) {
        (Some(way), _) => through(way, &mut |row| each(cells(row)?)),
        (None, None) => Ok(()),
        (None, Some(order)) => {
            let mut sorter = Sorter::new()?;
            through(Way::Onward, &mut |row| {
                let place = order.place(&row);
                let row = serde_json::to_vec(&cells(row)?).map_err(|error| Fault::Other(error.to_string()))?;
                sorter.push(&place, &row)
            })?;
            sorter.each(|row| each(serde_json::from_slice(&row).map_err(|error| Fault::Other(error.to_string()))?))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::db::batches::next_cursor;
    use crate::fault::Fault;

    #[derive(Debug, Clone, PartialEq)]
    struct Row(i64, Option<&'static str>, i64);

    impl Listed for Row {
        type Place = i64;
        const FIELDS: &'static [&'static str] = &["name", "size"];

        fn place(&self) -> i64 {
            self.0
        }

        fn key(&self, field: &str) -> Option<String> {
            if field == "name" { self.1.map(str::to_owned) } else { Some(number(self.2)) }
        }
    }

    const ROWS: [Row; 5] =
        [Row(1, Some("Zed"), -1), Row(2, None, 10), Row(3, Some("anna"), 9), Row(4, Some("Anna"), 9), Row(5, Some("émile"), 0)];

    fn batch(after: Option<i64>, most: i64) -> Result<Batch<Row, i64>, Fault> {
        let rows: Vec<Row> =
            ROWS.into_iter().filter(|row| after.is_none_or(|after| row.0 > after)).take(usize::try_from(most.min(2)).unwrap()).collect();
        let next = next_cursor(&rows, most.min(2), |row| row.0);
        Ok((rows, next))
    }

    fn by(fields: &[(&'static str, bool)]) -> Order {
        Order(fields.iter().map(|(field, descending)| By { field, descending: *descending }).collect())
    }

    fn ids(rows: &[Row]) -> Vec<i64> {
        rows.iter().map(|row| row.0).collect()
    }

    #[test]
    fn names_are_ordered_as_they_are_read_and_what_is_unsaid_comes_last() {
        assert_eq!(ids(&by(&[("name", false)]).first(None, 9, batch).unwrap()), [3, 4, 5, 1, 2]);
        assert_eq!(ids(&by(&[("name", true)]).first(None, 9, batch).unwrap()), [2, 1, 5, 3, 4]);
        assert_eq!(ids(&by(&[("size", true), ("name", false)]).first(None, 9, batch).unwrap()), [2, 3, 4, 5, 1]);
    }

    #[test]
    fn the_order_of_the_list_itself_is_read_and_not_made() {
        let back = |of: i64| {
            move |way: Way, after: Option<i64>, most: i64| {
                assert_eq!(way, Way::Back, "turned around, it is read from its end");
                let rows: Vec<Row> =
                    (1..after.unwrap_or(of + 1)).rev().map(|n| Row(n, None, 0)).take(usize::try_from(most.min(3)).unwrap()).collect();
                let next = next_cursor(&rows, most.min(3), |row| row.0);
                Ok((rows, next))
            }
        };
        let mut found = Vec::new();
        let took = |row: Row| Ok(vec![Value::from(row.0)]);
        all(Some(&by(&[("size", true)])), Some("size"), back(8), took, |cells| {
            found.extend(cells.iter().filter_map(Value::as_i64));
            Ok(())
        })
        .unwrap();
        assert_eq!(found, [8, 7, 6, 5, 4, 3, 2, 1]);
        assert_eq!((by(&[("name", true)]).way("size"), by(&[("size", false)]).way("size")), (None, Some(Way::Onward)));
    }

    #[test]
    fn page_by_page_is_the_whole() {
        for order in [by(&[("name", false)]), by(&[("size", true)]), by(&[("name", true), ("size", false)])] {
            let whole = ids(&order.first(None, 9, batch).unwrap());
            for limit in 1..6 {
                let (mut after, mut found): (Option<Vec<String>>, Vec<i64>) = (None, Vec::new());
                loop {
                    let rows = order.first(after.as_deref(), limit, batch).unwrap();
                    found.extend(ids(&rows));
                    let Some(last) = rows.last() else { break };
                    after = Some(order.keys(last));
                }
                assert_eq!(found, whole, "{order:?} by {limit}");
            }
            let mut found = Vec::new();
            let one = |_: Way, after: Option<i64>, most: i64| Ok(batch(after, most)?);
            let took = |row: Row| Ok(vec![Value::from(row.0)]);
            all(Some(&order), None, one, took, |cells| {
                found.extend(cells.iter().filter_map(Value::as_i64));
                Ok(())
            })
            .unwrap();
            assert_eq!(found, whole);
        }
    }
}
