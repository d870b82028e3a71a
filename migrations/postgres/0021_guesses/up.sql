-- Where an account signed in from, as keyed digests of a network or of a client in one: a guesser
-- elsewhere never makes its owner wait there.
CREATE TABLE account_place (
    register_id TEXT NOT NULL,
    account_id  TEXT NOT NULL,
    place       TEXT NOT NULL CHECK (length(place) = 64),
    at          TEXT NOT NULL CHECK (length(at) = 27),
    version     BIGINT NOT NULL CHECK (version >= 0),
    PRIMARY KEY (register_id, account_id, place),
    FOREIGN KEY (register_id, account_id) REFERENCES account (register_id, id)
);

-- What others did to an account, to be told at its next sign-in.
CREATE TABLE account_notice (
    register_id TEXT NOT NULL,
    account_id  TEXT NOT NULL,
    version     BIGINT NOT NULL CHECK (version >= 0),
    at          TEXT NOT NULL CHECK (length(at) = 27),
    what        TEXT NOT NULL CHECK (what IN ('password_reset', 'password_set', 'roles_changed', 'amended', 'suspended', 'reinstated')),
    by_actor    TEXT NOT NULL,
    tenant_id   TEXT REFERENCES register (id),
    PRIMARY KEY (register_id, account_id, version),
    FOREIGN KEY (register_id, account_id) REFERENCES account (register_id, id)
);

-- From how many networks the wrong passwords came.
ALTER TABLE sign_in_failure ADD COLUMN networks BIGINT;

-- What upkeep throws away.
CREATE INDEX sign_in_failure_last ON sign_in_failure (register_id, last_at);
CREATE INDEX session_expires ON session (register_id, expires_at);
CREATE INDEX session_closed ON session (register_id, closed_at);
CREATE INDEX refresh_token_spent ON refresh_token (register_id, spent_at);

-- Whether an attempt that the law refuses was recorded lately.
CREATE INDEX refusal_lately ON refusal (register_id, actor, attempted, at);
