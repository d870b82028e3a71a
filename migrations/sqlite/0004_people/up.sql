-- Persons of a register. A code is the key by which lists of people name them.
CREATE TABLE person (
    register_id TEXT NOT NULL REFERENCES register (id),
    id      TEXT NOT NULL CHECK (length(id) = 36),
    code    TEXT CHECK (length(code) BETWEEN 1 AND 60),
    name    TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    grade   TEXT,
    tags    TEXT NOT NULL,
    email   TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (register_id, id),
    UNIQUE (register_id, code)
) STRICT, WITHOUT ROWID;
