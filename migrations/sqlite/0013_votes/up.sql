-- Votes, from seats. A vote that a later exclusion took away names the ruling that did.
CREATE TABLE vote (
    register_id TEXT NOT NULL REFERENCES register (id),
    id        TEXT NOT NULL CHECK (length(id) = 36),
    item      TEXT NOT NULL,
    committee TEXT NOT NULL,
    seat      TEXT NOT NULL,
    person    TEXT NOT NULL,
    choice    TEXT NOT NULL CHECK (choice IN ('for', 'against', 'abstain')),
    at        TEXT NOT NULL CHECK (length(at) = 27),
    taken_by  TEXT,
    version   INTEGER NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, committee) REFERENCES committee (register_id, id),
    FOREIGN KEY (register_id, person) REFERENCES person (register_id, id),
    FOREIGN KEY (register_id, taken_by) REFERENCES ruling (register_id, id)
) STRICT;

-- One vote a seat, item (or part) and committee.
CREATE UNIQUE INDEX vote_once_a_seat ON vote (register_id, item, committee, seat) WHERE taken_by IS NULL;

CREATE TABLE casting_vote (
    register_id TEXT NOT NULL REFERENCES register (id),
    id        TEXT NOT NULL CHECK (length(id) = 36),
    item      TEXT NOT NULL,
    committee TEXT NOT NULL,
    by_person TEXT NOT NULL,
    choice    TEXT NOT NULL CHECK (choice IN ('for', 'against', 'abstain')),
    at        TEXT NOT NULL CHECK (length(at) = 27),
    version   INTEGER NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, committee) REFERENCES committee (register_id, id),
    FOREIGN KEY (register_id, by_person) REFERENCES person (register_id, id)
) STRICT;
