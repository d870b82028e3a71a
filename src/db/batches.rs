//! Going through a table in the order of its ids where the database cannot do the choosing: text
//! is compared in its folded form, which no two databases would agree on.

/// Rows read at once while sifting.
pub const BATCH: i64 = 500;

/// What one reading of a batch gave: the rows that fit, and where to go on; none at the end.
pub type Batch<T, I> = (Vec<T>, Option<I>);

/// Up to `limit` rows after a place. `batch` reads the next rows after the place it is given, at
/// most as many as its second argument says, and keeps those that fit.
///
/// # Errors
/// Those of `batch`.
pub fn filter<T, I, E>(
    mut after: Option<I>,
    limit: i64,
    mut batch: impl FnMut(Option<I>, i64) -> Result<Batch<T, I>, E>,
) -> Result<Vec<T>, E> {
    // Where every row fits, one reading of so many is enough.
    let mut most = limit.min(BATCH);
    let limit = usize::try_from(limit).unwrap_or(0);
    let mut found = Vec::new();
    while found.len() < limit {
        let (rows, next) = batch(after, most)?;
        most = BATCH;
        if found.is_empty() {
            found = rows;
        } else {
            found.extend(rows);
        }
        match next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    found.truncate(limit);
    Ok(found)
}

/// How many rows there are in all.
///
/// # Errors
/// Those of `batch`.
pub fn count<T, I, E>(mut batch: impl FnMut(Option<I>, i64) -> Result<Batch<T, I>, E>) -> Result<i64, E> {
    let (mut after, mut total) = (None, 0);
    loop {
        let (rows, next) = batch(after, BATCH)?;
        total += i64::try_from(rows.len()).unwrap_or(i64::MAX);
        match next {
            Some(next) => after = Some(next),
            None => return Ok(total),
        }
    }
}

/// The place after a batch of at most `most` rows, where it was a full one.
#[must_use]
pub fn next_cursor<T, I>(rows: &[T], most: i64, id: impl Fn(&T) -> I) -> Option<I> {
    let full = i64::try_from(rows.len()).is_ok_and(|count| count >= most);
    rows.last().filter(|_| full).map(id)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::fault::Fault;

    #[test]
    fn rows_that_fit_are_gathered_from_batch_to_batch() {
        let batch = |after: Option<i64>, most: i64| {
            let from = after.map_or(0, |after| after + 1);
            let rows: Vec<i64> = (from..(from + most.min(10)).min(35)).collect();
            let next = next_cursor(&rows, most.min(10), |row| *row);
            Ok::<_, Fault>((rows.into_iter().filter(|n| n % 7 == 0).collect(), next))
        };
        assert_eq!(filter(None, 3, batch).unwrap(), [0, 7, 14]);
        assert_eq!(filter(Some(14), 100, batch).unwrap(), [21, 28]);
        assert_eq!(count(batch).unwrap(), 5);
    }
}
