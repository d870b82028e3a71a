-- The registers, and the log that makes each of them provable.

CREATE TABLE register (
    id         text NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    slug       text NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 63),
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    origin     text NOT NULL UNIQUE,
    epoch      bigint NOT NULL CHECK (epoch >= 1),
    created_at text NOT NULL CHECK (length(created_at) = 27),
    version    bigint NOT NULL CHECK (version >= 0)
);

-- One hot row a register. Updating it is the first statement of every write: the lock.
CREATE TABLE audit_head (
    register_id    text NOT NULL PRIMARY KEY CHECK (length(register_id) = 36),
    epoch          bigint NOT NULL CHECK (epoch >= 1),
    size           bigint NOT NULL CHECK (size >= 0),
    last_leaf_hash bytea NOT NULL CHECK (length(last_leaf_hash) = 32),
    last_at        text NOT NULL CHECK (length(last_at) = 27)
) WITH (fillfactor = 50);

-- The exact bytes that were hashed, never rebuilt from columns; and beside them the openings (salt
-- and value) of its plain fields, which stay as long as it does.
CREATE TABLE audit_leaf (
    register_id text NOT NULL,
    epoch       bigint NOT NULL,
    idx         bigint NOT NULL CHECK (idx >= 0),
    leaf        bytea NOT NULL CHECK (length(leaf) BETWEEN 1 AND 65535),
    leaf_hash   bytea NOT NULL CHECK (length(leaf_hash) = 32),
    mac         bytea NOT NULL CHECK (length(mac) = 32),
    plain       bytea NOT NULL,
    PRIMARY KEY (register_id, epoch, idx)
);

-- The commitments of the parts of a compound entry, so that a part whose values were erased can
-- still be proved against the root in the leaf; and the openings of the part's plain fields.
CREATE TABLE audit_part (
    register_id text NOT NULL,
    epoch       bigint NOT NULL,
    idx         bigint NOT NULL,
    part        bigint NOT NULL CHECK (part >= 0),
    commitments bytea NOT NULL,
    plain       bytea NOT NULL,
    PRIMARY KEY (register_id, epoch, idx, part),
    FOREIGN KEY (register_id, epoch, idx) REFERENCES audit_leaf (register_id, epoch, idx)
);

-- The openings of the fields that a change declared personal or secret, one by one: each can go
-- alone, salt and value together, and the commitment to it stays.
CREATE TABLE audit_opening (
    register_id text NOT NULL,
    epoch       bigint NOT NULL,
    idx         bigint NOT NULL,
    field       text NOT NULL,
    class       text NOT NULL CHECK (class IN ('personal', 'secret')),
    salt        bytea NOT NULL CHECK (length(salt) = 32),
    value       bytea NOT NULL,
    PRIMARY KEY (register_id, epoch, idx, field),
    FOREIGN KEY (register_id, epoch, idx) REFERENCES audit_leaf (register_id, epoch, idx)
);

-- Signed heads.
CREATE TABLE audit_checkpoint (
    register_id text NOT NULL,
    epoch       bigint NOT NULL,
    size        bigint NOT NULL CHECK (size >= 0),
    note        text NOT NULL,
    PRIMARY KEY (register_id, epoch, size)
);

CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION audit_head_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.register_id <> OLD.register_id
        OR NEW.epoch < OLD.epoch
        OR (NEW.epoch = OLD.epoch AND NEW.size < OLD.size)
        OR (NEW.epoch = OLD.epoch AND NEW.size = OLD.size AND NEW.last_leaf_hash <> OLD.last_leaf_hash)
        OR NEW.last_at COLLATE "C" < OLD.last_at COLLATE "C"
    THEN
        RAISE EXCEPTION 'audit_head: a head only grows' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- An entry goes where the one before it ends. A leaf has its own number in it, so none comes twice.
CREATE FUNCTION audit_leaf_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.idx > 0 AND NOT EXISTS (SELECT 1 FROM audit_leaf WHERE register_id = NEW.register_id AND epoch = NEW.epoch AND idx = NEW.idx - 1))
        OR EXISTS (SELECT 1 FROM audit_leaf WHERE register_id = NEW.register_id AND epoch = NEW.epoch AND idx = NEW.idx)
        OR position(convert_to('"idx":"' || NEW.idx || '"', 'UTF8') IN NEW.leaf) = 0
    THEN
        RAISE EXCEPTION 'audit_leaf: an entry is appended after the last, once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER audit_head_update BEFORE UPDATE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_head_grows();
CREATE TRIGGER audit_head_delete BEFORE DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_head_truncate BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();

CREATE TRIGGER audit_leaf_insert BEFORE INSERT ON audit_leaf FOR EACH ROW EXECUTE FUNCTION audit_leaf_follows();
CREATE TRIGGER audit_leaf_update BEFORE UPDATE ON audit_leaf FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_leaf_delete BEFORE DELETE ON audit_leaf FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_leaf_truncate BEFORE TRUNCATE ON audit_leaf FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();

CREATE TRIGGER audit_part_update BEFORE UPDATE ON audit_part FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_part_delete BEFORE DELETE ON audit_part FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_part_truncate BEFORE TRUNCATE ON audit_part FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();

CREATE TRIGGER audit_opening_update BEFORE UPDATE ON audit_opening FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_opening_truncate BEFORE TRUNCATE ON audit_opening FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();

CREATE TRIGGER audit_checkpoint_update BEFORE UPDATE ON audit_checkpoint FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_checkpoint_delete BEFORE DELETE ON audit_checkpoint FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_checkpoint_truncate BEFORE TRUNCATE ON audit_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();

-- Else a session that plays the replica would skip them.
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_update;
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_delete;
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_truncate;
ALTER TABLE audit_leaf ENABLE ALWAYS TRIGGER audit_leaf_insert;
ALTER TABLE audit_leaf ENABLE ALWAYS TRIGGER audit_leaf_update;
ALTER TABLE audit_leaf ENABLE ALWAYS TRIGGER audit_leaf_delete;
ALTER TABLE audit_leaf ENABLE ALWAYS TRIGGER audit_leaf_truncate;
ALTER TABLE audit_part ENABLE ALWAYS TRIGGER audit_part_update;
ALTER TABLE audit_part ENABLE ALWAYS TRIGGER audit_part_delete;
ALTER TABLE audit_part ENABLE ALWAYS TRIGGER audit_part_truncate;
ALTER TABLE audit_opening ENABLE ALWAYS TRIGGER audit_opening_update;
ALTER TABLE audit_opening ENABLE ALWAYS TRIGGER audit_opening_truncate;
ALTER TABLE audit_checkpoint ENABLE ALWAYS TRIGGER audit_checkpoint_update;
ALTER TABLE audit_checkpoint ENABLE ALWAYS TRIGGER audit_checkpoint_delete;
ALTER TABLE audit_checkpoint ENABLE ALWAYS TRIGGER audit_checkpoint_truncate;

-- Refusals that are evidence: a refused vote, a ruling on oneself, a withheld paper asked for.
CREATE TABLE refusal (
    register_id text NOT NULL REFERENCES register (id),
    id          text NOT NULL CHECK (length(id) = 36),
    at          text NOT NULL CHECK (length(at) = 27),
    actor       text NOT NULL,
    attempted   text NOT NULL,
    subjects    text NOT NULL,
    reasons     text NOT NULL,
    version     bigint NOT NULL,
    PRIMARY KEY (register_id, id)
);

-- The answer given under a key, so that a retry is given it again.
CREATE TABLE idempotency (
    register_id  text NOT NULL,
    actor        text NOT NULL,
    key          text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    request_hash text NOT NULL CHECK (length(request_hash) = 64),
    status       integer NOT NULL,
    body         text NOT NULL,
    origin       text NOT NULL,
    idx          bigint NOT NULL,
    leaf_hash    text NOT NULL,
    at           text NOT NULL CHECK (length(at) = 27),
    PRIMARY KEY (register_id, actor, key)
);

CREATE INDEX idempotency_at ON idempotency (at);
