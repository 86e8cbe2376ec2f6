use std::io::Write as _;

/// `tandem asyncapi`: the document that `/api/asyncapi.json` serves.
pub fn run() -> anyhow::Result<()> {
    let document = serde_json::to_string_pretty(&crate::protocol::asyncapi())?;
    writeln!(std::io::stdout(), "{document}")?;
    Ok(())
}
