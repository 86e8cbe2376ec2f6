-- Edits and removals. Each is an entry of its own, with a number of its own; the entry that it is about shows
-- its present state.

-- What this entry does to another one; empty for an entry that says something itself. `of_seq` is the other's
-- staff number, `of_public_seq` its public one.
alter table messages add column change text check (change in ('updated', 'deleted'));
alter table messages add column of_id bigint;
alter table messages add column of_public_seq bigint;
-- On the entry itself: when its text was last replaced, or taken away.
alter table messages add column edited_at bigint;
alter table messages add column deleted_at bigint;

create index messages_changes on messages (dialog_id, of_seq) where of_seq is not null;
