-- Where in the log a decision is reopened, and where one is taken between meetings: an export tells both, and is held
-- against it.
CREATE INDEX audit_leaf_reopening ON audit_leaf (register_id, epoch, idx) WHERE instr(leaf, CAST('"kind":"decision.reopened"' AS BLOB)) > 0;
CREATE INDEX audit_leaf_urgent ON audit_leaf (register_id, epoch, idx) WHERE instr(leaf, CAST('"kind":"urgently.decided"' AS BLOB)) > 0;
CREATE INDEX reopening_by_version ON reopening (register_id, version);
CREATE INDEX urgent_decision_by_version ON urgent_decision (register_id, version);
