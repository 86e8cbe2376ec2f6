pub(super) mod create;
pub(super) mod delete;
pub(super) mod pages;
pub(super) mod read;
pub(super) mod refresh;
pub(super) mod upload;

use crate::domain::{OperatorPrincipal, PageState, Source, SourceId};
use crate::protocol::{SourceBody, SourceCounts};
use crate::rest::Rest;
use crate::rest::assistants;
use crate::rest::failure::{Answer, Failure};
use crate::store::PageCounts;

/// Characters of a file's name.
const FILE_NAME: usize = 200;

/// The assistant's source of that number, with its counts.
async fn find(
    rest: &Rest,
    operator: &OperatorPrincipal,
    assistant: &str,
    id: SourceId,
) -> Answer<(Source, PageCounts)> {
    let assistant = assistants::find(rest, operator.tenant, assistant).await?;
    let mut reader = rest.store.read().await?;
    let found = reader.source(operator.tenant, id).await?;
    let source = found
        .filter(|source| source.assistant == assistant.id)
        .ok_or_else(Failure::not_found)?;
    let mut counts = reader.source_counts(operator.tenant, assistant.id).await?;
    let counts = counts.remove(&source.id).unwrap_or_default();
    Ok((source, counts))
}

fn body(source: Source, counts: &PageCounts) -> SourceBody {
    SourceBody {
        id: source.id,
        kind: source.kind,
        name: source.name,
        urls: source.urls,
        state: source.state,
        reason: source.reason,
        pages: SourceCounts {
            found: counts.found(),
            pending: counts.of(PageState::Pending),
            imported: counts.of(PageState::Imported),
            changed: counts.changed,
            edited: counts.of(PageState::Edited),
            deleted: counts.of(PageState::Deleted),
            failed: counts.of(PageState::Failed),
            gone: counts.of(PageState::Gone),
        },
        created_at: source.created_at.into(),
        last_run_at: source.ended_at.map(Into::into),
        next_run_at: source.next_at.map(Into::into),
    }
}
