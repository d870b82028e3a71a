//! Rows of a list as they were told last. A register is read far more often than it is written, and
//! to read a row and write it out is most of what a page costs: where the marks of a row are those
//! it was told under, it is told again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use uuid::Uuid;

use crate::fault::{Error, Fault};

/// Rows kept in each of the two halves: some megabytes at most.
const KEPT: usize = 4_096;

/// A row, written out.
#[derive(Debug, Clone)]
pub struct WrittenRow(Arc<RawValue>);

impl WrittenRow {
    /// # Errors
    /// A row that cannot be written.
    pub fn of<T: Serialize>(row: &T) -> Result<Self, Error> {
        let written = to_raw_value(row).map_err(|error| Fault::Other(format!("a row that cannot be written: {error}")))?;
        Ok(Self(written.into()))
    }
}

impl Serialize for WrittenRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// All that the telling of a row depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RowKey {
    /// As what, and for whom: `declaration of its person`.
    pub view: &'static str,
    pub id: Uuid,
    /// The entries that made the row and those whose names stand in it; -1 where there is none.
    pub made_by: [i64; 3],
}

/// Rows by all that their telling depends on. What was not asked for in a long time goes: a full
/// half becomes the old one, and what is found there is young again.
#[derive(Debug, Default)]
pub struct RowCache(Mutex<Halves>);

#[derive(Debug, Default)]
struct Halves {
    young: HashMap<RowKey, WrittenRow>,
    old: HashMap<RowKey, WrittenRow>,
}

impl Halves {
    fn keep(&mut self, key: RowKey, told: WrittenRow) {
        if self.young.len() >= KEPT {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, told);
    }

    fn find(&mut self, key: RowKey) -> Option<WrittenRow> {
        if let Some(told) = self.young.get(&key) {
            return Some(told.clone());
        }
        let told = self.old.remove(&key)?;
        self.keep(key, told.clone());
        Some(told)
    }
}

impl RowCache {
    /// The rows of these keys, in their order. `tell` is asked once, for those that were not told
    /// before; what it does not know is left out.
    ///
    /// # Errors
    /// Those of `tell`.
    pub fn rows(
        &self,
        keys: &[RowKey],
        tell: impl FnOnce(Vec<RowKey>) -> Result<Vec<(RowKey, WrittenRow)>, Error>,
    ) -> Result<Vec<WrittenRow>, Error> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found: Vec<Option<WrittenRow>> = {
            let mut halves = lock();
            keys.iter().map(|key| halves.find(*key)).collect()
        };
        let missing: Vec<RowKey> = keys.iter().zip(&found).filter(|(_, told)| told.is_none()).map(|(key, _)| *key).collect();
        if !missing.is_empty() {
            let told: HashMap<RowKey, WrittenRow> = tell(missing)?.into_iter().collect();
            let mut halves = lock();
            told.iter().for_each(|(key, told)| halves.keep(*key, told.clone()));
            for (place, key) in found.iter_mut().zip(keys).filter(|(place, _)| place.is_none()) {
                *place = told.get(key).cloned();
            }
        }
        Ok(found.into_iter().flatten().collect())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn keys(of: &[i64]) -> Vec<RowKey> {
        of.iter().map(|n| RowKey { view: "number", id: Uuid::max(), made_by: [*n, 0, -1] }).collect()
    }

    fn told(keys: Vec<RowKey>) -> Result<Vec<(RowKey, WrittenRow)>, Error> {
        keys.into_iter().map(|key| Ok((key, WrittenRow::of(&key.made_by[0])?))).collect()
    }

    #[test]
    fn a_row_is_told_once_and_stands_where_it_was_asked_for() {
        let before = RowCache::default();
        let text = |rows: Vec<WrittenRow>| serde_json::to_string(&rows).unwrap();
        assert_eq!(text(before.rows(&keys(&[3, 1]), told).unwrap()), "[3,1]");
        let second = before.rows(&keys(&[1, 2, 3]), |missing| {
            assert_eq!(missing, keys(&[2]));
            told(missing)
        });
        assert_eq!(text(second.unwrap()), "[1,2,3]");
        assert_eq!(text(before.rows(&keys(&[1, 2, 3]), |_| unreachable!()).unwrap()), "[1,2,3]");
        assert_eq!(text(before.rows(&keys(&[1, 9]), |_| Ok(Vec::new())).unwrap()), "[1]");
    }

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        let (before, most) = (RowCache::default(), i64::try_from(KEPT).unwrap());
        for round in 0..5 {
            let asked: Vec<i64> = std::iter::once(-1).chain(most * round..most * (round + 1) - 1).collect();
            let rows = before.rows(&keys(&asked), |missing| {
                assert_eq!(missing.contains(&keys(&[-1])[0]), round == 0);
                told(missing)
            });
            assert_eq!(rows.unwrap().len(), asked.len());
            let halves = before.0.lock().unwrap();
            assert!(halves.young.len() <= KEPT && halves.old.len() <= KEPT);
        }
    }
}
