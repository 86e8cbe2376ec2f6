use std::io::Write as _;

use serde_json::json;

use crate::app::config::Config;

/// `tandem demo`
pub async fn run(config: &Config, as_json: bool) -> anyhow::Result<()> {
    crate::app::serve::serve(config, true, |running| {
        let Some(demo) = &running.demo else { return };
        let (shop, account) = (
            format!("{}/demo/shop", running.url),
            format!("{}/demo/account", running.url),
        );
        let password = demo.operator_password.reveal();
        let text = if as_json {
            let operator = json!({ "email": demo.operator_email, "password": password });
            json!({ "url": running.url, "shop": shop, "account": account, "operator": operator }).to_string()
        } else {
            format!(
                "Tandem's demo is ready.\n\n  \
                 The shop, as a visitor   {shop}\n  \
                 Signed in at the shop    {account}\n  \
                 The operators' dashboard {}/\n\n  \
                 Sign in as {} with the password {password}\n\n\
                 Open the shop and the dashboard side by side. Ctrl-C ends it.",
                running.url, demo.operator_email
            )
        };
        // A closed standard output is no reason not to serve.
        let _ = writeln!(std::io::stdout(), "{text}");
    })
    .await
}
