//! The OpenAPI document of all that the server answers.

use utoipa::openapi::path::Operation;

use crate::{rest, sockets};

/// What `/api/openapi.json` and `tandem openapi` give.
pub(super) fn document() -> utoipa::openapi::OpenApi {
    let mut document = rest::document();
    document.merge(sockets::events().into_openapi());
    with_unique_names(document)
}

/// Names each operation by its address: the same handler stands under up to three prefixes.
fn with_unique_names(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
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
