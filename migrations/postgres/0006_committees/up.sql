-- Committees, the versions of their terms of reference, and who holds a seat from when to when.
CREATE TABLE committee (
    register_id TEXT NOT NULL REFERENCES register (id),
    id           TEXT NOT NULL CHECK (length(id) = 36),
    code         TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 60),
    organisation TEXT NOT NULL,
    name         TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    kind         TEXT NOT NULL CHECK (kind IN ('committee', 'joint')),
    partners     TEXT NOT NULL,
    version      BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    UNIQUE (register_id, code),
    FOREIGN KEY (register_id, organisation) REFERENCES organisation (register_id, id)
);

CREATE TABLE terms (
    register_id TEXT NOT NULL REFERENCES register (id),
    id        TEXT NOT NULL CHECK (length(id) = 36),
    committee TEXT NOT NULL,
    from_date TEXT NOT NULL CHECK (length(from_date) = 10),
    document  TEXT NOT NULL,
    version   BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    UNIQUE (register_id, committee, from_date),
    FOREIGN KEY (register_id, committee) REFERENCES committee (register_id, id)
);

CREATE TABLE membership (
    register_id TEXT NOT NULL REFERENCES register (id),
    id         TEXT NOT NULL CHECK (length(id) = 36),
    committee  TEXT NOT NULL,
    seat       TEXT NOT NULL,
    person     TEXT NOT NULL,
    from_date  TEXT NOT NULL CHECK (length(from_date) = 10),
    to_date    TEXT CHECK (length(to_date) = 10),
    deputy_for TEXT,
    version    BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, committee) REFERENCES committee (register_id, id),
    FOREIGN KEY (register_id, person) REFERENCES person (register_id, id),
    FOREIGN KEY (register_id, deputy_for) REFERENCES person (register_id, id)
);
