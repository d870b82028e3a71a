-- Advice that was given on an item: by whom, what it said, and whether in writing.
CREATE TABLE advice (
    register_id TEXT NOT NULL REFERENCES register (id),
    id         TEXT NOT NULL CHECK (length(id) = 36),
    item       TEXT NOT NULL,
    person     TEXT NOT NULL,
    says       TEXT NOT NULL,
    in_writing INTEGER NOT NULL CHECK (in_writing IN (0, 1)),
    at         TEXT NOT NULL CHECK (length(at) = 27),
    late       TEXT CHECK (length(late) = 27),
    struck     TEXT,
    place      INTEGER,
    version    INTEGER NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, person) REFERENCES person (register_id, id)
) STRICT;

CREATE INDEX advice_by_item ON advice (register_id, item, version);
