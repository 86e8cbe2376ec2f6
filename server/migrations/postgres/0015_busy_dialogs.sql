-- Entries are written under the lock of their dialog's row, so what these two keys looked up is there; nothing removes
-- dialogs or tenants. Each was a question to another table with every entry, and the one about the tenant a write to
-- its row, for which the nodes waited for each other.
alter table messages drop constraint messages_tenant_id_fkey;
alter table messages drop constraint messages_dialog_id_fkey;

-- Lists go by the time of the last change, and each message changes it. With an indexed column every index of the row is
-- written anew; so the indexes know only in which ten seconds it falls, and a page keeps room for a row's next version.
alter table dialogs set (fillfactor = 70);
drop index dialogs_by_state;
drop index dialogs_open;
alter table dialogs add column updated_slot bigint not null generated always as (updated_at / 10000) stored;
create index dialogs_by_state on dialogs (tenant_id, state, updated_slot);
create index dialogs_open on dialogs (tenant_id, updated_slot) where state <> 'closed';
