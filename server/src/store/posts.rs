//! Entries together with what they change of their dialogs' rows: most of what is ever written.

use std::collections::HashMap;

use super::column::{json as text_of, optional_json};
use super::dialogs::PostedRow;
use super::engine::{Link, bounded, local};
use super::{Error, NewMessage, Tx};
use crate::domain::{Dialog, MessageId};

impl Tx {
    /// Writes entries, and of the rows of `dialogs` (which must have been locked) the numbers, the operators' marks, the
    /// time and the preview. Whoever has a dialog stays as it is: that is [`Tx::save_dialogs`]'.
    ///
    /// The ids in the order of the entries; `None` if one of these has been sent before, by its author under its client
    /// id: then the unit has to fail, for part of it may have been written.
    pub async fn save_posts(
        &mut self,
        entries: &[NewMessage],
        dialogs: &[Dialog],
    ) -> Result<Option<Vec<MessageId>>, Error> {
        if entries.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let rows = PostedRow::of(dialogs, entries);
        let (ids, found) = if matches!(self.link(), Link::Postgres(_)) {
            self.save_posts_at_once(entries, &rows).await?
        } else {
            let ids = self.insert_one_by_one(entries)?;
            (ids, self.save_posted_one_by_one(&rows).await?)
        };
        let expected = rows.len() as u64;
        if found == expected {
            Ok(ids)
        } else {
            Err(Error::WrongRowCount { expected, found })
        }
    }

    /// On SQLite, where a statement is a call, a prepared row costs less than unpacking a list of them.
    fn insert_one_by_one(&mut self, entries: &[NewMessage]) -> Result<Option<Vec<MessageId>>, Error> {
        let mut ids = Vec::with_capacity(entries.len());
        for entry in entries {
            let Link::Local(c) = self.link() else {
                return Err(Error::Stopped);
            };
            let id = local::insert(
                c,
                "insert into messages
                    (tenant_id, dialog_id, kind, public_seq, staff_seq, sender, author_key, person, text, client_id,
                     citations, meta, created_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                 on conflict (dialog_id, author_key, client_id) do nothing",
                rusqlite::params![
                    entry.tenant.0,
                    entry.dialog.0,
                    entry.kind.as_str(),
                    entry.public_seq,
                    entry.staff_seq,
                    entry.sender.as_str(),
                    entry.author.key(),
                    optional_json(entry.person.as_ref()),
                    entry.text.as_str(),
                    entry.stored_client_id(),
                    text_of(&entry.citations),
                    text_of(&entry.meta),
                    entry.at.0,
                ],
            )?;
            match id {
                Some(id) => ids.push(MessageId(id)),
                None => return Ok(None),
            }
        }
        Ok(Some(ids))
    }

    /// On PostgreSQL, where each statement is a journey. How many rows of dialogs there were stands beside the ids.
    async fn save_posts_at_once(
        &mut self,
        entries: &[NewMessage],
        rows: &[PostedRow<'_>],
    ) -> Result<(Option<Vec<MessageId>>, u64), Error> {
        let Link::Postgres(c) = self.link() else {
            return Err(Error::Stopped);
        };
        macro_rules! column {
            ($from:ident, $row:ident => $value:expr) => {
                $from.iter().map(|$row| $value).collect::<Vec<_>>()
            };
        }
        let statement = sqlx::query_as::<_, (i64, i64, i64, i64)>(
            "with moved as (
                update dialogs set public_seq = new.public_seq, staff_seq = new.staff_seq,
                    manager_delivered_public = new.delivered_public, manager_delivered_staff = new.delivered_staff,
                    manager_read_public = new.read_public, manager_read_staff = new.read_staff, updated_at = new.at,
                    last_sender = coalesce(new.last_sender, dialogs.last_sender),
                    last_text = coalesce(new.last_text, dialogs.last_text),
                    last_public_at = coalesce(new.last_public_at, dialogs.last_public_at)
                from unnest($14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[],
                    $20::bigint[], $21::bigint[], $22::bigint[], $23::text[], $24::text[], $25::bigint[])
                    as new (id, tenant_id, public_seq, staff_seq, delivered_public, delivered_staff, read_public,
                        read_staff, at, last_sender, last_text, last_public_at)
                where dialogs.id = new.id and dialogs.tenant_id = new.tenant_id
                returning 1
             ), written as (
                insert into messages
                    (tenant_id, dialog_id, kind, public_seq, staff_seq, sender, author_key, person, text, client_id,
                     citations, meta, created_at)
                select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::text[],
                    $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[])
                returning id, dialog_id, staff_seq
             )
             select id, dialog_id, staff_seq, (select count(*) from moved) from written",
        )
        .bind(column!(entries, entry => entry.tenant.0))
        .bind(column!(entries, entry => entry.dialog.0))
        .bind(column!(entries, entry => entry.kind.as_str()))
        .bind(column!(entries, entry => entry.public_seq))
        .bind(column!(entries, entry => entry.staff_seq))
        .bind(column!(entries, entry => entry.sender.as_str()))
        .bind(column!(entries, entry => entry.author.key()))
        .bind(column!(entries, entry => optional_json(entry.person.as_ref())))
        .bind(column!(entries, entry => entry.text.as_str()))
        .bind(column!(entries, entry => entry.stored_client_id()))
        .bind(column!(entries, entry => text_of(&entry.citations)))
        .bind(column!(entries, entry => text_of(&entry.meta)))
        .bind(column!(entries, entry => entry.at.0))
        .bind(column!(rows, row => row.dialog.id.0))
        .bind(column!(rows, row => row.dialog.tenant.0))
        .bind(column!(rows, row => row.dialog.seq.public))
        .bind(column!(rows, row => row.dialog.seq.staff))
        .bind(column!(rows, row => row.dialog.marks.manager_delivered.public))
        .bind(column!(rows, row => row.dialog.marks.manager_delivered.staff))
        .bind(column!(rows, row => row.dialog.marks.manager_read.public))
        .bind(column!(rows, row => row.dialog.marks.manager_read.staff))
        .bind(column!(rows, row => row.dialog.updated_at.0))
        .bind(column!(rows, row => row.sender()))
        .bind(column!(rows, row => row.preview()))
        .bind(column!(rows, row => row.public_at()));
        // `on conflict` would look each of them up before, which makes an insert dearer by a third.
        let writing = async {
            match statement.fetch_all(&mut **c).await {
                Err(error) if was_sent_before(&error) => Ok(None),
                written => written.map(Some),
            }
        };
        let Some(written) = bounded(Box::pin(writing)).await? else {
            return Ok((None, rows.len() as u64));
        };
        let moved = written
            .first()
            .map_or(rows.len() as u64, |(_, _, _, moved)| moved.unsigned_abs());
        // The order of what is returned is no promise.
        let ids: HashMap<(i64, i64), i64> = written
            .into_iter()
            .map(|(id, dialog, staff_seq, _)| ((dialog, staff_seq), id))
            .collect();
        let wrong = Error::WrongRowCount {
            expected: entries.len() as u64,
            found: ids.len() as u64,
        };
        let in_order = entries.iter().map(|entry| {
            let id = ids.get(&(entry.dialog.0, entry.staff_seq));
            id.copied().map(MessageId)
        });
        let in_order: Vec<MessageId> = in_order.collect::<Option<_>>().ok_or(wrong)?;
        Ok((Some(in_order), moved))
    }
}

fn was_sent_before(error: &sqlx::Error) -> bool {
    let constraint = error.as_database_error().and_then(|error| error.constraint());
    constraint == Some("messages_dialog_id_author_key_client_id_key")
}
