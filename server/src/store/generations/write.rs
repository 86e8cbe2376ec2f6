use std::collections::HashMap;

use serde_json::{Value, json};

use super::GenerationRow;
use crate::domain::{
    AssistantId, DialogId, FailureCode, Generation, GenerationId, GenerationStatus, Mark, MessageId,
    TenantId, Timestamp, Usage,
};
use crate::store::column::optional_json;
use crate::store::engine::{batch, execute, fetch_all, fetch_optional};
use crate::store::{Error, Tx};

/// A reply that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGeneration {
    pub tenant: TenantId,
    pub dialog: DialogId,
    pub assistant: AssistantId,
    /// The contact's message that it answers, in each stream.
    pub reply_to: Mark,
    /// The epoch that it starts under.
    pub handler_epoch: i64,
    pub at: Timestamp,
}

/// How a generation came to its end.
#[derive(Clone, Debug)]
pub struct Ending {
    pub status: GenerationStatus,
    pub code: Option<FailureCode>,
    pub message: Option<MessageId>,
    /// The whole text, if the last saved progress is not it.
    pub text: Option<String>,
    pub latency_ms: Option<i64>,
    pub usage: Option<Usage>,
    pub at: Timestamp,
}

impl Tx {
    /// Writes wanted replies in one statement; their ids in the order given. Each of a batch answers
    /// another message.
    pub async fn insert_generations(&mut self, wanted: &[NewGeneration]) -> Result<Vec<GenerationId>, Error> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<Value> = wanted
            .iter()
            .map(|new| {
                json!({
                    "tenant": new.tenant, "dialog": new.dialog, "assistant": new.assistant,
                    "public": new.reply_to.public, "staff": new.reply_to.staff,
                    "epoch": new.handler_epoch, "at": new.at.0,
                })
            })
            .collect();
        let sql = batch!(
            self,
            "insert into generations
                (tenant_id, dialog_id, assistant_id, reply_to_public, reply_to_staff, handler_epoch, status,
                 created_at, updated_at)
             select cast(value ->> 'tenant' as bigint), cast(value ->> 'dialog' as bigint),
                cast(value ->> 'assistant' as bigint), cast(value ->> 'public' as bigint),
                cast(value ->> 'staff' as bigint), cast(value ->> 'epoch' as bigint), 'queued',
                cast(value ->> 'at' as bigint), cast(value ->> 'at' as bigint)",
            "returning id, dialog_id, reply_to_staff"
        );
        let written = fetch_all!(self, (i64, i64, i64), sql, Value::from(rows).to_string())?;
        let ids: HashMap<(i64, i64), i64> = written
            .into_iter()
            .map(|(id, dialog, staff)| ((dialog, staff), id))
            .collect();
        let found = ids.len() as u64;
        wanted
            .iter()
            .map(|new| {
                ids.get(&(new.dialog.0, new.reply_to.staff))
                    .copied()
                    .map(GenerationId)
            })
            .collect::<Option<Vec<_>>>()
            .filter(|found| found.len() == ids.len())
            .ok_or(Error::WrongRowCount {
                expected: wanted.len() as u64,
                found,
            })
    }

    /// Ends what is being written in that dialog, and gives it with its text. Of what is `unshown` nobody has seen
    /// a word yet; without that everything ends.
    pub async fn cancel_generations(
        &mut self,
        tenant: TenantId,
        dialog: DialogId,
        unshown: bool,
        code: FailureCode,
        at: Timestamp,
    ) -> Result<Vec<Generation>, Error> {
        let rows = fetch_all!(
            self,
            GenerationRow,
            concat!(
                "update generations as g
                 set status = 'cancelled', code = $3, finished_at = $4, updated_at = $4
                 where tenant_id = $1 and dialog_id = $2 and status in ('queued', 'generating')
                    and (not $5 or delta_index < 0) returning ",
                "id, tenant_id, dialog_id, assistant_id, reply_to_public, reply_to_staff, handler_epoch,
                 status, attempt, text, delta_index, text_attempt, code, message_id, latency_ms, usage, deadline_at, created_at"
            ),
            tenant.0,
            dialog.0,
            code.as_str(),
            at.0,
            unshown,
        )?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// A try begins. What an earlier one had written stays until this one saves progress. False if the generation has
    /// ended, or a later try has begun.
    pub async fn begin_attempt(
        &mut self,
        tenant: TenantId,
        generation: GenerationId,
        attempt: i32,
        at: Timestamp,
    ) -> Result<bool, Error> {
        let begun = execute!(
            self,
            "update generations
             set status = 'generating', attempt = $3,
                text_attempt = case when delta_index < 0 then $3 else text_attempt end,
                started_at = coalesce(started_at, $4), updated_at = $4
             where tenant_id = $1 and id = $2 and status in ('queued', 'generating') and attempt <= $3",
            tenant.0,
            generation.0,
            i64::from(attempt),
            at.0,
        )?;
        Ok(begun == 1)
    }

    /// Keeps all text of this attempt up to and including the delta `index`, in place of an earlier one's. False if the
    /// generation has ended, another try has begun, or more of this one is kept already.
    pub async fn save_progress(
        &mut self,
        tenant: TenantId,
        generation: GenerationId,
        attempt: i32,
        index: i64,
        text: &str,
    ) -> Result<bool, Error> {
        let saved = execute!(
            self,
            "update generations set text = $5, delta_index = $4, text_attempt = $3
             where tenant_id = $1 and id = $2 and attempt = $3 and status = 'generating'
                and (delta_index < $4 or text_attempt < $3)",
            tenant.0,
            generation.0,
            i64::from(attempt),
            index,
            text,
        )?;
        Ok(saved == 1)
    }

    /// The attempt is handed to a workflow, which may answer until `deadline`, and whose pieces are put one behind the
    /// other: what an earlier one had of it is dropped. False if the generation has ended.
    pub async fn await_workflow(
        &mut self,
        tenant: TenantId,
        generation: GenerationId,
        deadline: Timestamp,
    ) -> Result<bool, Error> {
        let waits = execute!(
            self,
            "update generations set deadline_at = coalesce(deadline_at, $3),
                text = case when text_attempt < attempt then '' else text end,
                delta_index = case when text_attempt < attempt then -1 else delta_index end,
                text_attempt = attempt
             where tenant_id = $1 and id = $2 and status = 'generating'",
            tenant.0,
            generation.0,
            deadline.0,
        )?;
        Ok(waits == 1)
    }

    /// Adds to what has been written, as the next delta; its number, or nothing if the generation has ended or would
    /// become longer than `most` characters.
    pub async fn append_progress(
        &mut self,
        tenant: TenantId,
        generation: GenerationId,
        text: &str,
        most: i64,
    ) -> Result<Option<i64>, Error> {
        let row = fetch_optional!(
            self,
            (i64,),
            "update generations set text = text || $3, delta_index = delta_index + 1
             where tenant_id = $1 and id = $2 and status = 'generating' and length(text) + length($3) <= $4
             returning delta_index",
            tenant.0,
            generation.0,
            text,
            most,
        )?;
        Ok(row.map(|(index,)| index))
    }

    /// Keeps what came too late for the operator who took over.
    pub async fn keep_suggestion(
        &mut self,
        tenant: TenantId,
        generation: GenerationId,
        text: &str,
    ) -> Result<(), Error> {
        execute!(
            self,
            "update generations set text = $3
             where tenant_id = $1 and id = $2 and status = 'cancelled' and code = 'taken_over'",
            tenant.0,
            generation.0,
            text,
        )?;
        Ok(())
    }

    /// Ends it. False if it has ended already: then that end stands.
    pub async fn finish_generation(
        &mut self,
        tenant: TenantId,
        generation: GenerationId,
        ending: &Ending,
    ) -> Result<bool, Error> {
        let finished = execute!(
            self,
            "update generations
             set status = $3, code = $4, message_id = $5, text = coalesce($6, text), latency_ms = $7,
                usage = $8, finished_at = $9, updated_at = $9, reserved_tokens = 0, reserved_micros = 0
             where tenant_id = $1 and id = $2 and status in ('queued', 'generating')",
            tenant.0,
            generation.0,
            ending.status.as_str(),
            ending.code.map(FailureCode::as_str),
            ending.message.map(|message| message.0),
            ending.text.as_deref(),
            ending.latency_ms,
            optional_json(ending.usage.as_ref()),
            ending.at.0,
        )?;
        Ok(finished == 1)
    }
}
