-- The attendance book: who came and went, when, in which seat.
CREATE TABLE attendance (
    register_id TEXT NOT NULL REFERENCES register (id),
    id               TEXT NOT NULL CHECK (length(id) = 36),
    meeting          TEXT NOT NULL,
    person           TEXT NOT NULL,
    event            TEXT NOT NULL CHECK (event IN ('apologies', 'arrive', 'leave', 'return')),
    at               TEXT NOT NULL CHECK (length(at) = 27),
    for_item         TEXT,
    deputy_committee TEXT,
    deputy_seat      TEXT,
    remote           BOOLEAN NOT NULL,
    version          BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, meeting) REFERENCES meeting (register_id, id),
    FOREIGN KEY (register_id, person) REFERENCES person (register_id, id),
    FOREIGN KEY (register_id, for_item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, deputy_committee) REFERENCES committee (register_id, id),
    CHECK ((deputy_committee IS NULL) = (deputy_seat IS NULL))
);

CREATE INDEX attendance_by_meeting ON attendance (register_id, meeting);
