//! Tenants, operators, assistants and sites by the command line, also beside a server that runs.

use serde_json::{Value, json};

use super::program::{Home, outcome};
use crate::support::{Caller, Site};

async fn create(home: &Home, arguments: &[&str]) -> Value {
    let made = home.run(&[arguments, &["--json"]].concat()).await.json();
    assert_eq!(
        made.as_object().unwrap().len(),
        if arguments[0] == "site" { 2 } else { 1 },
        "{made}"
    );
    made
}

/// What the command line is for: a tenant with everything in it. The operator's password is `password`.
async fn furnish(home: &Home, password: &str) -> (Value, Value) {
    let tenant = create(home, &["tenant", "create", "--name", "Shop"]).await;
    let tenant = tenant["tenant_id"].as_str().unwrap();
    let mut command = home.command(&[
        "operator",
        "create",
        "--tenant",
        tenant,
        "--email",
        "olga@example.com",
        "--role",
        "owner",
        "--password-stdin",
        "--json",
    ]);
    command.env("TANDEM_LOG", "off");
    let operator = outcome(command, &format!("{password}\n")).await.json();
    assert!(
        operator["operator_id"].is_i64() && operator["password"].is_null(),
        "{operator}"
    );
    let assistant = create(
        home,
        &["assistant", "create", "--tenant", tenant, "--name", "Ada"],
    )
    .await;
    let id = assistant["assistant_id"].as_str().unwrap();
    let site = create(home, &["site", "create", "--assistant", id, "--name", "Account"]).await;
    (assistant, site)
}

async fn works(url: &str, password: &str, assistant: &Value, site: &Value) {
    let operator = Caller::signed_in(url, "olga@example.com", password).await;
    assert_eq!(operator.get("/me").await.is(200)["operator"]["role"], "owner");
    let visitor = Caller::visitor(url, assistant["assistant_id"].as_str().unwrap());
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    let made = json!({ "site": { "id": site["site_id"] }, "secret": site["secret"] });
    let site = Site::new(url, &made);
    let soon = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs() + 60;
    let token = site.sign(&json!({ "iss": site.id, "sub": "7", "exp": soon }));
    site.bearer(&token).opens().await;
}

#[tokio::test]
async fn everything_can_be_made_before_the_first_start() {
    let home = Home::new();
    let (assistant, site) = furnish(&home, "before the first start").await;
    let mut serving = home.serve().await;
    works(&serving.url, "before the first start", &assistant, &site).await;
    serving.terminate().await;
    assert_eq!(
        serving.last_words().await,
        [] as [&str; 0],
        "somebody can sign in: no set-up link"
    );
}

#[tokio::test]
async fn everything_can_be_made_beside_a_server_that_runs() {
    let home = Home::new();
    let serving = home.serve().await;
    let (assistant, site) = furnish(&home, "while it is running").await;
    works(&serving.url, "while it is running", &assistant, &site).await;
    serving.kill().await;
}

#[tokio::test]
async fn a_password_that_was_not_given_is_made_and_told() {
    let home = Home::new();
    let tenant = create(&home, &["tenant", "create", "--name", "Shop"]).await;
    let tenant = tenant["tenant_id"].as_str().unwrap();
    let arguments = [
        "operator",
        "create",
        "--tenant",
        tenant,
        "--email",
        "olga@example.com",
    ];
    let made = home.run(&[&arguments[..], &["--json"]].concat()).await.json();
    let serving = home.serve().await;
    let password = made["password"].as_str().unwrap();
    let operator = Caller::signed_in(&serving.url, "olga@example.com", password).await;
    assert_eq!(operator.get("/me").await.is(200)["operator"]["role"], "agent");
    let again = home.run(&arguments).await;
    assert!(again.complaint().contains("e-mail address"), "{again:?}");
    serving.kill().await;
}

#[tokio::test]
async fn what_cannot_be_made_is_told_in_one_line() {
    let home = Home::new();
    create(&home, &["tenant", "create", "--name", "Shop"]).await;
    for (arguments, what) in [
        (&["tenant", "create", "--name", " "][..], "--name"),
        (
            &[
                "operator",
                "create",
                "--tenant",
                "ten_absent",
                "--email",
                "a@example.com",
            ],
            "ten_absent",
        ),
        (
            &["assistant", "create", "--tenant", "../etc", "--name", "Ada"],
            "../etc",
        ),
        (
            &["site", "create", "--assistant", "ast_absent", "--name", "Account"],
            "ast_absent",
        ),
    ] {
        let refused = home.run(arguments).await;
        assert!(refused.complaint().contains(what), "{refused:?}");
    }
}

#[tokio::test]
async fn the_api_describes_itself_alike_on_both_doors() {
    let home = Home::new();
    let printed = home.run(&["openapi"]).await.json();
    let serving = home.serve().await;
    // The client wants to know how TLS would be spoken, also where nobody speaks it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let served: Value = reqwest::get(format!("{}/api/openapi.json", serving.url))
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(printed, served);
    assert!(!served.to_string().contains("password123"));
    serving.kill().await;
    assert!(home.run(&["migrate"]).await.status.success());
}
