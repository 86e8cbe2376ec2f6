//! Questions that nothing answered.

pub(super) mod list;
pub(super) mod update;

use crate::domain::Question;
use crate::protocol::QuestionBody;

fn body(question: Question) -> QuestionBody {
    QuestionBody {
        id: question.id,
        question: question.text,
        asked: question.asked,
        dialog_id: question.dialog,
        first_asked_at: question.first_asked_at.into(),
        last_asked_at: question.last_asked_at.into(),
        state: question.state,
    }
}
