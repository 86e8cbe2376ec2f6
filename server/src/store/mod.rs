//! SQL, over SQLite and PostgreSQL.
//!
//! [`Store`] is the handle. Reads take a [`Conn`] of their own pool; every write goes through the one
//! [`Writer`], as a unit of work on a [`Tx`], and returns once it is synced to disk. One SQL text serves
//! both engines (see `engine`); times are milliseconds, JSON is text, absent is `None`.
//!
//! Each function on a tenant's data takes the tenant first, and its statement filters on it.

mod answer_records;
mod articles;
mod assistants;
mod backup;
mod changes;
mod column;
mod contacts;
mod dialogs;
mod embeddings;
mod engine;
mod error;
mod generations;
mod group;
mod handle;
mod identities;
mod inbox;
mod installation;
mod jobs;
mod messages;
mod operators;
mod origins;
mod passages;
mod posts;
mod questions;
mod restore;
mod sessions;
mod settings;
mod site_secrets;
mod sites;
mod source_pages;
mod sources;
mod spending;
mod summaries;
mod tenants;
mod transaction;
mod tx;
mod vectors;
mod writer;

pub use articles::{ArticleChange, NewArticle, Passage};
pub use assistants::{AssistantChange, NewAssistant};
pub use changes::NewChange;
pub use contacts::{ContactChange, NewContact};
pub use dialogs::NewDialog;
pub use embeddings::{EMBED_JOB, EmbeddingChange};
pub use engine::Conn;
pub use engine::copy::CopyError;
pub use error::{Error, OpenError};
pub use generations::{Ending, NewGeneration, ReplyEnd, SaidReply};
pub use group::DialogKey;
pub use handle::Store;
pub use inbox::{Counts, Filter, View};
pub use installation::Contents;
pub use jobs::{Job, NewJob};
pub use messages::NewMessage;
pub use operators::NewOperator;
pub use passages::PassageHit;
pub use sessions::NewSession;
pub use settings::{Place, Settings};
pub use site_secrets::SealedSecret;
pub use sites::NewSite;
pub use source_pages::ArticleOrigin;
pub use sources::{NewSource, PageCounts, RunEnd};
pub use summaries::{Cursor, DialogSummary};
pub use tenants::NewTenant;
pub use tx::Tx;
pub use vectors::{Saved, Unembedded};
pub use writer::Writer;
