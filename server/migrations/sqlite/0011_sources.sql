-- Where articles are imported from, and what became of each page.

create table sources (
    id           integer primary key autoincrement,
    tenant_id    integer not null references tenants (id),
    assistant_id integer not null references assistants (id),
    kind         text not null check (kind in ('url', 'sitemap', 'file')),
    name         text not null,
    urls         text not null,
    state        text not null check (state in ('pending', 'running', 'done', 'failed')),
    reason       text,
    created_at   integer not null,
    -- The last run: its beginning and its end. Pages that were looked at before it began are still to be done.
    run_at       integer,
    ended_at     integer,
    next_at      integer
) strict;

create index sources_by_assistant on sources (tenant_id, assistant_id);

create table source_pages (
    id          integer primary key autoincrement,
    tenant_id   integer not null references tenants (id),
    source_id   integer not null references sources (id) on delete cascade,
    url         text not null,
    -- 1, 2, 3 … for the parts of a document that is too long for one article.
    part        integer not null,
    state       text not null check (state in ('pending', 'imported', 'edited', 'deleted', 'failed', 'gone')),
    reason      text,
    status      integer,
    article_id  integer references articles (id) on delete set null,
    -- Of what was imported last: an article that differs from it was changed by hand.
    hash        text,
    misses      integer not null default 0,
    checked_at  integer,
    imported_at integer,
    unique (source_id, url, part)
) strict;

create index source_pages_by_article on source_pages (article_id) where article_id is not null;
