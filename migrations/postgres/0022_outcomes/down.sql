DROP INDEX minutes_by_version;
DROP INDEX correction_by_version;
DROP INDEX audit_leaf_minutes;
DROP INDEX audit_leaf_correction;
DROP INDEX audit_leaf_decision;
