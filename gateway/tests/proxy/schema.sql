-- The tables of the gateway's features that the door reads.
CREATE SEQUENCE changes;
CREATE TABLE sessions (
    id uuid PRIMARY KEY, token_hash bytea NOT NULL UNIQUE, principal_id uuid NOT NULL, kind text NOT NULL,
    level int NOT NULL, subject text NOT NULL, claims jsonb NOT NULL, expires_at timestamptz NOT NULL,
    idle_until timestamptz NOT NULL, ended_at timestamptz, seq bigint NOT NULL DEFAULT nextval('changes')
);
CREATE TABLE devices (
    id uuid PRIMARY KEY, key_id text NOT NULL UNIQUE, public_key jsonb NOT NULL, status text NOT NULL,
    claims jsonb NOT NULL, last_sequence bigint, suspect_at timestamptz
);
CREATE TABLE apps (
    id uuid PRIMARY KEY, key_id text NOT NULL UNIQUE, secret_sealed text NOT NULL, status text NOT NULL,
    claims jsonb NOT NULL, quota jsonb NOT NULL DEFAULT '{}'
);
CREATE UNLOGGED TABLE nonces (
    key_id text NOT NULL, nonce text NOT NULL, seen_at timestamptz NOT NULL, PRIMARY KEY (key_id, nonce)
);
