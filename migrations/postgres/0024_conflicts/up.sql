-- What is said of conflicts besides: the part somebody has in a body, the guardian's word on an interest that
-- the public is not told, on a floor and on an agenda, the chair's on going on with few, a confidential paper.
ALTER TABLE declaration ADD COLUMN role TEXT;
ALTER TABLE declaration ADD COLUMN redaction TEXT;
ALTER TABLE paper ADD COLUMN confidential TEXT;
ALTER TABLE ruling ADD COLUMN override_by TEXT;
ALTER TABLE ruling ADD COLUMN override_reason TEXT;
ALTER TABLE phase ADD COLUMN proceed_by TEXT;
ALTER TABLE phase ADD COLUMN proceed_reason TEXT;
ALTER TABLE agenda ADD COLUMN override_by TEXT;
ALTER TABLE agenda ADD COLUMN override_reason TEXT;

-- There are more packs. A check is not widened where it stands, so the table is written anew.
ALTER TABLE policy_adoption RENAME TO policy_adoption_before;
CREATE TABLE policy_adoption (
    register_id TEXT NOT NULL REFERENCES register (id),
    id           TEXT NOT NULL CHECK (length(id) = 36),
    organisation TEXT NOT NULL,
    pack         TEXT NOT NULL CHECK (pack IN ('council_2012', 'ccg_2014', 'ccg_2016', 'ccg_2017', 'icb_2022', 'psr_2024', 'nhs_2024')),
    from_date    TEXT NOT NULL CHECK (length(from_date) = 10),
    overrides    TEXT NOT NULL,
    version      BIGINT NOT NULL,
    PRIMARY KEY (register_id, id),
    UNIQUE (register_id, organisation, from_date),
    FOREIGN KEY (register_id, organisation) REFERENCES organisation (register_id, id)
);
INSERT INTO policy_adoption SELECT * FROM policy_adoption_before;
DROP TABLE policy_adoption_before;

-- Who said at a meeting that they had nothing to declare at it; no nil return, which is of the register.
CREATE TABLE nil_statement (
    register_id TEXT NOT NULL REFERENCES register (id),
    id      TEXT NOT NULL CHECK (length(id) = 36),
    meeting TEXT NOT NULL,
    person  TEXT NOT NULL,
    at      TEXT NOT NULL CHECK (length(at) = 27),
    version BIGINT NOT NULL,
    PRIMARY KEY (register_id, id, person),
    FOREIGN KEY (register_id, meeting) REFERENCES meeting (register_id, id),
    FOREIGN KEY (register_id, person) REFERENCES person (register_id, id)
);

CREATE INDEX nil_statement_by_meeting ON nil_statement (register_id, meeting);
