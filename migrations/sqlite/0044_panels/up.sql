-- Conflicts panels: who convened one and who sat on it, what it found of how a proposal came about, and how it instructed
-- people to be treated on an item and its parts.
CREATE TABLE panel (
    register_id  TEXT NOT NULL REFERENCES register (id),
    id           TEXT NOT NULL CHECK (length(id) = 36),
    item         TEXT NOT NULL,
    met_on       TEXT NOT NULL CHECK (length(met_on) = 10),
    convened_by  TEXT NOT NULL,
    unavailable  TEXT NOT NULL,
    members      TEXT NOT NULL,
    reason       TEXT NOT NULL,
    finding      TEXT,
    instructions TEXT NOT NULL,
    at           TEXT NOT NULL CHECK (length(at) = 27),
    late         TEXT CHECK (length(late) = 27),
    struck       TEXT,
    place        INTEGER,
    version      INTEGER NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, convened_by) REFERENCES person (register_id, id)
) STRICT;

CREATE INDEX panel_by_item ON panel (register_id, item, version);
