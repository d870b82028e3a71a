-- Back to a book written forwards: one decision of an item in a committee, one line a phase, one vote a seat.
-- What was struck, reopened or taken again has no place in it.
DROP INDEX item_by_carried_from;
ALTER TABLE item DROP COLUMN carried_from;
DROP TABLE urgent_decision;
DROP TABLE reopening;
DROP TABLE minute_correction;
DROP TABLE co_option;
DROP TABLE adjournment;
DROP TABLE nil_statement;
DROP TABLE strike;

CREATE TABLE phase_rebuilt (
    register_id TEXT NOT NULL REFERENCES register (id),
    item           TEXT NOT NULL,
    entered        TEXT NOT NULL CHECK (entered IN ('introduction', 'deliberation', 'decision', 'closed')),
    at             TEXT NOT NULL CHECK (length(at) = 27),
    presiding      TEXT,
    quorate        TEXT NOT NULL,
    version        BIGINT NOT NULL,
    proceed_by     TEXT,
    proceed_reason TEXT,
    PRIMARY KEY (register_id, item, entered),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, presiding) REFERENCES person (register_id, id)
);

INSERT INTO phase_rebuilt
SELECT register_id, item, entered, at, presiding, quorate, version, proceed_by, proceed_reason
FROM phase AS line
WHERE struck IS NULL
    AND version = (SELECT MAX(version) FROM phase AS other
        WHERE other.register_id = line.register_id AND other.item = line.item AND other.entered = line.entered AND other.struck IS NULL);

DROP TABLE phase;
ALTER TABLE phase_rebuilt RENAME TO phase;

CREATE TABLE decision_rebuilt (
    register_id TEXT NOT NULL REFERENCES register (id),
    id              TEXT NOT NULL CHECK (length(id) = 36),
    meeting         TEXT NOT NULL,
    item            TEXT NOT NULL,
    committee       TEXT NOT NULL,
    outcome         TEXT NOT NULL CHECK (outcome IN ('approved', 'rejected', 'deferred', 'referred', 'recommended', 'noted', 'ratified', 'not_ratified', 'no_decision')),
    method          TEXT NOT NULL CHECK (method IN ('vote', 'consensus')),
    effective       BOOLEAN NOT NULL,
    text            TEXT,
    dissent         TEXT NOT NULL,
    flags           TEXT NOT NULL,
    override_by     TEXT,
    override_reason TEXT,
    presiding       TEXT,
    evidence        TEXT NOT NULL,
    at              TEXT NOT NULL CHECK (length(at) = 27),
    version         BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    UNIQUE (register_id, item, committee),
    FOREIGN KEY (register_id, meeting) REFERENCES meeting (register_id, id),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, committee) REFERENCES committee (register_id, id),
    FOREIGN KEY (register_id, presiding) REFERENCES person (register_id, id)
);

INSERT INTO decision_rebuilt
SELECT register_id, id, meeting, item, committee, outcome, method, effective, text, dissent, flags, override_by, override_reason, presiding, evidence, at, version
FROM decision AS line
WHERE version = (SELECT MAX(version) FROM decision AS other
    WHERE other.register_id = line.register_id AND other.item = line.item AND other.committee = line.committee);

CREATE TABLE correction_rebuilt (
    register_id TEXT NOT NULL REFERENCES register (id),
    id       TEXT NOT NULL CHECK (length(id) = 36),
    decision TEXT NOT NULL,
    text     TEXT NOT NULL,
    reason   TEXT NOT NULL,
    at       TEXT NOT NULL CHECK (length(at) = 27),
    version  BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, decision) REFERENCES decision_rebuilt (register_id, id)
);

INSERT INTO correction_rebuilt
SELECT register_id, id, decision, text, reason, at, version
FROM correction
WHERE decision IN (SELECT id FROM decision_rebuilt);

DROP TABLE correction;
DROP TABLE decision;
ALTER TABLE decision_rebuilt RENAME TO decision;
ALTER TABLE correction_rebuilt RENAME TO correction;
CREATE INDEX decision_by_version ON decision (register_id, version);
CREATE INDEX decision_by_meeting ON decision (register_id, meeting, version);
CREATE INDEX decision_by_committee ON decision (register_id, committee, version);
CREATE INDEX correction_by_decision ON correction (register_id, decision);
CREATE INDEX correction_by_version ON correction (register_id, version);

DELETE FROM vote WHERE struck IS NOT NULL;
DELETE FROM casting_vote WHERE struck IS NOT NULL;
DELETE FROM attendance WHERE struck IS NOT NULL;
DELETE FROM naming WHERE struck IS NOT NULL;
CREATE UNIQUE INDEX vote_once_a_seat ON vote (register_id, item, committee, seat) WHERE taken_by IS NULL;
ALTER TABLE attendance DROP COLUMN place;
ALTER TABLE attendance DROP COLUMN struck;
ALTER TABLE attendance DROP COLUMN late;
ALTER TABLE attendance DROP COLUMN withdrawn;
ALTER TABLE ruling DROP COLUMN place;
ALTER TABLE ruling DROP COLUMN struck;
ALTER TABLE ruling DROP COLUMN late;
ALTER TABLE naming DROP COLUMN place;
ALTER TABLE naming DROP COLUMN struck;
ALTER TABLE naming DROP COLUMN late;
ALTER TABLE naming DROP COLUMN committee;
ALTER TABLE vote DROP COLUMN place;
ALTER TABLE vote DROP COLUMN struck;
ALTER TABLE vote DROP COLUMN late;
ALTER TABLE casting_vote DROP COLUMN place;
ALTER TABLE casting_vote DROP COLUMN struck;
ALTER TABLE casting_vote DROP COLUMN late;
ALTER TABLE declaration DROP COLUMN told_entry;
ALTER TABLE declaration DROP COLUMN told_late;
ALTER TABLE declaration DROP COLUMN told_at;
ALTER TABLE meeting DROP COLUMN adjourned_until;
ALTER TABLE meeting DROP COLUMN adjourned_at;
ALTER TABLE meeting DROP COLUMN cancelled_because;
ALTER TABLE meeting DROP COLUMN ended_entry;
ALTER TABLE meeting DROP COLUMN convened_late;
ALTER TABLE meeting DROP COLUMN convened_entry;
