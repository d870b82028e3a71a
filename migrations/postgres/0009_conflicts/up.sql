-- Rulings on how a person is treated on an item. The last one is in force.
CREATE TABLE ruling (
    register_id TEXT NOT NULL REFERENCES register (id),
    id        TEXT NOT NULL CHECK (length(id) = 36),
    item      TEXT NOT NULL,
    person    TEXT NOT NULL,
    treatment TEXT NOT NULL CHECK (treatment IN ('participate', 'note', 'discuss_not_vote', 'leave_for_decision', 'present_then_leave', 'join_public', 'leave', 'leave_no_papers', 'not_attend', 'removed')),
    proposed  TEXT NOT NULL CHECK (proposed IN ('participate', 'note', 'discuss_not_vote', 'leave_for_decision', 'present_then_leave', 'join_public', 'leave', 'leave_no_papers', 'not_attend', 'removed')),
    by_person TEXT NOT NULL,
    reason    TEXT,
    grounds   TEXT NOT NULL,
    at        TEXT NOT NULL CHECK (length(at) = 27),
    version   BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, item) REFERENCES item (register_id, id),
    FOREIGN KEY (register_id, person) REFERENCES person (register_id, id),
    FOREIGN KEY (register_id, by_person) REFERENCES person (register_id, id),
    CHECK (person <> by_person)
);

CREATE INDEX ruling_by_item ON ruling (register_id, item);
