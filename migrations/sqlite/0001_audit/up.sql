-- The registers, and the log that makes each of them provable.

CREATE TABLE register (
    id         TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    slug       TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 63),
    name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    origin     TEXT NOT NULL UNIQUE,
    epoch      INTEGER NOT NULL CHECK (epoch >= 1),
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    version    INTEGER NOT NULL CHECK (version >= 0)
) STRICT;

-- One hot row a register. Updating it is the first statement of every write: the lock.
CREATE TABLE audit_head (
    register_id    TEXT NOT NULL PRIMARY KEY CHECK (length(register_id) = 36),
    epoch          INTEGER NOT NULL CHECK (epoch >= 1),
    size           INTEGER NOT NULL CHECK (size >= 0),
    last_leaf_hash BLOB NOT NULL CHECK (length(last_leaf_hash) = 32),
    last_at        TEXT NOT NULL CHECK (length(last_at) = 27)
) STRICT;

CREATE TRIGGER audit_head_insert BEFORE INSERT ON audit_head
WHEN EXISTS (SELECT 1 FROM audit_head WHERE register_id = NEW.register_id)
BEGIN SELECT RAISE(ABORT, 'audit_head: a register has one head'); END;

CREATE TRIGGER audit_head_update BEFORE UPDATE ON audit_head
WHEN NEW.register_id <> OLD.register_id
  OR NEW.epoch < OLD.epoch
  OR (NEW.epoch = OLD.epoch AND NEW.size < OLD.size)
  OR (NEW.epoch = OLD.epoch AND NEW.size = OLD.size AND NEW.last_leaf_hash <> OLD.last_leaf_hash)
  OR NEW.last_at < OLD.last_at
BEGIN SELECT RAISE(ABORT, 'audit_head: a head only grows'); END;

CREATE TRIGGER audit_head_delete BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'audit_head: a head only grows'); END;

-- The exact bytes that were hashed, never rebuilt from columns; and beside them the openings (salt
-- and value) of its plain fields, which stay as long as it does.
-- With a rowid: rows of this size fit whole into the pages of such a table only.
CREATE TABLE audit_leaf (
    register_id TEXT NOT NULL,
    epoch       INTEGER NOT NULL,
    idx         INTEGER NOT NULL CHECK (idx >= 0),
    leaf        BLOB NOT NULL CHECK (length(leaf) BETWEEN 1 AND 65535),
    leaf_hash   BLOB NOT NULL CHECK (length(leaf_hash) = 32),
    mac         BLOB NOT NULL CHECK (length(mac) = 32),
    plain       BLOB NOT NULL,
    PRIMARY KEY (register_id, epoch, idx)
) STRICT;

-- An entry goes where the one before it ends. Also against INSERT OR REPLACE, which would otherwise
-- replace a row without an UPDATE or a DELETE. A leaf has its own number in it, so none comes twice.
CREATE TRIGGER audit_leaf_insert BEFORE INSERT ON audit_leaf
WHEN (NEW.idx > 0 AND NOT EXISTS (SELECT 1 FROM audit_leaf WHERE register_id = NEW.register_id AND epoch = NEW.epoch AND idx = NEW.idx - 1))
  OR EXISTS (SELECT 1 FROM audit_leaf WHERE register_id = NEW.register_id AND epoch = NEW.epoch AND idx = NEW.idx)
  OR instr(NEW.leaf, CAST('"idx":"' || NEW.idx || '"' AS BLOB)) = 0
BEGIN SELECT RAISE(ABORT, 'audit_leaf: an entry is appended after the last, once'); END;

CREATE TRIGGER audit_leaf_update BEFORE UPDATE ON audit_leaf
BEGIN SELECT RAISE(ABORT, 'audit_leaf: append-only'); END;

CREATE TRIGGER audit_leaf_delete BEFORE DELETE ON audit_leaf
BEGIN SELECT RAISE(ABORT, 'audit_leaf: append-only'); END;

-- The commitments of the parts of a compound entry, so that a part whose values were erased can
-- still be proved against the root in the leaf; and the openings of the part's plain fields.
CREATE TABLE audit_part (
    register_id TEXT NOT NULL,
    epoch       INTEGER NOT NULL,
    idx         INTEGER NOT NULL,
    part        INTEGER NOT NULL CHECK (part >= 0),
    commitments BLOB NOT NULL,
    plain       BLOB NOT NULL,
    PRIMARY KEY (register_id, epoch, idx, part),
    FOREIGN KEY (register_id, epoch, idx) REFERENCES audit_leaf (register_id, epoch, idx)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_part_insert BEFORE INSERT ON audit_part
WHEN EXISTS (SELECT 1 FROM audit_part WHERE register_id = NEW.register_id AND epoch = NEW.epoch AND idx = NEW.idx AND part = NEW.part)
BEGIN SELECT RAISE(ABORT, 'audit_part: append-only'); END;

CREATE TRIGGER audit_part_update BEFORE UPDATE ON audit_part
BEGIN SELECT RAISE(ABORT, 'audit_part: append-only'); END;

CREATE TRIGGER audit_part_delete BEFORE DELETE ON audit_part
BEGIN SELECT RAISE(ABORT, 'audit_part: append-only'); END;

-- The openings of the fields that a change declared personal or secret, one by one: each can go
-- alone, salt and value together, and the commitment to it stays.
CREATE TABLE audit_opening (
    register_id TEXT NOT NULL,
    epoch       INTEGER NOT NULL,
    idx         INTEGER NOT NULL,
    field       TEXT NOT NULL,
    class       TEXT NOT NULL CHECK (class IN ('personal', 'secret')),
    salt        BLOB NOT NULL CHECK (length(salt) = 32),
    value       BLOB NOT NULL,
    PRIMARY KEY (register_id, epoch, idx, field),
    FOREIGN KEY (register_id, epoch, idx) REFERENCES audit_leaf (register_id, epoch, idx)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_opening_insert BEFORE INSERT ON audit_opening
WHEN EXISTS (SELECT 1 FROM audit_opening WHERE register_id = NEW.register_id AND epoch = NEW.epoch AND idx = NEW.idx AND field = NEW.field)
BEGIN SELECT RAISE(ABORT, 'audit_opening: an opening is written once'); END;

CREATE TRIGGER audit_opening_update BEFORE UPDATE ON audit_opening
BEGIN SELECT RAISE(ABORT, 'audit_opening: an opening is never changed'); END;

-- Signed heads.
CREATE TABLE audit_checkpoint (
    register_id TEXT NOT NULL,
    epoch       INTEGER NOT NULL,
    size        INTEGER NOT NULL CHECK (size >= 0),
    note        TEXT NOT NULL,
    PRIMARY KEY (register_id, epoch, size)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_checkpoint_insert BEFORE INSERT ON audit_checkpoint
WHEN EXISTS (SELECT 1 FROM audit_checkpoint WHERE register_id = NEW.register_id AND epoch = NEW.epoch AND size = NEW.size)
BEGIN SELECT RAISE(ABORT, 'audit_checkpoint: append-only'); END;

CREATE TRIGGER audit_checkpoint_update BEFORE UPDATE ON audit_checkpoint
BEGIN SELECT RAISE(ABORT, 'audit_checkpoint: append-only'); END;

CREATE TRIGGER audit_checkpoint_delete BEFORE DELETE ON audit_checkpoint
BEGIN SELECT RAISE(ABORT, 'audit_checkpoint: append-only'); END;

-- Refusals that are evidence: a refused vote, a ruling on oneself, a withheld paper asked for.
CREATE TABLE refusal (
    register_id TEXT NOT NULL REFERENCES register (id),
    id          TEXT NOT NULL CHECK (length(id) = 36),
    at          TEXT NOT NULL CHECK (length(at) = 27),
    actor       TEXT NOT NULL,
    attempted   TEXT NOT NULL,
    subjects    TEXT NOT NULL,
    reasons     TEXT NOT NULL,
    version     INTEGER NOT NULL,
    PRIMARY KEY (register_id, id)
) STRICT;

-- The answer given under a key, so that a retry is given it again.
CREATE TABLE idempotency (
    register_id  TEXT NOT NULL,
    actor        TEXT NOT NULL,
    key          TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    request_hash TEXT NOT NULL CHECK (length(request_hash) = 64),
    status       INTEGER NOT NULL,
    body         TEXT NOT NULL,
    origin       TEXT NOT NULL,
    idx          INTEGER NOT NULL,
    leaf_hash    TEXT NOT NULL,
    at           TEXT NOT NULL CHECK (length(at) = 27),
    PRIMARY KEY (register_id, actor, key)
) STRICT;

CREATE INDEX idempotency_at ON idempotency (at);
