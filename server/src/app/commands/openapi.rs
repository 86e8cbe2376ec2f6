use std::io::Write as _;

/// `tandem openapi`: the document that `/api/openapi.json` serves.
pub fn run() -> anyhow::Result<()> {
    let (_, document) = crate::rest::router();
    writeln!(std::io::stdout(), "{}", document.to_pretty_json()?)?;
    Ok(())
}
