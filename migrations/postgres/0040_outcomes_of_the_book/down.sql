DROP INDEX urgent_decision_by_version;
DROP INDEX reopening_by_version;
DROP INDEX audit_leaf_urgent;
DROP INDEX audit_leaf_reopening;
