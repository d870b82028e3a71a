-- Where in the log an outcome is recorded: an export is held against it, so that a row that was taken
-- out of its table is missed.
CREATE INDEX audit_leaf_decision ON audit_leaf (register_id, epoch, idx) WHERE position('"kind":"decision.recorded"'::bytea in leaf) > 0;
CREATE INDEX audit_leaf_correction ON audit_leaf (register_id, epoch, idx) WHERE position('"kind":"decision.corrected"'::bytea in leaf) > 0;
CREATE INDEX audit_leaf_minutes ON audit_leaf (register_id, epoch, idx) WHERE position('"kind":"minutes.finalised"'::bytea in leaf) > 0;
CREATE INDEX correction_by_version ON correction (register_id, version);
CREATE INDEX minutes_by_version ON minutes (register_id, version);
