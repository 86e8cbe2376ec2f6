-- Engines beside the built-in one: how they are reached, what each answer was made of, and what it cost.

alter table assistants add column engine_settings text not null default '{}';
-- Sealed with a key that is not in the database.
alter table assistants add column engine_key blob;
alter table assistants add column instructions text not null default '';
alter table assistants add column handoff text not null default '{}';

-- Until when a workflow may answer.
alter table generations add column deadline_at integer;
-- What this reply may spend at most, while it is being written.
alter table generations add column reserved_tokens integer not null default 0;
alter table generations add column reserved_micros integer not null default 0;

create index jobs_by_generation on jobs (generation_id) where generation_id is not null;

-- What an answer was made of. One row for each generation that an engine was asked for.
create table answer_records (
    generation_id  integer primary key references generations (id),
    tenant_id      integer not null references tenants (id),
    engine         text not null,
    model          text,
    prompt         text not null,
    passages       text not null,
    tools          text not null,
    guards         text not null,
    input_tokens   integer not null,
    output_tokens  integer not null,
    cost_micros    integer not null,
    first_piece_ms integer,
    created_at     integer not null
) strict;

-- What a tenant may spend in a day (UTC); nothing set is no bound.
alter table tenants add column daily_tokens integer;
alter table tenants add column daily_micros integer;

-- And what it spent. `day` counts from 1970.
create table spending (
    tenant_id     integer not null references tenants (id),
    day           integer not null,
    replies       integer not null default 0,
    input_tokens  integer not null default 0,
    output_tokens integer not null default 0,
    cost_micros   integer not null default 0,
    primary key (tenant_id, day)
) strict;

-- What visitors asked and nothing answered. `folded` is the question without case and signs: asked again, it is the same one.
create table questions (
    id             integer primary key autoincrement,
    tenant_id      integer not null references tenants (id),
    assistant_id   integer not null references assistants (id),
    dialog_id      integer not null references dialogs (id),
    question       text not null,
    folded         text not null,
    asked          integer not null default 1,
    state          text not null default 'open' check (state in ('open', 'answered', 'dismissed')),
    first_asked_at integer not null,
    last_asked_at  integer not null,
    unique (assistant_id, folded)
) strict;

create index questions_by_state on questions (tenant_id, assistant_id, state, asked, id);
