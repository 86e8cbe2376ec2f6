//! The wire: frames, bodies, error and close codes. The one source of the OpenAPI document and,
//! through it, of the TypeScript types of both front ends.

mod admin;
mod answers;
mod assistants;
mod asyncapi;
mod auth;
mod callbacks;
mod client;
mod close;
mod code;
mod dialogs;
mod embeddings;
mod generations;
mod hours;
mod identity;
mod messages;
mod mistake;
mod problem;
mod render;
mod schema;
mod server;
mod sources;
mod time;
mod widget;
mod written;

pub use admin::{
    ArticleBody, ArticleIn, ArticlePatch, ArticleSourceBody, MemberBody, NewSecretBody, OperatorIn,
    OperatorPatch, SecretBody, SiteBody, SiteIn, SiteSecretBody,
};
pub use answers::{
    AnswerRecordBody, DraftBody, DraftIn, DraftMode, QuestionBody, QuestionPatch, ReplayAnswer, ReplayBody,
    ReplayIn, ReplayItem, ReplayTotals, SettingsBody, SettingsPatch, SummaryBody, SummaryBy, UsedBody,
};
pub use assistants::{
    AssistantBody, AssistantIn, AssistantPatch, EngineBody, EngineIn, HandoffPolicyBody, TryAnswer,
    TryQuestion,
};
pub use asyncapi::asyncapi;
pub use auth::{LoginIn, MeBody, OperatorBody, SetupIn, SignedInBody, TenantBody};
pub use callbacks::{
    CallbackBody, CallbackIn, N8nCallbackIn, WorkflowAnswer, WorkflowAssistant, WorkflowContact,
    WorkflowPassage, WorkflowRequest, WorkflowResult, WorkflowTurn,
};
pub use client::{ClientFrame, InboxFrame, InvalidFrame};
pub use close::CloseCode;
pub use code::ErrorCode;
pub use dialogs::{
    ContactBody, CountsBody, DialogBody, DialogCreated, DialogDetail, DialogIn, DialogSummaryBody,
    FirstMessageIn, HandoffIn, LastMessageBody, ListOf, MarkIn, ReleaseIn, TransferIn, TypingIn,
};
pub use embeddings::{EmbeddingStatusBody, EmbeddingsBody, EmbeddingsIn};
pub use generations::{GenerationBody, GenerationError};
pub use hours::{ClosedDayBody, HoursBody, OpenBody, SpanBody, WeekBody};
pub use identity::{IdentifiedBody, IdentifyIn, OwnContactBody, RatingBody, RatingIn};
pub use messages::{ChangedBody, EditIn, HistoryBody, MessageIn, NoteIn, PostedBody};
pub use mistake::{mistake, mistake_in_json};
pub use problem::Problem;
pub use render::{ack_frame, advance_frame, entry_frame, message_frame, render};
pub use server::{ChangeFrame, MarksBody, MessageFrame, PresenceFrame, ServerFrame};
pub use sources::{SourceBody, SourceCounts, SourceIn, SourcePageBody};
pub use time::Time;
pub use widget::{ConfigAppearance, ConfigAssistant, ConfigLimits, WidgetConfig};

/// The sub-protocol that our own clients name, and get back.
pub const SUBPROTOCOL: &str = "tandem.v1";
