-- A dispensation of a council: what somebody may take part in although they are interested, why, and until when.
CREATE TABLE dispensation (
    register_id  TEXT NOT NULL REFERENCES register (id),
    id           TEXT NOT NULL CHECK (length(id) = 36),
    organisation TEXT NOT NULL,
    person       TEXT NOT NULL,
    concerning   TEXT,
    allows       TEXT NOT NULL CHECK (allows IN ('discuss', 'vote')),
    ground       TEXT NOT NULL,
    because      TEXT NOT NULL,
    requested    TEXT NOT NULL CHECK (length(requested) = 10),
    granted_by   TEXT NOT NULL,
    from_date    TEXT NOT NULL CHECK (length(from_date) = 10),
    to_date      TEXT NOT NULL CHECK (length(to_date) = 10),
    -- Brought to an end sooner: its last day then, before its first where it never was in force.
    ended        TEXT,
    version      INTEGER NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, organisation) REFERENCES organisation (register_id, id),
    FOREIGN KEY (register_id, concerning) REFERENCES organisation (register_id, id),
    FOREIGN KEY (register_id, person) REFERENCES person (register_id, id),
    FOREIGN KEY (register_id, granted_by) REFERENCES person (register_id, id)
) STRICT;
CREATE INDEX dispensation_by_organisation ON dispensation (register_id, organisation);
CREATE INDEX dispensation_by_person ON dispensation (register_id, person);
