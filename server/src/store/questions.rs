//! Questions that nothing answered.

use super::column::At;
use super::engine::{execute, fetch_all, fetch_optional, row};
use super::{Conn, Error, Tx};
use crate::domain::{
    AssistantId, DialogId, Question, QuestionId, QuestionState, TenantId, Timestamp, folded,
};

row! {
    struct QuestionRow {
        id: i64,
        assistant_id: i64,
        dialog_id: i64,
        question: String,
        asked: i64,
        state: String,
        first_asked_at: i64,
        last_asked_at: i64,
    }
}

impl TryFrom<QuestionRow> for Question {
    type Error = Error;

    fn try_from(row: QuestionRow) -> Result<Self, Error> {
        let at = At("questions", row.id);
        Ok(Self {
            id: QuestionId(row.id),
            assistant: AssistantId(row.assistant_id),
            dialog: DialogId(row.dialog_id),
            text: row.question,
            asked: row.asked,
            state: at.known("state", QuestionState::parse(&row.state))?,
            first_asked_at: Timestamp(row.first_asked_at),
            last_asked_at: Timestamp(row.last_asked_at),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, assistant_id, dialog_id, question, asked, state, first_asked_at, last_asked_at
             from questions where tenant_id = $1 and assistant_id = $2 and ",
            $rest
        )
    };
}

impl Conn {
    /// In a state, those asked most first; after `after` in that order.
    pub async fn questions(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        state: QuestionState,
        after: Option<(i64, QuestionId)>,
        limit: i64,
    ) -> Result<Vec<Question>, Error> {
        let (asked, id) = after.map_or((i64::MAX, 0), |(asked, id)| (asked, id.0));
        let rows = fetch_all!(
            self,
            QuestionRow,
            select!(
                "state = $3 and (asked < $4 or (asked = $4 and id > $5))
                 order by asked desc, id limit $6"
            ),
            tenant.0,
            assistant.0,
            state.as_str(),
            asked,
            id,
            limit,
        )?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    pub async fn question(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        question: QuestionId,
    ) -> Result<Option<Question>, Error> {
        let row = fetch_optional!(
            self,
            QuestionRow,
            select!("id = $3"),
            tenant.0,
            assistant.0,
            question.0,
        )?;
        row.map(TryInto::try_into).transpose()
    }
}

impl Tx {
    /// Notes that nothing answered `text`. Asked again it counts up, and one that was taken for answered is open again.
    /// An assistant keeps at most `most` of them; more are dropped.
    pub async fn note_question(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        dialog: DialogId,
        text: &str,
        most: i64,
        at: Timestamp,
    ) -> Result<(), Error> {
        let key = folded(text);
        if key.is_empty() {
            return Ok(());
        }
        execute!(
            self,
            "insert into questions
                (tenant_id, assistant_id, dialog_id, question, folded, first_asked_at, last_asked_at)
             select $1, $2, $3, $4, $5, $6, $6
             where (select count(*) from questions where tenant_id = $1 and assistant_id = $2) < $7
                or exists (select 1 from questions where assistant_id = $2 and folded = $5)
             on conflict (assistant_id, folded) do update set
                asked = questions.asked + 1, dialog_id = excluded.dialog_id, question = excluded.question,
                last_asked_at = excluded.last_asked_at,
                state = case when questions.state = 'answered' then 'open' else questions.state end",
            tenant.0,
            assistant.0,
            dialog.0,
            Question::clipped(text),
            key,
            at.0,
            most,
        )?;
        Ok(())
    }

    /// False if the assistant has no such question.
    pub async fn set_question_state(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        question: QuestionId,
        state: QuestionState,
    ) -> Result<bool, Error> {
        let changed = execute!(
            self,
            "update questions set state = $4 where tenant_id = $1 and assistant_id = $2 and id = $3",
            tenant.0,
            assistant.0,
            question.0,
            state.as_str(),
        )?;
        Ok(changed == 1)
    }
}
