-- Dialogs and their entries. Numbers are given by the server under the lock of the dialog's row, never by
-- the database: a database sequence numbers before commit, and a resuming reader would skip one for ever.

create table dialogs (
    id            integer primary key autoincrement,
    tenant_id     integer not null references tenants (id),
    assistant_id  integer not null references assistants (id),
    site_id       integer references sites (id),
    contact_id    integer not null references contacts (id),
    -- What the client called it, so that a repeated request opens nothing twice.
    client_id     text not null,

    -- Who has it. `state_since` is empty while the assistant has it.
    state         text not null check (state in ('assistant', 'queued', 'operator', 'closed')),
    operator_id   integer references operators (id),
    queued_reason text,
    state_since   integer,
    handler_epoch integer not null,

    -- The last number given out in each stream, and how far each side has got.
    public_seq               integer not null,
    staff_seq                integer not null,
    user_delivered_public    integer not null default 0,
    user_delivered_staff     integer not null default 0,
    user_read_public         integer not null default 0,
    user_read_staff          integer not null default 0,
    manager_delivered_public integer not null default 0,
    manager_delivered_staff  integer not null default 0,
    manager_read_public      integer not null default 0,
    manager_read_staff       integer not null default 0,

    page           text,
    -- The last public message, for lists; until there is one, `last_public_at` is the opening.
    last_sender    text,
    last_text      text,
    last_public_at integer not null,
    opened_at      integer not null,
    updated_at     integer not null,

    unique (contact_id, client_id)
) strict;

create index dialogs_by_state on dialogs (tenant_id, state, updated_at, id);
create index dialogs_open on dialogs (tenant_id, updated_at, id) where state <> 'closed';
create index dialogs_by_operator on dialogs (tenant_id, operator_id, updated_at, id) where operator_id is not null;
create index dialogs_by_contact on dialogs (tenant_id, contact_id, last_public_at, id);
create index dialogs_queue on dialogs (tenant_id, state_since, id) where state = 'queued';

create table messages (
    id         integer primary key autoincrement,
    tenant_id  integer not null references tenants (id),
    dialog_id  integer not null references dialogs (id),
    kind       text not null check (kind in ('message', 'note')),
    -- Empty for what the contact must not see.
    public_seq integer,
    staff_seq  integer not null,
    sender     text not null check (sender in ('user', 'assistant', 'manager', 'system')),
    -- The author, and the space in which client ids are unique: c7 contact, o7 operator, g7 generation, s system.
    author_key text not null,
    -- The operator as they were shown on that day.
    person     text,
    text       text not null,
    client_id  text,
    citations  text not null default '[]',
    meta       text not null default '{}',
    -- For an edit or a removal: the number of the entry that it is about.
    of_seq     integer,
    created_at integer not null,
    unique (dialog_id, staff_seq),
    unique (dialog_id, public_seq),
    unique (dialog_id, author_key, client_id)
) strict;
