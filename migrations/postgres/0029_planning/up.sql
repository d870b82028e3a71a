-- An item that is taken off an agenda: 'withdrawn', which people see, or 'removed', a slip of which nobody had heard.
ALTER TABLE item ADD COLUMN taken_off TEXT;
ALTER TABLE item ADD COLUMN taken_off_because TEXT;
ALTER TABLE item ADD COLUMN taken_off_at TEXT;

-- What every meeting of a committee begins with that is called from a day on; of several from one day the last entered.
CREATE TABLE standing_list (
    register_id TEXT NOT NULL REFERENCES register (id),
    id        TEXT NOT NULL CHECK (length(id) = 36),
    committee TEXT NOT NULL,
    from_date TEXT NOT NULL CHECK (length(from_date) = 10),
    items     TEXT NOT NULL,
    version   BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, committee) REFERENCES committee (register_id, id)
);

CREATE INDEX standing_list_by_committee ON standing_list (register_id, committee, from_date);
