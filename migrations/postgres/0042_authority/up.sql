-- What a committee may do about a function, changed by an event with its evidence: a row beside those of its terms. One
-- that was entered by mistake says why it was withdrawn.
CREATE TABLE authority_change (
    register_id TEXT NOT NULL REFERENCES register (id),
    id        TEXT NOT NULL CHECK (length(id) = 36),
    committee TEXT NOT NULL,
    function_name TEXT NOT NULL,
    level     TEXT NOT NULL CHECK (level IN ('decide', 'recommend', 'shadow', 'reserved')),
    with_body TEXT,
    from_date TEXT NOT NULL CHECK (length(from_date) = 10),
    to_date   TEXT CHECK (length(to_date) = 10),
    value_limit_pence BIGINT,
    evidence  TEXT NOT NULL,
    withdrawn_because TEXT,
    version   BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, committee) REFERENCES committee (register_id, id),
    FOREIGN KEY (register_id, with_body) REFERENCES organisation (register_id, id)
);

CREATE INDEX authority_change_by_committee ON authority_change (register_id, committee);

-- The part of its agenda in which an item is taken, in the word of the terms of reference.
ALTER TABLE item ADD COLUMN agenda_part TEXT;
