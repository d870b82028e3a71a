//! Meetings from their calling to their minutes, over HTTP, by those who take part in them.

mod agenda_that_moved;
mod conflicted_chair;
mod declared_at_the_meeting;
mod excluded_member_gets_no_papers;
mod export_decision_log;
mod in_common;
mod inquorate_item;
mod minutes_incomplete;
mod next_steps;
mod paper_too_late;
mod record_a_vote;
mod retries_and_tags;
mod written_forwards;
