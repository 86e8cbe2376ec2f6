//! What Tandem is about, with no I/O in it: ids, entities, state machines, events and who may see them.
//!
//! Nothing here awaits, asks for the time or draws a random number: clock and entropy are values
//! that the caller passes in ([`Clock`], [`Entropy`]).

mod answer_record;
mod article;
mod assistant;
mod away;
mod budget;
mod clock;
mod contact;
mod dialog;
mod embeddings;
mod ended_right;
mod engine;
mod event;
mod generation;
mod handoff;
mod hours;
mod ids;
mod limits;
mod marks;
mod message;
mod mutant;
mod network;
mod node;
mod operator;
mod principal;
mod question;
mod routing;
mod secret;
mod site;
mod source;
mod tenant;
mod text;

pub use answer_record::{AnswerRecord, Guard, MadeOf, PromptPart, PromptRole, ToolUse, UsedPassage};
pub use article::{Article, Citation};
pub use assistant::{Appearance, Assistant};
pub use away::Away;
pub use budget::{Budget, Spent};
pub use clock::{Clock, Timestamp};
pub use contact::{Attributes, Contact, InvalidAttributes, Page, Rating, merged_attributes};
pub use dialog::Dialog;
pub use embeddings::{EmbeddingFault, EmbeddingSettings, EmbeddingState, Embeddings};
pub use ended_right::EndedRight;
pub use engine::{EngineKind, EngineSettings, HandoffPolicy, OutsideHours, Usage};
pub use event::{Event, EventKind, Origin, Presence, Viewing};
pub use generation::{FailureCode, Generation, GenerationStatus};
pub use handoff::{Handoff, HandoffReason, Holder, Refused, ReleaseTo};
pub use hours::{ClosedDay, Hours, InvalidHours, Span, WEEKDAYS, WrittenHours};
pub use ids::{
    ArticleId, AssistantId, ConnectionId, ContactId, DialogId, GenerationId, JobId, MessageId, OperatorId,
    PassageId, PublicId, QuestionId, SessionId, SiteId, SiteSecretId, SourceId, TenantId,
};
pub use limits::Limits;
pub use marks::{Mark, MarkKind, Marks, Side};
pub use message::{Change, ChangeKind, EntryKind, Message, MessageMeta, Sender, SystemCode};
#[cfg(feature = "mutants")]
pub use mutant::plant;
pub use mutant::{Mutant, next_of_sequence, planted};
pub use network::Network;
pub use node::NodeId;
pub use operator::{Operator, Person, Role};
pub use principal::{Author, ContactPrincipal, ContactProof, OperatorPrincipal, Principal};
pub use question::{Question, QuestionState, folded};
pub use routing::{Pool, Visibility, route};
pub use secret::{Entropy, Secret, TokenHash};
pub use site::{AllowedOrigins, Origin as PageOrigin, Site};
pub use source::{ContentHash, ImportReason, PageState, Source, SourceKind, SourcePage, SourceState};
pub use tenant::{Session, Tenant};
pub use text::{ClientId, InvalidClientId, InvalidText, MessageText};
