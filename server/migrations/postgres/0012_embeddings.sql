-- Vectors of passages, for assistants that have somebody to make them.

-- One row for each assistant whose passages are embedded; without it nobody is asked.
create table embeddings (
    assistant_id       bigint primary key references assistants (id),
    tenant_id          bigint not null references tenants (id),
    base_url           text,
    model              text not null,
    input_price_micros bigint,
    -- Sealed with a key that is not in the database.
    key                bytea,
    -- The length of all vectors; none is known before the first.
    dimensions         bigint,
    -- Rises whenever the passages or their vectors change: what a node holds in memory is of one revision.
    revision           bigint not null,
    -- Why the last request brought nothing, how many failed in a row, and not before when the next one is made.
    fault              text,
    failures           bigint not null default 0,
    retry_at           bigint
);

-- Of length 1, as 32-bit floats, the lowest byte first.
create table vectors (
    passage_id   bigint primary key references passages (id) on delete cascade,
    tenant_id    bigint not null references tenants (id),
    assistant_id bigint not null references assistants (id),
    vector       bytea not null
);

create index vectors_by_assistant on vectors (tenant_id, assistant_id);
