//! The OpenAPI document: paths from the handlers, schemas from `protocol`.

use utoipa::OpenApi;

use crate::protocol;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tandem",
        description = "Customer-support chat where AI and people answer together."
    ),
    components(schemas(
        protocol::ServerFrame,
        protocol::ClientFrame,
        protocol::InboxFrame,
        protocol::Problem,
        protocol::WidgetConfig,
        protocol::DialogIn,
        protocol::DialogCreated,
        protocol::DialogDetail,
        protocol::CountsBody,
        protocol::HandoffIn,
        protocol::ReleaseIn,
        protocol::TransferIn,
        protocol::MarkIn,
        protocol::TypingIn,
        protocol::MessageIn,
        protocol::NoteIn,
        protocol::EditIn,
        protocol::IdentifyIn,
        protocol::IdentifiedBody,
        protocol::RatingIn,
        protocol::ChangedBody,
        protocol::PostedBody,
        protocol::HistoryBody,
        protocol::GenerationBody,
        protocol::LoginIn,
        protocol::SetupIn,
        protocol::SignedInBody,
        protocol::MeBody,
        protocol::AssistantBody,
        protocol::AssistantIn,
        protocol::AssistantPatch,
        protocol::ArticleBody,
        protocol::ArticleIn,
        protocol::ArticlePatch,
        protocol::SourceIn,
        protocol::SourceBody,
        protocol::SourcePageBody,
        protocol::SiteBody,
        protocol::SiteIn,
        protocol::SiteSecretBody,
        protocol::MemberBody,
        protocol::OperatorIn,
        protocol::OperatorPatch,
        protocol::SecretBody,
        protocol::NewSecretBody,
        protocol::TryQuestion,
        protocol::TryAnswer,
    ))
)]
pub struct Document;
