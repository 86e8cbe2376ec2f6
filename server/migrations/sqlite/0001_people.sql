-- Tenants and the people who answer. Times are milliseconds since 1970 (UTC), JSON is text, in every table.

-- Facts about this database itself, such as the hash of the one-time set-up token.
create table installation (
    key   text primary key not null,
    value text not null
) strict;

-- Names the history that clients hold positions in. A restored backup gets another one, and they start anew.
insert into installation (key, value) values ('history_epoch', lower(hex(randomblob(16))));

create table tenants (
    id         integer primary key autoincrement,
    public_id  text not null unique,
    name       text not null,
    created_at integer not null
) strict;

-- One row per person, however many tenants they answer for. `email` is kept in lower case.
create table operators (
    id            integer primary key autoincrement,
    email         text not null unique,
    name          text not null,
    avatar_url    text,
    password_hash text not null,
    created_at    integer not null
) strict;

create table memberships (
    tenant_id   integer not null references tenants (id),
    operator_id integer not null references operators (id),
    role        text not null check (role in ('agent', 'admin', 'owner')),
    created_at  integer not null,
    primary key (tenant_id, operator_id)
) strict;

create index memberships_by_operator on memberships (operator_id);

-- Sign-ins. The refresh token rotates; the hash before the present one stays, so that a stolen token
-- that comes back after its rotation is recognised.
create table sessions (
    id            integer primary key autoincrement,
    tenant_id     integer not null references tenants (id),
    operator_id   integer not null references operators (id),
    token_hash    blob not null unique,
    previous_hash blob unique,
    expires_at    integer not null,
    revoked_at    integer,
    created_at    integer not null,
    last_used_at  integer not null
) strict;

create index sessions_by_operator on sessions (operator_id);
