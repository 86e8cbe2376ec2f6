use std::io::Write as _;

/// `tandem openapi`: the document that `/api/openapi.json` serves.
pub fn run() -> anyhow::Result<()> {
    writeln!(
        std::io::stdout(),
        "{}",
        crate::app::document::document().to_pretty_json()?
    )?;
    Ok(())
}
