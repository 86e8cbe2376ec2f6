use std::io::Write as _;

use crate::app::config::Config;

/// `tandem serve`
pub async fn run(config: &Config) -> anyhow::Result<()> {
    crate::app::serve::serve(config, false, |running| {
        let mut out = std::io::stdout();
        // A closed standard output is no reason not to serve.
        let _ = writeln!(out, "Tandem is at {}", running.url);
        if let Some(link) = &running.setup_link {
            let _ = writeln!(out, "Nobody can sign in yet. Open this once to begin: {link}");
        }
    })
    .await
}
