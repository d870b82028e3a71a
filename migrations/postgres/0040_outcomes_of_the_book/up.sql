-- Where in the log a decision is reopened, and where one is taken between meetings: an export tells both, and is held
-- against it.
CREATE INDEX audit_leaf_reopening ON audit_leaf (register_id, epoch, idx) WHERE position('"kind":"decision.reopened"'::bytea in leaf) > 0;
CREATE INDEX audit_leaf_urgent ON audit_leaf (register_id, epoch, idx) WHERE position('"kind":"urgently.decided"'::bytea in leaf) > 0;
CREATE INDEX reopening_by_version ON reopening (register_id, version);
CREATE INDEX urgent_decision_by_version ON urgent_decision (register_id, version);
