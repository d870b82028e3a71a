-- Of a committee, `yes` where NHS England has delegated the commissioning of primary care to it.
ALTER TABLE committee ADD COLUMN delegated_primary_care TEXT;
-- Of an item for ratification, the item whose decision it confirms.
ALTER TABLE item ADD COLUMN confirms TEXT;
-- The items that confirm the decision of another.
CREATE INDEX item_by_confirms ON item (register_id, confirms);
-- A ballot of the member practices of a body, as it was held: who voted how, on which question, in which days.
CREATE TABLE ballot (
    register_id TEXT NOT NULL REFERENCES register (id),
    id           TEXT NOT NULL CHECK (length(id) = 36),
    organisation TEXT NOT NULL,
    question     TEXT NOT NULL,
    franchise    TEXT NOT NULL CHECK (franchise IN ('practice', 'list_size')),
    from_date    TEXT NOT NULL CHECK (length(from_date) = 10),
    to_date      TEXT NOT NULL CHECK (length(to_date) = 10),
    votes        TEXT NOT NULL,
    threshold    TEXT,
    version      INTEGER NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, organisation) REFERENCES organisation (register_id, id)
) STRICT;
CREATE INDEX ballot_by_organisation ON ballot (register_id, organisation);
