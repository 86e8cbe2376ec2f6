-- The attempt that `text` and `delta_index` are of: what was shown of an earlier one stays until a further one has
-- come as far.
alter table generations add column text_attempt integer not null default 0;
update generations set text_attempt = attempt;
