use super::{Conversation, Error};
use crate::domain::{Dialog, DialogId, Message, Principal};

/// Entries of one page, at most.
const PAGE: i64 = 200;

/// Where to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// What follows this number, in order.
    After(i64),
    /// What comes before this number, in order; the end of the dialog if it is larger than the last one.
    Before(i64),
}

#[derive(Clone, Debug)]
pub struct HistoryPage {
    /// The dialog as it stood before the entries were read.
    pub dialog: Dialog,
    pub entries: Vec<Message>,
    /// There is more in the direction that was asked for.
    pub more: bool,
}

impl Conversation {
    /// A stretch of the dialog in the stream that `principal` may see; at most 200 entries.
    pub async fn history(
        &self,
        principal: &Principal,
        dialog: DialogId,
        position: Position,
        limit: i64,
    ) -> Result<HistoryPage, Error> {
        let dialog = self.dialog(principal, dialog).await?;
        let pool = principal.pool();
        let limit = limit.clamp(1, PAGE);
        // One more than asked for tells whether there is more.
        let mut entries = match position {
            // Who comes back mostly has it all.
            Position::After(seq) if seq >= dialog.end_in(pool) => Vec::new(),
            Position::After(seq) => {
                let mut reader = self.store.read().await?;
                reader
                    .entries_after(dialog.tenant, dialog.id, pool, seq, limit + 1)
                    .await?
            }
            Position::Before(seq) => {
                let mut reader = self.store.read().await?;
                reader
                    .entries_before(dialog.tenant, dialog.id, pool, seq, limit + 1)
                    .await?
            }
        };
        let more = entries.len() as i64 > limit;
        if more {
            match position {
                Position::After(_) => entries.truncate(limit as usize),
                Position::Before(_) => drop(entries.remove(0)),
            }
        }
        Ok(HistoryPage {
            dialog,
            entries,
            more,
        })
    }
}
