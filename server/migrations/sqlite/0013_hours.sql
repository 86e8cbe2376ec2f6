-- When a tenant's people are there; nothing set is always.
alter table tenants add column hours text;
