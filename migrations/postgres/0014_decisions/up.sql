-- Decisions with the evidence they rest on; corrections, by addition; final minutes.
CREATE TABLE decision (
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

CREATE TABLE correction (
    register_id TEXT NOT NULL REFERENCES register (id),
    id       TEXT NOT NULL CHECK (length(id) = 36),
    decision TEXT NOT NULL,
    text     TEXT NOT NULL,
    reason   TEXT NOT NULL,
    at       TEXT NOT NULL CHECK (length(at) = 27),
    version  BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, decision) REFERENCES decision (register_id, id)
);

CREATE TABLE minutes (
    register_id TEXT NOT NULL REFERENCES register (id),
    meeting      TEXT NOT NULL,
    finalised_at TEXT NOT NULL CHECK (length(finalised_at) = 27),
    document     TEXT NOT NULL,
    version      BIGINT NOT NULL,
    PRIMARY KEY (register_id, meeting),
    FOREIGN KEY (register_id, meeting) REFERENCES meeting (register_id, id)
);
