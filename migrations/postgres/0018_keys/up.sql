-- Which keys the logs of a deployment are written and opened with: a name of each, from which nothing
-- of the key can be told. It stands under the register 'system', whose log every deployment has.
CREATE TABLE audit_key (
    register_id text NOT NULL REFERENCES register (id),
    purpose     text NOT NULL CHECK (purpose IN ('entry', 'token', 'door')),
    key_id      text NOT NULL CHECK (length(key_id) = 16),
    PRIMARY KEY (register_id, purpose)
);

CREATE TRIGGER audit_key_update BEFORE UPDATE ON audit_key FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_key_delete BEFORE DELETE ON audit_key FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_key_truncate BEFORE TRUNCATE ON audit_key FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();

ALTER TABLE audit_key ENABLE ALWAYS TRIGGER audit_key_update;
ALTER TABLE audit_key ENABLE ALWAYS TRIGGER audit_key_delete;
ALTER TABLE audit_key ENABLE ALWAYS TRIGGER audit_key_truncate;
