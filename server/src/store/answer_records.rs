//! What answers were made of.

use super::column::{At, json};
use super::engine::{execute, fetch_optional, row};
use super::{Conn, Error, Tx};
use crate::domain::{
    AnswerRecord, Assistant, DialogId, EngineKind, Generation, GenerationId, MadeOf, TenantId, Timestamp,
    Usage,
};

row! {
    struct RecordRow {
        generation_id: i64,
        dialog_id: i64,
        engine: String,
        model: Option<String>,
        prompt: String,
        passages: String,
        tools: String,
        guards: String,
        input_tokens: i64,
        output_tokens: i64,
        cost_micros: i64,
        first_piece_ms: Option<i64>,
        created_at: i64,
    }
}

impl TryFrom<RecordRow> for AnswerRecord {
    type Error = Error;

    fn try_from(row: RecordRow) -> Result<Self, Error> {
        let at = At("answer_records", row.generation_id);
        let kinds = [
            EngineKind::Knowledge,
            EngineKind::OpenAi,
            EngineKind::Anthropic,
            EngineKind::Webhook,
        ];
        Ok(Self {
            generation: GenerationId(row.generation_id),
            dialog: DialogId(row.dialog_id),
            engine: at.known(
                "engine",
                kinds.into_iter().find(|kind| kind.as_str() == row.engine),
            )?,
            model: row.model,
            made_of: MadeOf {
                prompt: at.json("prompt", &row.prompt)?,
                passages: at.json("passages", &row.passages)?,
                tools: at.json("tools", &row.tools)?,
                guards: at.json("guards", &row.guards)?,
            },
            usage: Usage {
                input_tokens: row.input_tokens,
                output_tokens: row.output_tokens,
            },
            cost_micros: row.cost_micros,
            first_piece_ms: row.first_piece_ms,
            at: Timestamp(row.created_at),
        })
    }
}

impl Conn {
    pub async fn answer_record(
        &mut self,
        tenant: TenantId,
        generation: GenerationId,
    ) -> Result<Option<AnswerRecord>, Error> {
        let row = fetch_optional!(
            self,
            RecordRow,
            "select r.generation_id, g.dialog_id, r.engine, r.model, r.prompt, r.passages, r.tools, r.guards,
                r.input_tokens, r.output_tokens, r.cost_micros, r.first_piece_ms, r.created_at
             from answer_records r join generations g on g.id = r.generation_id
             where r.tenant_id = $1 and r.generation_id = $2",
            tenant.0,
            generation.0,
        )?;
        row.map(TryInto::try_into).transpose()
    }
}

impl Tx {
    /// Keeps the record of a reply of which nothing was asked, if there is none.
    pub async fn save_empty_record(
        &mut self,
        generation: &Generation,
        assistant: &Assistant,
        at: Timestamp,
    ) -> Result<(), Error> {
        execute!(
            self,
            "insert into answer_records
                (generation_id, tenant_id, engine, model, prompt, passages, tools, guards, input_tokens,
                 output_tokens, cost_micros, first_piece_ms, created_at)
             values ($1, $2, $3, $4, '[]', '[]', '[]', '[]', 0, 0, 0, null, $5)
             on conflict (generation_id) do nothing",
            generation.id.0,
            generation.tenant.0,
            assistant.engine.as_str(),
            assistant.engine_settings.model.as_deref(),
            at.0,
        )?;
        Ok(())
    }

    /// Keeps what an attempt was made of. A later attempt's takes the place of an earlier one's; what both used adds up.
    pub async fn save_answer_record(&mut self, tenant: TenantId, record: &AnswerRecord) -> Result<(), Error> {
        execute!(
            self,
            "insert into answer_records
                (generation_id, tenant_id, engine, model, prompt, passages, tools, guards, input_tokens,
                 output_tokens, cost_micros, first_piece_ms, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             on conflict (generation_id) do update set
                engine = excluded.engine, model = excluded.model, prompt = excluded.prompt,
                passages = excluded.passages, tools = excluded.tools, guards = excluded.guards,
                input_tokens = answer_records.input_tokens + excluded.input_tokens,
                output_tokens = answer_records.output_tokens + excluded.output_tokens,
                cost_micros = answer_records.cost_micros + excluded.cost_micros,
                first_piece_ms = excluded.first_piece_ms",
            record.generation.0,
            tenant.0,
            record.engine.as_str(),
            record.model.as_deref(),
            json(&record.made_of.prompt),
            json(&record.made_of.passages),
            json(&record.made_of.tools),
            json(&record.made_of.guards),
            record.usage.input_tokens,
            record.usage.output_tokens,
            record.cost_micros,
            record.first_piece_ms,
            record.at.0,
        )?;
        Ok(())
    }
}
