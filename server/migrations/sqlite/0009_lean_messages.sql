-- The same messages in a table that is cheaper to write; SQLite can only make it anew. (Foreign keys are off during the
-- steps, else `drop table` would count as the removal of rows that generations name.)
--
-- Public numbers are found between the staff numbers that bound them, so they need no index. A list of more than two
-- words after `in` is built for each row as a table of its own; words with `or` are compared. Rows are never removed,
-- so that no id comes twice without `autoincrement`, which keeps a table beside this one up to date.
create table messages_lean (
    id            integer primary key,
    tenant_id     integer not null references tenants (id),
    dialog_id     integer not null references dialogs (id),
    kind          text not null check (kind = 'message' or kind = 'note'),
    public_seq    integer check (public_seq <= staff_seq),
    staff_seq     integer not null,
    sender        text not null
        check (sender = 'user' or sender = 'manager' or sender = 'assistant' or sender = 'system'),
    author_key    text not null,
    person        text,
    text          text not null,
    client_id     text,
    citations     text not null default '[]',
    meta          text not null default '{}',
    of_seq        integer,
    created_at    integer not null,
    change        text check (change = 'updated' or change = 'deleted'),
    of_id         integer,
    of_public_seq integer,
    edited_at     integer,
    deleted_at    integer,
    unique (dialog_id, staff_seq),
    unique (dialog_id, author_key, client_id)
) strict;

insert into messages_lean
select id, tenant_id, dialog_id, kind, public_seq, staff_seq, sender, author_key, person, text, client_id, citations,
    meta, of_seq, created_at, change, of_id, of_public_seq, edited_at, deleted_at
from messages order by id;

drop table messages;
alter table messages_lean rename to messages;
create index messages_changes on messages (dialog_id, of_seq) where of_seq is not null;

-- A contact has few dialogs, which the index of their client ids finds; an operator holds few. Neither needs an index
-- that each message changes because it follows the time.
drop index dialogs_by_contact;
drop index dialogs_by_operator;
create index dialogs_held on dialogs (tenant_id, operator_id) where state = 'operator';
