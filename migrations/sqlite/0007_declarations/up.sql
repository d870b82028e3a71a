-- Interests declared, and nil returns. Never deleted once submitted.
CREATE TABLE declaration (
    register_id TEXT NOT NULL REFERENCES register (id),
    id                  TEXT NOT NULL CHECK (length(id) = 36),
    person              TEXT NOT NULL,
    nil                 INTEGER NOT NULL CHECK (nil IN (0, 1)),
    category            TEXT CHECK (category IN ('financial', 'non_financial_professional', 'non_financial_personal', 'indirect')),
    nature              TEXT,
    organisation        TEXT,
    related_person      TEXT,
    related_to          TEXT,
    underlying_category TEXT CHECK (underlying_category IN ('financial', 'non_financial_professional', 'non_financial_personal', 'indirect')),
    from_date           TEXT CHECK (length(from_date) = 10),
    to_date             TEXT CHECK (length(to_date) = 10),
    aware               TEXT CHECK (length(aware) = 10),
    declared            TEXT NOT NULL CHECK (length(declared) = 10),
    direction           TEXT NOT NULL CHECK (direction IN ('gain', 'loss', 'unknown')),
    raised_by           TEXT,
    mitigation          TEXT,
    meeting             TEXT,
    item                TEXT,
    status              TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'reviewed', 'active', 'ended')),
    review              TEXT,
    recorded_at         TEXT NOT NULL CHECK (length(recorded_at) = 27),
    version             INTEGER NOT NULL,
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, person) REFERENCES person (register_id, id),
    FOREIGN KEY (register_id, organisation) REFERENCES organisation (register_id, id),
    FOREIGN KEY (register_id, related_to) REFERENCES person (register_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX declaration_by_person ON declaration (register_id, person);
CREATE INDEX declaration_by_organisation ON declaration (register_id, organisation);
