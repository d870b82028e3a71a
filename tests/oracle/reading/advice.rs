//! Advice: it bears on what is decided without a vote, and is on the item's record.

use super::deeds::item_key;
use super::eye::Eye;
use super::law_room::Codes;
use super::model::word;
use super::words::{CLOSED, INTRODUCTION, NO_PAPERS, Room, room};
use serde_json::Value;

impl Eye<'_> {
    /// Whoever may be heard may advise: in the room whoever may speak there while the item is open, in writing whoever is
    /// not to stay without papers, from when the meeting is called. What has been decided is not advised on any more.
    pub fn advise(&self, a: &Value) -> Codes {
        let mut codes = Codes::new();
        let Some(item) = self.w.item(&item_key(a)) else { return codes };
        let person = word(a, "person");
        let in_writing = a["in_writing"].as_bool() == Some(true);
        let state = self.state(&item.id);
        if self.is_cancelled(&item.meeting) || !(in_writing || self.is_open(&item.meeting)) {
            codes.insert("meeting_not_open");
        }
        if state.phase == Some(CLOSED) || !(in_writing || state.open()) {
            codes.insert("out_of_phase");
        }
        if !in_writing && !self.sitting(&item.meeting).in_room(&person) {
            codes.insert("not_present");
        }
        let x = self.standing(&person, item);
        let phase = state.phase.unwrap_or(INTRODUCTION);
        // Who may speak is asked while the item is not closed.
        let may_speak = phase == CLOSED || room(x.treatment, item.private, phase) == Room::Yes;
        let is_heard = if in_writing { x.treatment < NO_PAPERS } else { may_speak };
        if !is_heard {
            codes.insert(if x.ruled { "excluded_by_ruling" } else { "awaiting_ruling" });
        }
        codes
    }
}
