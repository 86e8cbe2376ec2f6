use anyhow::{Context, Result};
use serde_json::Value;

use super::Operator;
use crate::dice::Dice;
use crate::server::Installation;

/// A tenant of this run alone.
#[derive(Debug)]
pub(crate) struct Shop {
    /// Public id.
    pub(crate) assistant: String,
    pub(crate) operators: Vec<Operator>,
}

impl Shop {
    /// Makes it with the server's command line; the first operator is the owner, the others are agents.
    pub(crate) async fn open(installation: &Installation, operators: usize) -> Result<Self> {
        let mut dice = Dice::fresh();
        let tenant = installation
            .ask(&["tenant", "create", "--name", "Load test", "--json"], "")
            .await?;
        let tenant = text(&tenant, "tenant_id")?;
        let assistant = installation
            .ask(
                &[
                    "assistant",
                    "create",
                    "--tenant",
                    &tenant,
                    "--name",
                    "Scout",
                    "--json",
                ],
                "",
            )
            .await?;
        let mut people = Vec::new();
        for index in 0..operators {
            let role = if index == 0 { "owner" } else { "agent" };
            let email = format!("operator-{index}-{:08x}@example.com", dice.below(1 << 32));
            let password = dice.token();
            let command = [
                "operator",
                "create",
                "--tenant",
                &tenant,
                "--email",
                &email,
                "--role",
                role,
                "--password-stdin",
                "--json",
            ];
            let made = installation.ask(&command, &password).await?;
            let id = made["operator_id"]
                .as_i64()
                .context("the server printed no `operator_id`")?;
            people.push(Operator::new(id, email, password));
        }
        Ok(Self {
            assistant: text(&assistant, "assistant_id")?,
            operators: people,
        })
    }

    /// One of the operators, going round.
    pub(crate) fn operator(&self, turn: usize) -> &Operator {
        &self.operators[turn % self.operators.len()]
    }
}

fn text(printed: &Value, name: &str) -> Result<String> {
    let text = printed[name]
        .as_str()
        .with_context(|| format!("the server printed no `{name}`"))?;
    Ok(text.to_owned())
}
