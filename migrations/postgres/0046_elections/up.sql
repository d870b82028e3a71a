-- Elections by secret ballot: how many voted for whom, who counted, and the seats that could have voted. One that a later
-- exclusion took away names the ruling that did.
CREATE TABLE election (
    register_id TEXT NOT NULL REFERENCES register (id),
    id              TEXT NOT NULL CHECK (length(id) = 36),
    item            TEXT NOT NULL,
    committee       TEXT NOT NULL,
    counted_by      TEXT NOT NULL,
    candidates      TEXT NOT NULL,
    blank_or_spoilt BIGINT NOT NULL,
    drawn_by_lot    TEXT,
    raised          TEXT NOT NULL,
    at              TEXT NOT NULL CHECK (length(at) = 27),
    taken_by        TEXT,
    late            TEXT CHECK (length(late) = 27),
    struck          TEXT,
    place           BIGINT,
    version         BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, committee) REFERENCES committee (register_id, id),
    FOREIGN KEY (register_id, counted_by) REFERENCES person (register_id, id),
    FOREIGN KEY (register_id, drawn_by_lot) REFERENCES person (register_id, id),
    FOREIGN KEY (register_id, taken_by) REFERENCES ruling (register_id, id)
);

CREATE INDEX election_by_item ON election (register_id, item, version);
