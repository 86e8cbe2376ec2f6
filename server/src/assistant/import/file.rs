use super::reading::{Format, Unreadable, Wanted};
use super::settle::{Became, Content, settle};
use super::{Importing, MOST_SOURCES};
use crate::domain::{AssistantId, SourceId, SourceKind, SourceState, TenantId};
use crate::store::{Error, NewSource, RunEnd};

/// A file that has become articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    pub source: SourceId,
    /// False if a file of that name was there: its articles were brought up to date.
    pub new: bool,
}

/// Why a file has not.
#[derive(Debug, thiserror::Error)]
pub enum FileRefused {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("the assistant has all the sources that it may have")]
    TooManySources,
    #[error(transparent)]
    Store(#[from] Error),
}

impl Importing {
    /// Reads a file that somebody sent, and writes its articles. The caller has checked that the assistant is the
    /// tenant's, and how large the file is.
    pub async fn import_file(
        &self,
        tenant: TenantId,
        assistant: AssistantId,
        name: String,
        content_type: Option<String>,
        bytes: &[u8],
    ) -> Result<Imported, FileRefused> {
        let format = Format::of(content_type.as_deref(), &name, bytes).ok_or(Unreadable::UnknownType)?;
        let wanted = Wanted {
            format,
            content_type,
            url: None,
            name: name.clone(),
        };
        let document = self.reader.read(&wanted, bytes).await?;
        let became = Became::Read(Content::of(document, None)?);
        let now = self.clock.now();
        let new = NewSource {
            assistant,
            kind: SourceKind::File,
            name,
            urls: Vec::new(),
            at: now,
        };
        let written = self.store.write(move |tx| {
            Box::pin(async move {
                let sources = tx.sources(tenant, assistant).await?;
                let same = |source: &&_| is_file(source, &new.name);
                let known = sources.iter().find(same).map(|source| source.id);
                let id = match known {
                    Some(id) => id,
                    None if sources.len() >= MOST_SOURCES => return Ok(None),
                    None => tx.create_source(tenant, &new).await?,
                };
                tx.begin_run(tenant, id, now).await?;
                if let Some(source) = tx.source(tenant, id).await? {
                    settle(tx, &source, &new.name, &became, now).await?;
                }
                let end = RunEnd {
                    state: SourceState::Done,
                    reason: None,
                    at: now,
                    next_at: None,
                };
                tx.end_run(tenant, id, end).await?;
                Ok::<_, Error>(Some(Imported {
                    source: id,
                    new: known.is_none(),
                }))
            })
        });
        written.await?.ok_or(FileRefused::TooManySources)
    }
}

fn is_file(source: &crate::domain::Source, name: &str) -> bool {
    source.kind == SourceKind::File && source.name == name
}
