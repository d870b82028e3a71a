-- Meetings by correspondence: the last day on which replies are taken, absent where people come to a room; and the items of
-- them that a member called in, to be taken in a room.
ALTER TABLE meeting ADD COLUMN replies_until TEXT;

CREATE TABLE call_in (
    register_id TEXT NOT NULL REFERENCES register (id),
    id        TEXT NOT NULL CHECK (length(id) = 36),
    item      TEXT NOT NULL,
    by_person TEXT NOT NULL,
    reason    TEXT NOT NULL,
    at        TEXT NOT NULL CHECK (length(at) = 27),
    late      TEXT CHECK (length(late) = 27),
    struck    TEXT,
    place     INTEGER,
    version   INTEGER NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, by_person) REFERENCES person (register_id, id)
) STRICT;

CREATE INDEX call_in_by_item ON call_in (register_id, item, version);
