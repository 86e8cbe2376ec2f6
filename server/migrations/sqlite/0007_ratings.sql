-- What the contact thought of the conversation.
alter table dialogs add column rating integer check (rating between 1 and 5);
alter table dialogs add column rating_comment text;
alter table dialogs add column rated_at integer;
