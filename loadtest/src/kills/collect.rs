use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::reader::Ends;
use crate::ledger::{History, Item, Source, Stream, write_history};
use crate::stage::{Operator, Visitor};
use crate::wire::{Api, Party};

pub(crate) fn dialog_folder(ledgers: &Path, dialog: i64) -> PathBuf {
    ledgers.join(format!("dialog-{dialog:06}"))
}

/// Reads each dialog whole, as its visitor and as an operator, and puts both beside the ledgers.
pub(crate) async fn histories(
    api: &Api,
    ledgers: &Path,
    visitors: &[(i64, Visitor)],
    operator: &Operator,
) -> Result<Ends> {
    let mut ends = Ends::new();
    for (dialog, visitor) in visitors {
        let folder = dialog_folder(ledgers, *dialog);
        write(api, &folder, *dialog, &visitor.party(), Stream::Public).await?;
        let party = operator.party(api).await?;
        let last = write(api, &folder, *dialog, &party, Stream::Staff).await?;
        ends.insert(*dialog, last);
    }
    Ok(ends)
}

async fn write(api: &Api, folder: &Path, dialog: i64, party: &Party, stream: Stream) -> Result<i64> {
    let (frames, last_seq) = api.history(party, dialog).await?;
    let items: Option<Vec<Item>> = frames.iter().map(Item::of).collect();
    let items = items.context("an entry of a history lacks what each has")?;
    write_history(
        folder,
        &History {
            stream,
            source: Source::Rest,
            last_seq,
            items,
            authors: Vec::new(),
        },
    )?;
    Ok(last_seq)
}
