//! Reads the committees that are to be asked by correspondence.

use crate::committees;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::CommitteeId;
use crate::meetings::rules::correspondence::Asked;
use crate::moment::Date;

/// These committees, with the terms of reference in force on a day.
///
/// # Errors
/// What the database says.
pub fn asked(read: &mut Read<'_>, committees: &[CommitteeId], day: Date) -> Result<Vec<Asked>, Error> {
    let mut asked = Vec::with_capacity(committees.len());
    for id in committees {
        let name = committees::facts::one(read, *id)?.map(|held| held.name).unwrap_or_default();
        asked.push(Asked { committee: *id, name, terms: committees::facts::terms_on(read, *id, day)? });
    }
    Ok(asked)
}
