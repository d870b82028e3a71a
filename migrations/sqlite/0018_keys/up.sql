-- Which keys the logs of a deployment are written and opened with: a name of each, from which nothing
-- of the key can be told. It stands under the register 'system', whose log every deployment has.
CREATE TABLE audit_key (
    register_id TEXT NOT NULL REFERENCES register (id),
    purpose     TEXT NOT NULL CHECK (purpose IN ('entry', 'token', 'door')),
    key_id      TEXT NOT NULL CHECK (length(key_id) = 16),
    PRIMARY KEY (register_id, purpose)
) STRICT;

CREATE TRIGGER audit_key_insert BEFORE INSERT ON audit_key
WHEN EXISTS (SELECT 1 FROM audit_key WHERE register_id = NEW.register_id AND purpose = NEW.purpose)
BEGIN SELECT RAISE(ABORT, 'audit_key: append-only'); END;

CREATE TRIGGER audit_key_update BEFORE UPDATE ON audit_key
BEGIN SELECT RAISE(ABORT, 'audit_key: append-only'); END;

CREATE TRIGGER audit_key_delete BEFORE DELETE ON audit_key
BEGIN SELECT RAISE(ABORT, 'audit_key: append-only'); END;
