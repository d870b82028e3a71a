-- What the guardian of conflicts of interest determined of decisions under query: that one stands although an interest
-- in it was told late, or that it is to be decided again. An export tells it, and is held against the log. And what is
-- decided again at a later meeting: on which item, and instead of which decision.
CREATE TABLE determination (
    register_id TEXT NOT NULL REFERENCES register (id),
    id           TEXT NOT NULL CHECK (length(id) = 36),
    decision     TEXT NOT NULL,
    finding      TEXT NOT NULL CHECK (finding IN ('stands', 'to_be_decided_again')),
    by_person    TEXT NOT NULL,
    by_name      TEXT NOT NULL,
    reason       TEXT NOT NULL,
    declarations TEXT NOT NULL,
    at           TEXT NOT NULL CHECK (length(at) = 27),
    version      BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, decision) REFERENCES decision (register_id, id),
    FOREIGN KEY (register_id, by_person) REFERENCES person (register_id, id)
);

CREATE INDEX determination_by_decision ON determination (register_id, decision, version);
CREATE INDEX determination_by_version ON determination (register_id, version);
CREATE INDEX audit_leaf_determination ON audit_leaf (register_id, epoch, idx) WHERE position('"kind":"decision.determined"'::bytea in leaf) > 0;

ALTER TABLE item ADD COLUMN decides_again TEXT;
ALTER TABLE decision ADD COLUMN decides_again TEXT;

CREATE INDEX decision_by_decides_again ON decision (register_id, decides_again);
