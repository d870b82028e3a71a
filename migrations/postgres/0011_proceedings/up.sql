-- Who was named to preside over an item, and when it entered each phase.
CREATE TABLE naming (
    register_id TEXT NOT NULL REFERENCES register (id),
    id      TEXT NOT NULL CHECK (length(id) = 36),
    item    TEXT NOT NULL,
    person  TEXT NOT NULL,
    at      TEXT NOT NULL CHECK (length(at) = 27),
    version BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, person) REFERENCES person (register_id, id)
);

CREATE INDEX naming_by_item ON naming (register_id, item);

CREATE TABLE phase (
    register_id TEXT NOT NULL REFERENCES register (id),
    item      TEXT NOT NULL,
    entered   TEXT NOT NULL CHECK (entered IN ('introduction', 'deliberation', 'decision', 'closed')),
    at        TEXT NOT NULL CHECK (length(at) = 27),
    presiding TEXT,
    quorate   TEXT NOT NULL,
    version   BIGINT NOT NULL,
    PRIMARY KEY (register_id, item, entered),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, presiding) REFERENCES person (register_id, id)
);
