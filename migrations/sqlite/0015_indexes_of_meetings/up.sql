-- What an act of a meeting reads is found by the meeting, its items and its people, however many
-- meetings there have been. Each index ends in the order in which its rows are told.
CREATE INDEX vote_by_item ON vote (register_id, item, version);
CREATE INDEX casting_vote_by_item ON casting_vote (register_id, item, version);
CREATE INDEX decision_by_version ON decision (register_id, version);
CREATE INDEX decision_by_meeting ON decision (register_id, meeting, version);
CREATE INDEX decision_by_committee ON decision (register_id, committee, version);
CREATE INDEX correction_by_decision ON correction (register_id, decision);
CREATE INDEX meeting_by_date ON meeting (register_id, date, id);
CREATE INDEX meeting_committee_by_committee ON meeting_committee (register_id, committee);
CREATE INDEX attendance_by_person ON attendance (register_id, person);
DROP INDEX agenda_by_meeting;
CREATE INDEX agenda_by_meeting ON agenda (register_id, meeting, version);
