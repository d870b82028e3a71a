DROP TABLE nil_statement;
ALTER TABLE policy_adoption RENAME TO policy_adoption_before;
CREATE TABLE policy_adoption (
    register_id TEXT NOT NULL REFERENCES register (id),
    id           TEXT NOT NULL CHECK (length(id) = 36),
    organisation TEXT NOT NULL,
    pack         TEXT NOT NULL CHECK (pack IN ('ccg_2014', 'ccg_2016', 'ccg_2017', 'icb_2022', 'nhs_2024')),
    from_date    TEXT NOT NULL CHECK (length(from_date) = 10),
    overrides    TEXT NOT NULL,
    version      INTEGER NOT NULL,
    PRIMARY KEY (register_id, id),
    UNIQUE (register_id, organisation, from_date),
    FOREIGN KEY (register_id, organisation) REFERENCES organisation (register_id, id)
) STRICT;
INSERT INTO policy_adoption SELECT * FROM policy_adoption_before;
DROP TABLE policy_adoption_before;
ALTER TABLE agenda DROP COLUMN override_reason;
ALTER TABLE agenda DROP COLUMN override_by;
ALTER TABLE phase DROP COLUMN proceed_reason;
ALTER TABLE phase DROP COLUMN proceed_by;
ALTER TABLE ruling DROP COLUMN override_reason;
ALTER TABLE ruling DROP COLUMN override_by;
ALTER TABLE paper DROP COLUMN confidential;
ALTER TABLE declaration DROP COLUMN redaction;
ALTER TABLE declaration DROP COLUMN role;
