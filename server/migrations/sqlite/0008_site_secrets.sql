-- A site may have several secrets at once, so that its backend can go over from one to the next. `sealed` is
-- encrypted with the installation's key; the plain secret is never here.
create table site_secrets (
    id         integer primary key autoincrement,
    tenant_id  integer not null references tenants (id),
    site_id    integer not null references sites (id),
    sealed     blob not null,
    created_at integer not null
) strict;

create index site_secrets_by_site on site_secrets (site_id);

insert into site_secrets (tenant_id, site_id, sealed, created_at)
select tenant_id, id, secret_sealed, created_at from sites order by id;

alter table sites drop column secret_sealed;

-- A deleted site stays as a row, because its contacts and dialogs name it.
alter table sites add column deleted_at integer;
