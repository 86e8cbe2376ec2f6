use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::task::JoinSet;

use super::collect::dialog_folder;
use super::orders::Link;
use super::writer::Writer;
use super::{post_writer, socket_writer};
use crate::dice::Dice;
use crate::ledger::{Ledger, Stream};
use crate::stage::{Operator, Pen, Shop, Visitor};
use crate::wire::Api;

/// In every so many dialogs the operator writes too.
const OPERATOR_WRITES_IN: usize = 4;

/// Opens a dialog for each visitor and gives it to `operator`, so that the assistant keeps out of it.
pub(super) async fn open_dialogs(
    api: &Api,
    shop: &Shop,
    operator: &Operator,
    visitors: usize,
) -> Result<Vec<(i64, Visitor)>> {
    let mut secrets = Dice::fresh();
    let mut opened = Vec::new();
    for _ in 0..visitors {
        let visitor = Visitor::new(&shop.assistant, &mut secrets);
        let dialog = visitor.open_dialog(api, &mut secrets).await?;
        let party = operator.party(api).await?;
        let answer = api.claim(&party, dialog).await?;
        answer
            .read::<serde_json::Value>()
            .context("the operator cannot claim")?;
        opened.push((dialog, visitor));
    }
    Ok(opened)
}

/// Sets all writers to work. Every second visitor writes over a socket.
pub(super) fn start(
    api: &Api,
    ledgers: &Path,
    visitors: &[(i64, Visitor)],
    operator: &Arc<Operator>,
    link: &Link,
    dice: &Dice,
    longest_pause: Duration,
) -> Result<JoinSet<Result<()>>> {
    let mut writers = JoinSet::new();
    for (index, (dialog, visitor)) in visitors.iter().enumerate() {
        let writer = |name: &str, stream, pen, part| {
            let name = format!("{name}-{index}");
            let ledger = Ledger::of_writer(&dialog_folder(ledgers, *dialog), &name, stream)?;
            let dice = dice.part(part);
            Ok::<_, anyhow::Error>(Writer::new(
                &name,
                api.clone(),
                *dialog,
                pen,
                link.clone(),
                ledger,
                dice,
                longest_pause,
            ))
        };
        let part = 2 * index as u64;
        let visitor = writer("visitor", Stream::Public, Pen::Visitor(visitor.party()), part)?;
        if index % 2 == 0 {
            writers.spawn(socket_writer::run(visitor));
        } else {
            writers.spawn(post_writer::run(visitor));
        }
        if index % OPERATOR_WRITES_IN == 0 {
            let pen = Pen::Operator(Arc::clone(operator));
            let operator = writer("operator", Stream::Staff, pen, part + 1)?;
            writers.spawn(post_writer::run(operator));
        }
    }
    Ok(writers)
}
