use anyhow::{Context, Result};

use super::orders::BACK_OFF;
use super::writer::{Receipt, Writer};

/// Writes by `POST`, one message at a time, until it is told to stop and all is acknowledged.
pub(super) async fn run(mut writer: Writer) -> Result<()> {
    loop {
        if writer.unacked.is_empty() {
            if writer.link.is_stopped() {
                return Ok(());
            }
            let pause = writer.pause();
            tokio::time::sleep(pause).await;
            writer.compose()?;
        }
        post_oldest(&mut writer).await?;
    }
}

/// Sends the oldest message that is not acknowledged, perhaps again.
async fn post_oldest(writer: &mut Writer) -> Result<()> {
    let letter = writer
        .unacked
        .front()
        .cloned()
        .context("there is nothing to send")?;
    let Ok(party) = writer.pen.party(&writer.api).await else {
        writer.link.wait_for_power().await;
        return Ok(());
    };
    let sent = writer
        .api
        .post_message(&party, writer.dialog, &letter.client_id, &letter.text)
        .await;
    let Ok(answer) = sent else {
        writer.doubt();
        writer.link.wait_for_power().await;
        return Ok(());
    };
    if answer.is_done() {
        let receipt: Receipt = answer.read()?;
        return writer.acked(&letter.client_id, &receipt);
    }
    let problem = answer.problem();
    if problem.as_ref().is_some_and(|problem| problem.retryable) {
        tokio::time::sleep(BACK_OFF).await;
        return Ok(());
    }
    let code = problem.map_or_else(|| format!("status {}", answer.status), |problem| problem.code);
    writer.refused(&letter.client_id, &code)
}
