use utoipa::OpenApi as _;

#[expect(clippy::print_stdout, reason = "the document is what the command prints")]
fn main() {
    println!(
        "{}",
        tandem::rest::openapi::Document::openapi()
            .to_pretty_json()
            .unwrap_or_default()
    );
}
