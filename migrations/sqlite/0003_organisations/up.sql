-- Bodies, and the stakes they hold in each other from when to when.
CREATE TABLE organisation (
    register_id TEXT NOT NULL REFERENCES register (id),
    id           TEXT NOT NULL CHECK (length(id) = 36),
    code         TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 60),
    name         TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    kind         TEXT NOT NULL CHECK (kind IN ('commissioner', 'nhs_england', 'gp_practice', 'federation', 'primary_care_network', 'nhs_trust', 'council', 'healthwatch', 'local_medical_committee', 'company', 'charity', 'other')),
    commissioner TEXT,
    area         TEXT,
    postcode     TEXT,
    opened       TEXT CHECK (length(opened) = 10),
    closed       TEXT CHECK (length(closed) = 10),
    version      INTEGER NOT NULL,
    PRIMARY KEY (register_id, id),
    UNIQUE (register_id, code)
) STRICT, WITHOUT ROWID;

-- Which commissioner a practice belonged to, from when to when; both days inside.
CREATE TABLE organisation_commissioner (
    register_id TEXT NOT NULL REFERENCES register (id),
    id           TEXT NOT NULL CHECK (length(id) = 36),
    organisation TEXT NOT NULL,
    commissioner TEXT NOT NULL,
    from_date    TEXT NOT NULL CHECK (length(from_date) = 10),
    to_date      TEXT CHECK (length(to_date) = 10),
    version      INTEGER NOT NULL,
    PRIMARY KEY (register_id, id),
    UNIQUE (register_id, organisation, commissioner, from_date),
    FOREIGN KEY (register_id, organisation) REFERENCES organisation (register_id, id)
) STRICT;

-- A member of a federation and an owner of a company both have a stake in it.
CREATE TABLE stake (
    register_id TEXT NOT NULL REFERENCES register (id),
    id        TEXT NOT NULL CHECK (length(id) = 36),
    holder    TEXT NOT NULL,
    body      TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('member', 'owner')),
    from_date TEXT CHECK (length(from_date) = 10),
    to_date   TEXT CHECK (length(to_date) = 10),
    version   INTEGER NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, holder) REFERENCES organisation (register_id, id),
    FOREIGN KEY (register_id, body) REFERENCES organisation (register_id, id),
    CHECK (holder <> body)
) STRICT;
