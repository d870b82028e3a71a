//! Rows put in order however many there are. They wait in a database of their own, which keeps some
//! megabytes in memory and the rest in a file without a name, and sorts them as it does any table:
//! in parts, read together. Nothing is held but a row.

use diesel::connection::{DefaultLoadingMode, SimpleConnection};
use diesel::prelude::*;

use super::Conn;
use crate::fault::{Error, Fault};

/// Kept in memory, in KiB.
const CACHE: u32 = 8 * 1024;

mod waiting {
    diesel::table! {
        waiting (place) {
            place -> Binary,
            told -> Binary,
        }
    }
}
use waiting::waiting as table;

/// Rows that wait to be told in order.
pub struct Sorter(Conn);

/// There is no room for what must wait: the disk of the temporary files is full or cannot be written.
fn no_room(fault: &Fault) -> Error {
    tracing::error!(%fault, "a table could not be put in order");
    let detail = "There is no room just now to put so many rows in order. Ask again in a minute, or without 'sort' and sort them where \
                  they are read.";
    Error::TryLater { detail: detail.to_owned(), seconds: 60, too_many: false }
}

impl Sorter {
    /// # Errors
    /// No room for temporary files.
    pub fn new() -> Result<Self, Error> {
        let empty = || -> Result<Conn, Fault> {
            let mut conn = Conn::temporary()?;
            conn.batch_execute(&format!(
                "PRAGMA journal_mode = OFF; PRAGMA cache_size = -{CACHE}; \
                 CREATE TABLE waiting (place BLOB NOT NULL, told BLOB NOT NULL) STRICT; BEGIN;"
            ))?;
            Ok(conn)
        };
        empty().map(Self).map_err(|fault| no_room(&fault))
    }

    /// A row, and where it stands: by the bytes of `place`.
    ///
    /// # Errors
    /// No room for temporary files.
    pub fn push(&mut self, place: &[u8], row: &[u8]) -> Result<(), Error> {
        let insert = diesel::insert_into(table::table).values((table::place.eq(place), table::told.eq(row)));
        self.0.execute(&insert).map(drop).map_err(|error| no_room(&error.into()))
    }

    /// Every row in its place.
    ///
    /// # Errors
    /// No room for temporary files; those of `each`.
    pub fn each(mut self, mut each: impl FnMut(Vec<u8>) -> Result<(), Error>) -> Result<(), Error> {
        let rows = table::table.order(table::place.asc()).select(table::told);
        let rows = rows.load_iter::<Vec<u8>, DefaultLoadingMode>(&mut self.0).map_err(|error| no_room(&error.into()))?;
        for row in rows {
            each(row.map_err(|error| no_room(&error.into()))?)?;
        }
        Ok(())
    }
}

/// Appends a text so that bytes are ordered as texts are, and a short one stands before a longer
/// one that begins with it; turned around where the last is to come first.
pub fn append(place: &mut Vec<u8>, text: &str, descending: bool) {
    let start = place.len();
    for byte in text.bytes() {
        place.push(byte);
        if byte == 0 {
            place.push(u8::MAX);
        }
    }
    place.extend([0, 0]);
    if descending {
        for byte in place.iter_mut().skip(start) {
            *byte = !*byte;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn place(texts: [&str; 2], descending: bool) -> Vec<u8> {
        let mut place = Vec::new();
        append(&mut place, texts[0], descending);
        append(&mut place, texts[1], false);
        place
    }

    #[test]
    fn bytes_are_ordered_as_the_texts_are() {
        let texts = ["", "\0", "\0b", "a", "a\0", "ab", "b", "é", "\u{10ffff}"];
        for one in texts {
            for two in texts {
                assert_eq!(place([one, "x"], false).cmp(&place([two, "x"], false)), one.cmp(two), "{one:?} {two:?}");
                assert_eq!(place([one, "x"], true).cmp(&place([two, "x"], true)), two.cmp(one), "{one:?} {two:?} turned");
                assert_eq!(place([one, "x"], true).cmp(&place([two, "y"], true)), two.cmp(one).then("x".cmp("y")));
            }
        }
    }

    /// Several times what is kept in memory.
    #[test]
    fn more_rows_than_are_held_come_in_order() {
        let mut sorter = Sorter::new().unwrap();
        let (rows, long) = (30_000_u64, [7; 1000]);
        for n in 0..rows {
            let n = n * 7919 % rows;
            sorter.push(&n.to_be_bytes(), &[n.to_be_bytes().as_slice(), long.as_slice()].concat()).unwrap();
        }
        let mut next = 0;
        sorter
            .each(|row| {
                assert_eq!(row.get(..8), Some(u64::to_be_bytes(next).as_slice()));
                next += 1;
                Ok(())
            })
            .unwrap();
        assert_eq!(next, rows);
    }
}
