-- The book of a meeting: acts that were struck, written late, or stand in the place of another; a decision
-- that was reopened and taken again; the days on which a meeting sits; whoever said that they had no
-- interest; whoever was borrowed for an item; what was added to minutes that are final; and decisions
-- that could not wait for a meeting.
CREATE TABLE strike (
    register_id TEXT NOT NULL REFERENCES register (id),
    id        TEXT NOT NULL CHECK (length(id) = 36),
    meeting   TEXT NOT NULL,
    what      TEXT NOT NULL,
    reason    TEXT NOT NULL,
    by_person TEXT,
    at        TEXT NOT NULL CHECK (length(at) = 27),
    version   BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, meeting) REFERENCES meeting (register_id, id),
    FOREIGN KEY (register_id, by_person) REFERENCES person (register_id, id)
);

CREATE INDEX strike_by_meeting ON strike (register_id, meeting, version);

CREATE TABLE nil_statement (
    register_id TEXT NOT NULL REFERENCES register (id),
    id      TEXT NOT NULL CHECK (length(id) = 36),
    meeting TEXT NOT NULL,
    person  TEXT NOT NULL,
    at      TEXT NOT NULL CHECK (length(at) = 27),
    late    TEXT CHECK (length(late) = 27),
    struck  TEXT,
    place   BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, meeting) REFERENCES meeting (register_id, id),
    FOREIGN KEY (register_id, person) REFERENCES person (register_id, id)
);

CREATE INDEX nil_statement_by_meeting ON nil_statement (register_id, meeting, version);

CREATE TABLE adjournment (
    register_id TEXT NOT NULL REFERENCES register (id),
    id      TEXT NOT NULL CHECK (length(id) = 36),
    meeting TEXT NOT NULL,
    event   TEXT NOT NULL CHECK (event IN ('adjourned', 'resumed')),
    at      TEXT NOT NULL CHECK (length(at) = 27),
    day     TEXT CHECK (length(day) = 10),
    late    TEXT CHECK (length(late) = 27),
    version BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, meeting) REFERENCES meeting (register_id, id)
);

CREATE INDEX adjournment_by_meeting ON adjournment (register_id, meeting, version);

CREATE TABLE co_option (
    register_id TEXT NOT NULL REFERENCES register (id),
    id                TEXT NOT NULL CHECK (length(id) = 36),
    item              TEXT NOT NULL,
    committee         TEXT,
    seat              TEXT,
    person            TEXT NOT NULL,
    by_person         TEXT NOT NULL,
    from_organisation TEXT,
    reason            TEXT NOT NULL,
    at                TEXT NOT NULL CHECK (length(at) = 27),
    late              TEXT CHECK (length(late) = 27),
    version           BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, committee) REFERENCES committee (register_id, id),
    FOREIGN KEY (register_id, person) REFERENCES person (register_id, id),
    FOREIGN KEY (register_id, by_person) REFERENCES person (register_id, id),
    FOREIGN KEY (register_id, from_organisation) REFERENCES organisation (register_id, id)
);

CREATE INDEX co_option_by_item ON co_option (register_id, item, version);

CREATE TABLE minute_correction (
    register_id TEXT NOT NULL REFERENCES register (id),
    id      TEXT NOT NULL CHECK (length(id) = 36),
    meeting TEXT NOT NULL,
    text    TEXT NOT NULL,
    reason  TEXT NOT NULL,
    at      TEXT NOT NULL CHECK (length(at) = 27),
    version BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, meeting) REFERENCES meeting (register_id, id)
);

CREATE INDEX minute_correction_by_meeting ON minute_correction (register_id, meeting, version);

-- An item may be decided again once its decision was reopened, so that a decision is known by its id alone.
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
    late            TEXT CHECK (length(late) = 27),
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, meeting) REFERENCES meeting (register_id, id),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, committee) REFERENCES committee (register_id, id),
    FOREIGN KEY (register_id, presiding) REFERENCES person (register_id, id)
);

INSERT INTO decision_rebuilt
SELECT register_id, id, meeting, item, committee, outcome, method, effective, text, dissent, flags, override_by, override_reason, presiding, evidence, at, version, NULL
FROM decision;

CREATE TABLE correction_rebuilt (
    register_id TEXT NOT NULL REFERENCES register (id),
    id         TEXT NOT NULL CHECK (length(id) = 36),
    decision   TEXT NOT NULL,
    text       TEXT NOT NULL,
    reason     TEXT NOT NULL,
    at         TEXT NOT NULL CHECK (length(at) = 27),
    version    BIGINT NOT NULL,
    outcome    TEXT CHECK (outcome IN ('approved', 'rejected', 'deferred', 'referred', 'recommended', 'noted', 'ratified', 'not_ratified', 'no_decision')),
    at_meeting TEXT,
    by_person  TEXT,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, decision) REFERENCES decision_rebuilt (register_id, id),
    FOREIGN KEY (register_id, at_meeting) REFERENCES meeting (register_id, id),
    FOREIGN KEY (register_id, by_person) REFERENCES person (register_id, id)
);

INSERT INTO correction_rebuilt
SELECT register_id, id, decision, text, reason, at, version, NULL, NULL, NULL
FROM correction;

DROP TABLE correction;
DROP TABLE decision;
ALTER TABLE decision_rebuilt RENAME TO decision;
ALTER TABLE correction_rebuilt RENAME TO correction;
CREATE INDEX decision_by_item ON decision (register_id, item, committee);
CREATE INDEX decision_by_version ON decision (register_id, version);
CREATE INDEX decision_by_meeting ON decision (register_id, meeting, version);
CREATE INDEX decision_by_committee ON decision (register_id, committee, version);
CREATE INDEX correction_by_decision ON correction (register_id, decision);
CREATE INDEX correction_by_version ON correction (register_id, version);

CREATE TABLE reopening (
    register_id TEXT NOT NULL REFERENCES register (id),
    id        TEXT NOT NULL CHECK (length(id) = 36),
    decision  TEXT NOT NULL,
    by_person TEXT NOT NULL,
    reason    TEXT NOT NULL,
    at        TEXT NOT NULL CHECK (length(at) = 27),
    version   BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, decision) REFERENCES decision (register_id, id),
    FOREIGN KEY (register_id, by_person) REFERENCES person (register_id, id)
);

CREATE INDEX reopening_by_decision ON reopening (register_id, decision);

-- A phase that was struck is entered again, and one is closed again that was reopened.
CREATE TABLE phase_rebuilt (
    register_id TEXT NOT NULL REFERENCES register (id),
    item           TEXT NOT NULL,
    entered        TEXT NOT NULL CHECK (entered IN ('introduction', 'deliberation', 'decision', 'closed')),
    at             TEXT NOT NULL CHECK (length(at) = 27),
    presiding      TEXT,
    quorate        TEXT NOT NULL,
    version        BIGINT NOT NULL,
    id             TEXT CHECK (length(id) = 36),
    proceed_by     TEXT,
    proceed_reason TEXT,
    late           TEXT CHECK (length(late) = 27),
    struck         TEXT,
    place          BIGINT,
    PRIMARY KEY (register_id, item, version),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, presiding) REFERENCES person (register_id, id),
    FOREIGN KEY (register_id, proceed_by) REFERENCES person (register_id, id)
);

INSERT INTO phase_rebuilt
SELECT register_id, item, entered, at, presiding, quorate, version, NULL, proceed_by, proceed_reason, NULL, NULL, NULL
FROM phase;

DROP TABLE phase;
ALTER TABLE phase_rebuilt RENAME TO phase;

-- Which vote of a seat stands is read from the book: one that was struck, or that a ruling took away
-- which was struck itself, is no matter of its row alone.
DROP INDEX vote_once_a_seat;

ALTER TABLE attendance ADD COLUMN withdrawn TEXT;
ALTER TABLE attendance ADD COLUMN late TEXT;
ALTER TABLE attendance ADD COLUMN struck TEXT;
ALTER TABLE attendance ADD COLUMN place BIGINT;
ALTER TABLE ruling ADD COLUMN late TEXT;
ALTER TABLE ruling ADD COLUMN struck TEXT;
ALTER TABLE ruling ADD COLUMN place BIGINT;
ALTER TABLE naming ADD COLUMN committee TEXT;
ALTER TABLE naming ADD COLUMN late TEXT;
ALTER TABLE naming ADD COLUMN struck TEXT;
ALTER TABLE naming ADD COLUMN place BIGINT;
ALTER TABLE vote ADD COLUMN late TEXT;
ALTER TABLE vote ADD COLUMN struck TEXT;
ALTER TABLE vote ADD COLUMN place BIGINT;
ALTER TABLE casting_vote ADD COLUMN late TEXT;
ALTER TABLE casting_vote ADD COLUMN struck TEXT;
ALTER TABLE casting_vote ADD COLUMN place BIGINT;
ALTER TABLE declaration ADD COLUMN told_at TEXT;
ALTER TABLE declaration ADD COLUMN told_late TEXT;
ALTER TABLE declaration ADD COLUMN told_entry BIGINT;
ALTER TABLE meeting ADD COLUMN convened_entry BIGINT;
ALTER TABLE meeting ADD COLUMN convened_late TEXT;
ALTER TABLE meeting ADD COLUMN ended_entry BIGINT;
ALTER TABLE meeting ADD COLUMN cancelled_because TEXT;
ALTER TABLE meeting ADD COLUMN adjourned_at TEXT;
ALTER TABLE meeting ADD COLUMN adjourned_until TEXT;
ALTER TABLE item ADD COLUMN carried_from TEXT;
CREATE INDEX item_by_carried_from ON item (register_id, carried_from);

-- What could not wait for a meeting, until the committee ratifies it.
CREATE TABLE urgent_decision (
    register_id TEXT NOT NULL REFERENCES register (id),
    id          TEXT NOT NULL CHECK (length(id) = 36),
    item        TEXT NOT NULL,
    committee   TEXT NOT NULL,
    by_people   TEXT NOT NULL,
    consulted   TEXT NOT NULL,
    unavailable TEXT NOT NULL,
    reason      TEXT,
    day         TEXT NOT NULL CHECK (length(day) = 10),
    flags       TEXT NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, committee) REFERENCES committee (register_id, id)
);

CREATE INDEX urgent_decision_by_item ON urgent_decision (register_id, item);
