-- Accounts and sign-ins. All of it belongs to the register 'system'; tenant_id names the register
-- that a role, a person or a session is for.

CREATE TABLE account (
    register_id    TEXT NOT NULL REFERENCES register (id),
    id             TEXT NOT NULL CHECK (length(id) = 36),
    email          TEXT NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    email_folded   TEXT NOT NULL CHECK (length(email_folded) BETWEEN 3 AND 508),
    name           TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    password_hash  TEXT,
    suspended      BOOLEAN NOT NULL,
    -- Sessions opened by this entry or an earlier one are over.
    sessions_after BIGINT NOT NULL CHECK (sessions_after >= -1),
    created_at     TEXT NOT NULL CHECK (length(created_at) = 27),
    version        BIGINT NOT NULL CHECK (version >= 0),
    PRIMARY KEY (register_id, id),
    UNIQUE (register_id, email_folded)
);

CREATE TABLE account_role (
    register_id TEXT NOT NULL,
    account_id  TEXT NOT NULL,
    tenant_id   TEXT NOT NULL REFERENCES register (id),
    role        TEXT NOT NULL CHECK (role IN ('system_admin', 'governance_lead', 'guardian', 'secretary', 'chair', 'member', 'auditor', 'service')),
    version     BIGINT NOT NULL CHECK (version >= 0),
    PRIMARY KEY (register_id, account_id, tenant_id, role),
    FOREIGN KEY (register_id, account_id) REFERENCES account (register_id, id)
);

CREATE INDEX account_role_tenant ON account_role (register_id, tenant_id, account_id);

-- Which person of a register signs in with an account: one at most, and nobody twice.
CREATE TABLE account_person (
    register_id TEXT NOT NULL,
    account_id  TEXT NOT NULL,
    tenant_id   TEXT NOT NULL REFERENCES register (id),
    person_id   TEXT NOT NULL CHECK (length(person_id) = 36),
    version     BIGINT NOT NULL CHECK (version >= 0),
    PRIMARY KEY (register_id, account_id, tenant_id),
    UNIQUE (register_id, tenant_id, person_id),
    FOREIGN KEY (register_id, account_id) REFERENCES account (register_id, id)
);

CREATE TABLE session (
    register_id TEXT NOT NULL,
    id          TEXT NOT NULL CHECK (length(id) = 36),
    account_id  TEXT NOT NULL,
    tenant_id   TEXT NOT NULL REFERENCES register (id),
    opened_at   TEXT NOT NULL CHECK (length(opened_at) = 27),
    expires_at  TEXT NOT NULL CHECK (length(expires_at) = 27),
    closed_at   TEXT CHECK (length(closed_at) = 27),
    version     BIGINT NOT NULL CHECK (version >= 0),
    PRIMARY KEY (register_id, id),
    FOREIGN KEY (register_id, account_id) REFERENCES account (register_id, id)
);

CREATE INDEX session_account ON session (register_id, account_id);

-- A session's refresh tokens are one family; each is spent once.
CREATE TABLE refresh_token (
    register_id TEXT NOT NULL,
    digest      TEXT NOT NULL CHECK (length(digest) = 64),
    session_id  TEXT NOT NULL,
    expires_at  TEXT NOT NULL CHECK (length(expires_at) = 27),
    spent_at    TEXT CHECK (length(spent_at) = 27),
    spent_by    TEXT,
    successor   TEXT,
    version     BIGINT NOT NULL CHECK (version >= 0),
    PRIMARY KEY (register_id, digest),
    FOREIGN KEY (register_id, session_id) REFERENCES session (register_id, id)
);

CREATE INDEX refresh_token_session ON refresh_token (register_id, session_id);

CREATE TABLE one_time_token (
    register_id TEXT NOT NULL REFERENCES register (id),
    id          TEXT NOT NULL CHECK (length(id) = 36),
    digest      TEXT NOT NULL CHECK (length(digest) = 64),
    purpose     TEXT NOT NULL CHECK (purpose IN ('set_up', 'invitation')),
    account_id  TEXT,
    expires_at  TEXT NOT NULL CHECK (length(expires_at) = 27),
    spent_at    TEXT CHECK (length(spent_at) = 27),
    version     BIGINT NOT NULL CHECK (version >= 0),
    PRIMARY KEY (register_id, id),
    UNIQUE (register_id, digest),
    FOREIGN KEY (register_id, account_id) REFERENCES account (register_id, id)
);

-- Wrong passwords by address (as a keyed digest: people type passwords into the wrong field),
-- whether there is such an account or not.
CREATE TABLE sign_in_failure (
    register_id TEXT NOT NULL REFERENCES register (id),
    identity    TEXT NOT NULL CHECK (length(identity) = 64),
    count       BIGINT NOT NULL CHECK (count >= 0),
    last_at     TEXT NOT NULL CHECK (length(last_at) = 27),
    version     BIGINT NOT NULL CHECK (version >= 0),
    PRIMARY KEY (register_id, identity)
);
