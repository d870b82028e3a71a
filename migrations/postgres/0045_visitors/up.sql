-- Whoever is at a meeting without being on the register: by the name they gave, when they came and went, to which items they
-- were invited, and the interest that they told.
CREATE TABLE visit (
    register_id TEXT NOT NULL REFERENCES register (id),
    id                TEXT NOT NULL CHECK (length(id) = 36),
    meeting           TEXT NOT NULL,
    visitor           TEXT NOT NULL CHECK (length(visitor) = 36),
    event             TEXT NOT NULL CHECK (event IN ('arrive', 'leave', 'return', 'invite', 'declare')),
    name              TEXT,
    organisation_name TEXT,
    attends_as        TEXT CHECK (attends_as IN ('presenter', 'adviser', 'observer')),
    items             TEXT NOT NULL,
    interest_told     TEXT,
    at                TEXT NOT NULL CHECK (length(at) = 27),
    late              TEXT CHECK (length(late) = 27),
    struck            TEXT,
    place             BIGINT,
    version           BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, meeting) REFERENCES meeting (register_id, id)
);

CREATE INDEX visit_by_meeting ON visit (register_id, meeting, version);
