-- Replies being written, and the work that a node takes on with a lease.

create table generations (
    id              integer primary key autoincrement,
    tenant_id       integer not null references tenants (id),
    dialog_id       integer not null references dialogs (id),
    assistant_id    integer not null references assistants (id),
    reply_to_public integer not null,
    reply_to_staff  integer not null,
    -- The epoch that it started under: the reply is refused when the dialog has a newer one.
    handler_epoch   integer not null,
    status          text not null check (status in ('queued', 'generating', 'completed', 'error', 'cancelled')),
    attempt         integer not null default 0,
    -- What has been written so far in this attempt, up to and including the delta of that number.
    text            text not null default '',
    delta_index     integer not null default -1,
    code            text,
    message_id      integer references messages (id),
    usage           text,
    latency_ms      integer,
    created_at      integer not null,
    started_at      integer,
    finished_at     integer,
    updated_at      integer not null
) strict;

create index generations_by_dialog on generations (dialog_id, id);
create index generations_active on generations (tenant_id, dialog_id) where status in ('queued', 'generating');

-- Only what is still to be done: a finished job is deleted. A lease that ran out may be taken by anybody.
create table jobs (
    id            integer primary key autoincrement,
    tenant_id     integer not null references tenants (id),
    kind          text not null,
    key           text not null unique,
    generation_id integer references generations (id),
    payload       text not null default '{}',
    run_at        integer not null,
    attempts      integer not null default 0,
    lease_owner   text,
    lease_until   integer,
    created_at    integer not null
) strict;

-- One index per question of the claim: what is due, and whose lease has run out.
create index jobs_due on jobs (kind, run_at, id) where lease_owner is null;
create index jobs_leased on jobs (kind, lease_until, id) where lease_owner is not null;
