-- What assistants answer from: articles, cut into passages that can be searched.

create table articles (
    id           integer primary key autoincrement,
    tenant_id    integer not null references tenants (id),
    assistant_id integer not null references assistants (id),
    title        text not null,
    body         text not null,
    url          text,
    locale       text,
    created_at   integer not null,
    updated_at   integer not null
) strict;

create index articles_by_assistant on articles (tenant_id, assistant_id);

-- `title` repeats the article's, because a search weighs it with the passage's own words.
create table passages (
    id           integer primary key autoincrement,
    tenant_id    integer not null references tenants (id),
    assistant_id integer not null references assistants (id),
    article_id   integer not null references articles (id) on delete cascade,
    ordinal      integer not null,
    title        text not null,
    heading      text not null,
    text         text not null,
    unique (article_id, ordinal)
) strict;

create index passages_by_assistant on passages (tenant_id, assistant_id);

-- The index holds no text of its own, so the triggers below tell it of each change. Passages are only
-- ever inserted and deleted: an article that changes gets new ones.
create virtual table passages_index using fts5 (
    title, heading, text,
    content = 'passages', content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2'
);

create trigger passages_inserted after insert on passages begin
    insert into passages_index (rowid, title, heading, text) values (new.id, new.title, new.heading, new.text);
end;

create trigger passages_deleted after delete on passages begin
    insert into passages_index (passages_index, rowid, title, heading, text)
    values ('delete', old.id, old.title, old.heading, old.text);
end;
