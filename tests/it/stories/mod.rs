//! Meetings from their calling to their minutes, over HTTP, by those who take part in them.

mod a_clock_on_the_wall;
mod a_roll_and_a_show_of_hands;
mod a_slip_is_put_right;
mod agenda_that_moved;
mod an_auditor_reads;
mod canaries;
mod conflicted_chair;
mod declared_at_the_meeting;
mod excluded_member_gets_no_papers;
mod export_decision_log;
mod from_the_wild;
mod in_common;
mod inquorate_item;
mod minutes_incomplete;
mod newest_first;
mod next_steps;
mod paper_too_late;
mod record_a_vote;
mod retries_and_tags;
mod the_record_is_true;
mod told_too_late;
mod what_is_hidden;
mod whoever_is_excluded;
mod written_forwards;
