-- Meetings, the committees that sit in them, their items and parts, and the papers.
CREATE TABLE meeting (
    register_id TEXT NOT NULL REFERENCES register (id),
    id          TEXT NOT NULL CHECK (length(id) = 36),
    reference   TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 100),
    date        TEXT NOT NULL CHECK (length(date) = 10),
    starts_at   TEXT CHECK (length(starts_at) = 5),
    place       TEXT,
    state       TEXT NOT NULL CHECK (state IN ('called', 'open', 'closed', 'cancelled')),
    private     BOOLEAN NOT NULL,
    convened_at TEXT CHECK (length(convened_at) = 27),
    closed_at   TEXT CHECK (length(closed_at) = 27),
    opening     TEXT,
    version     BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    UNIQUE (register_id, reference)
);

CREATE TABLE meeting_committee (
    register_id TEXT NOT NULL REFERENCES register (id),
    meeting   TEXT NOT NULL,
    committee TEXT NOT NULL,
    position  BIGINT NOT NULL,
    version   BIGINT NOT NULL,
    PRIMARY KEY (register_id, meeting, committee),
    FOREIGN KEY (register_id, meeting) REFERENCES meeting (register_id, id),
    FOREIGN KEY (register_id, committee) REFERENCES committee (register_id, id)
);

CREATE TABLE item (
    register_id TEXT NOT NULL REFERENCES register (id),
    id            TEXT NOT NULL CHECK (length(id) = 36),
    meeting       TEXT NOT NULL,
    part_of       TEXT,
    position      BIGINT NOT NULL,
    number        TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 20),
    title         TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
    purpose       TEXT CHECK (purpose IN ('decision', 'discussion', 'information', 'ratification')),
    decision_type TEXT,
    stage         TEXT CHECK (stage IN ('needs_planning', 'strategy', 'specification', 'procurement_route', 'evaluation', 'award', 'contract_management', 'decommission')),
    function_name TEXT,
    affects       TEXT,
    value_pence   BIGINT CHECK (value_pence >= 0),
    procurement   TEXT,
    private       TEXT CHECK (private IN ('yes', 'no')),
    committees    TEXT,
    route         TEXT,
    version       BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, meeting) REFERENCES meeting (register_id, id),
    FOREIGN KEY (register_id, part_of) REFERENCES item (register_id, id),
    CHECK (part_of IS NOT NULL OR purpose IS NOT NULL)
);

CREATE INDEX item_by_meeting ON item (register_id, meeting);
CREATE INDEX item_by_procurement ON item (register_id, procurement);

CREATE TABLE paper (
    register_id TEXT NOT NULL REFERENCES register (id),
    id          TEXT NOT NULL CHECK (length(id) = 36),
    item        TEXT NOT NULL,
    title       TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
    authors     TEXT NOT NULL,
    accountable TEXT,
    location    TEXT,
    sha256      TEXT CHECK (length(sha256) = 64),
    version     BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, accountable) REFERENCES person (register_id, id)
);

CREATE INDEX paper_by_item ON paper (register_id, item);
