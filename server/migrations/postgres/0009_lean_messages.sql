-- Public numbers are found between the staff numbers that bound them, so their own index only cost each message time.
alter table messages drop constraint messages_dialog_id_public_seq_key;
alter table messages add check (public_seq <= staff_seq);

-- A contact has few dialogs, which the index of their client ids finds; an operator holds few. Neither needs an index
-- that each message changes because it follows the time.
drop index dialogs_by_contact;
drop index dialogs_by_operator;
create index dialogs_held on dialogs (tenant_id, operator_id) where state = 'operator';
