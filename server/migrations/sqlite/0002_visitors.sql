-- Assistants, the places where they are met, and the visitors who come.

-- A deleted assistant stays as a row, because its dialogs still show its name.
create table assistants (
    id              integer primary key autoincrement,
    tenant_id       integer not null references tenants (id),
    public_id       text not null unique,
    name            text not null,
    engine          text not null,
    appearance      text not null,
    allowed_origins text not null,
    created_at      integer not null,
    updated_at      integer not null,
    deleted_at      integer
) strict;

create index assistants_by_tenant on assistants (tenant_id);

-- `secret_sealed` is encrypted with the installation's key; the plain secret is never here.
create table sites (
    id              integer primary key autoincrement,
    tenant_id       integer not null references tenants (id),
    assistant_id    integer not null references assistants (id),
    public_id       text not null unique,
    name            text not null,
    secret_sealed   blob not null,
    allowed_origins text not null,
    created_at      integer not null
) strict;

create index sites_by_tenant on sites (tenant_id);

-- Anonymous visitors have no `site_id` and no `external_id`.
create table contacts (
    id           integer primary key autoincrement,
    tenant_id    integer not null references tenants (id),
    assistant_id integer not null references assistants (id),
    site_id      integer references sites (id),
    external_id  text,
    name         text,
    email        text,
    verified     integer not null default 0 check (verified in (0, 1)),
    attributes   text not null default '{}',
    blocked      integer not null default 0 check (blocked in (0, 1)),
    created_at   integer not null,
    updated_at   integer not null,
    unique (site_id, external_id)
) strict;

create index contacts_by_tenant on contacts (tenant_id, id);

-- Only hashes: whoever reads the database can open no dialog with it.
create table visitor_tokens (
    token_hash   blob primary key not null,
    tenant_id    integer not null references tenants (id),
    assistant_id integer not null references assistants (id),
    contact_id   integer not null references contacts (id),
    created_at   integer not null,
    revoked_at   integer
) strict;

create index visitor_tokens_by_contact on visitor_tokens (contact_id);
