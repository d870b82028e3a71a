-- Shows of hands: how many were raised for, against and for neither, where the terms of reference do not have votes
-- recorded by name, and the seats that could have raised one. One that a later exclusion took away names the ruling that did.
CREATE TABLE show_of_hands (
    register_id TEXT NOT NULL REFERENCES register (id),
    id        TEXT NOT NULL CHECK (length(id) = 36),
    item      TEXT NOT NULL,
    committee TEXT NOT NULL,
    in_favour INTEGER NOT NULL,
    against   INTEGER NOT NULL,
    abstained INTEGER NOT NULL,
    raised    TEXT NOT NULL,
    at        TEXT NOT NULL CHECK (length(at) = 27),
    taken_by  TEXT,
    late      TEXT CHECK (length(late) = 27),
    struck    TEXT,
    place     INTEGER,
    version   INTEGER NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, committee) REFERENCES committee (register_id, id),
    FOREIGN KEY (register_id, taken_by) REFERENCES ruling (register_id, id)
) STRICT;

CREATE INDEX show_of_hands_by_item ON show_of_hands (register_id, item, version);
