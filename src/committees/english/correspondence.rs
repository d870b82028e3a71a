//! What terms of reference say of decisions by correspondence, in English.

use super::sentence;
use super::words::number;
use crate::committees::terms::{ByCorrespondence, Replies};

/// C7: what is decided between meetings in a room, by replies in writing.
pub(super) fn told(how: ByCorrespondence) -> Vec<String> {
    let days = if how.days == 1 { "one day".to_owned() } else { format!("{} days", number(how.days)) };
    let enough = match how.replies {
        Replies::Quorum => "those who have replied on an item are the quorum of it",
        Replies::All => "those who have replied on an item are the quorum of it, and every seat that may vote on it has to have replied",
    };
    vec![
        sentence(&format!(
            "the committee may decide by correspondence: replies stay open for at least {days} after the papers have gone out"
        )),
        sentence(enough),
        "Any member with a vote may call an item in while replies are open; it then waits for a meeting in a room.".to_owned(),
    ]
}
