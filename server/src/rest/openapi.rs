//! The OpenAPI document: paths from the handlers, schemas from `protocol`.

use utoipa::OpenApi;
use utoipa::openapi::path::Operation;

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
        protocol::SiteBody,
        protocol::SiteIn,
        protocol::SiteSecretBody,
        protocol::MemberBody,
        protocol::OperatorIn,
        protocol::TryQuestion,
        protocol::TryAnswer,
    ))
)]
pub struct Document;

/// Names each operation by its address: the same handler stands under up to three prefixes.
pub(super) fn with_unique_names(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    for (path, item) in &mut document.paths.paths {
        let name = |verb: &str| {
            let words = path
                .trim_start_matches("/api/v1/")
                .replace(['{', '}'], "")
                .replace(['/', '-'], "_");
            Some(format!("{verb}_{words}"))
        };
        let operations: [(&str, &mut Option<Operation>); 4] = [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ];
        for (verb, operation) in operations {
            if let Some(operation) = operation {
                operation.operation_id = name(verb);
            }
        }
    }
    document
}
