//! OpenAPI schemas of the domain's own types, so that the domain need not know OpenAPI.

use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{KnownFormat, RefOr, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

use super::Time;
use crate::domain::{
    AllowedOrigins, ArticleId, Citation, ContactId, DialogId, EmbeddingFault, EmbeddingState, EngineKind,
    FailureCode, GenerationId, GenerationStatus, Guard, HandoffReason, ImportReason, MessageId, MessageMeta,
    OperatorId, OutsideHours, Page, PageOrigin, PageState, Person, PromptPart, PromptRole, PublicId,
    QuestionId, QuestionState, ReleaseTo, Role, Sender, Side, SiteSecretId, SourceId, SourceKind,
    SourceState, SystemCode, ToolUse, Usage, UsedPassage,
};

macro_rules! ids {
    ($($id:ty),+) => {$(
        impl PartialSchema for $id {
            fn schema() -> RefOr<Schema> {
                i64::schema()
            }
        }
        impl ToSchema for $id {}
    )+};
}

ids!(
    ArticleId,
    ContactId,
    DialogId,
    GenerationId,
    MessageId,
    OperatorId,
    QuestionId,
    SiteSecretId,
    SourceId
);

macro_rules! texts {
    ($($name:ty),+) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                String::schema()
            }
        }
        impl ToSchema for $name {}
    )+};
}

texts!(PublicId, PageOrigin);

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::new(Type::String))
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .into()
    }
}
impl ToSchema for Time {}

/// The names stand here a second time; the test below holds them to what serde writes.
macro_rules! choices {
    ($($name:ident { $($variant:ident = $text:literal),+ })+) => {
        $(
            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    ObjectBuilder::new()
                        .schema_type(SchemaType::new(Type::String))
                        .enum_values(Some([$($text),+]))
                        .into()
                }
            }
            impl ToSchema for $name {}
        )+

        #[cfg(test)]
        #[test]
        fn choices_are_named_as_serde_names_them() {
            $($(
                assert_eq!(serde_json::to_value($name::$variant).unwrap(), $text);
            )+)+
        }
    };
}

choices! {
    Sender { User = "user", Assistant = "assistant", Manager = "manager", System = "system" }
    Side { User = "user", Manager = "manager" }
    Role { Agent = "agent", Admin = "admin", Owner = "owner" }
    ReleaseTo { Assistant = "assistant", Queue = "queue" }
    HandoffReason {
        Visitor = "visitor", Assistant = "assistant", Failure = "failure",
        Deadline = "deadline", Policy = "policy", Budget = "budget", Operator = "operator"
    }
    OutsideHours { Queue = "queue", Keep = "keep" }
    GenerationStatus {
        Queued = "queued", Generating = "generating", Completed = "completed", Error = "error",
        Cancelled = "cancelled"
    }
    SourceKind { Url = "url", Sitemap = "sitemap", File = "file" }
    SourceState { Pending = "pending", Running = "running", Done = "done", Failed = "failed" }
    PageState {
        Pending = "pending", Imported = "imported", Edited = "edited", Deleted = "deleted", Failed = "failed",
        Gone = "gone"
    }
    ImportReason {
        InvalidAddress = "invalid_address", AddressRefused = "address_refused", Unreachable = "unreachable",
        TimedOut = "timed_out", BrokeOff = "broke_off", Tls = "tls", TooManyRedirects = "too_many_redirects",
        HttpError = "http_error", TooLarge = "too_large", UnknownType = "unknown_type",
        Unreadable = "unreadable", Encrypted = "encrypted", Empty = "empty", NotASitemap = "not_a_sitemap",
        LimitReached = "limit_reached", Duplicate = "duplicate"
    }
    FailureCode {
        EngineFailed = "engine_failed", EngineSilent = "engine_silent", DeadlineMissed = "deadline_missed",
        BudgetSpent = "budget_spent", TakenOver = "taken_over", Superseded = "superseded",
        Unauthorized = "unauthorized", NotFound = "not_found", Rejected = "rejected",
        AddressRefused = "address_refused", KeyUnusable = "key_unusable", RateLimited = "rate_limited",
        Unavailable = "unavailable", Malformed = "malformed", Empty = "empty", CutOff = "cut_off",
        TooLong = "too_long", Refused = "refused", Paused = "paused"
    }
    EmbeddingState { Working = "working", Ready = "ready", Waiting = "waiting", Stopped = "stopped" }
    EmbeddingFault {
        Unauthorized = "unauthorized", NotFound = "not_found", Rejected = "rejected",
        AddressRefused = "address_refused", KeyUnusable = "key_unusable",
        WrongDimensions = "wrong_dimensions", RateLimited = "rate_limited", Unavailable = "unavailable",
        TimedOut = "timed_out", Malformed = "malformed", BudgetSpent = "budget_spent"
    }
    EngineKind { Knowledge = "knowledge", OpenAi = "openai", Anthropic = "anthropic", Webhook = "webhook" }
    PromptRole {
        System = "system", User = "user", Assistant = "assistant", Tool = "tool", Tandem = "tandem"
    }
    QuestionState { Open = "open", Answered = "answered", Dismissed = "dismissed" }
    SystemCode {
        HandoffRequested = "handoff_requested", HandoffStarted = "handoff_started",
        HandoffEnded = "handoff_ended", DialogClosed = "dialog_closed", DialogReopened = "dialog_reopened",
        AssistantFailed = "assistant_failed"
    }
}

macro_rules! objects {
    ($($name:ident { $($field:ident : $type:ty),* ; $($optional:ident : $optional_type:ty),* })+) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    $(.property(stringify!($field), <$type>::schema()).required(stringify!($field)))*
                    $(.property(stringify!($optional), <$optional_type>::schema()))*
                    .into()
            }
        }
        impl ToSchema for $name {}
    )+};
}

objects! {
    Person { id: OperatorId, name: String; avatar_url: String }
    Citation { article_id: ArticleId, title: String; url: String }
    Usage { input_tokens: i64, output_tokens: i64; }
    PromptPart { role: PromptRole, text: String; }
    UsedPassage { article_id: ArticleId, title: String, heading: String, text: String; }
    ToolUse { name: String, arguments: String, outcome: String; }
    Guard { name: String, passed: bool; detail: String }
    Page { url: String, title: String, referrer: String; }
    MessageMeta {
        ;
        code: SystemCode, answered: bool, asked_for_person: bool, manager: Person, to: ReleaseTo, reason: HandoffReason, wish: String,
        by: Sender, unfinished: String, failure: FailureCode
    }
}

impl PartialSchema for AllowedOrigins {
    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new().items(String::schema()).into()
    }
}
impl ToSchema for AllowedOrigins {}
