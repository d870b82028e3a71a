-- Published agendas, with the forecast they were published on.
CREATE TABLE agenda (
    register_id TEXT NOT NULL REFERENCES register (id),
    id           TEXT NOT NULL CHECK (length(id) = 36),
    meeting      TEXT NOT NULL,
    fingerprint  TEXT NOT NULL CHECK (length(fingerprint) = 64),
    document     TEXT NOT NULL,
    published_at TEXT NOT NULL CHECK (length(published_at) = 27),
    version      INTEGER NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, meeting) REFERENCES meeting (register_id, id)
) STRICT;

CREATE INDEX agenda_by_meeting ON agenda (register_id, meeting);
