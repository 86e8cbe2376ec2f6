//! Workflows of the tenant's own (n8n and the like): asked by a signed request that returns at once, and heard when
//! they call back, minutes later if need be.

use std::sync::Arc;
use std::time::Duration;

use async_stream::try_stream;
use standardwebhooks::Webhook;

use super::engine::{Answering, Asker, Asking, Engine, EngineError, Piece, Request};
use super::knowledge::{Knowledge, Retrieved};
use super::llm::{refused, unreachable};
use crate::access::Access;
use crate::domain::{Clock, FailureCode, Secret};
use crate::outbound::{HeaderName, HeaderValue, Outbound};
use crate::protocol::{WorkflowAssistant, WorkflowContact, WorkflowPassage, WorkflowRequest, WorkflowTurn};

/// Passages that a workflow is given.
const PASSAGES: usize = 6;

/// How long a workflow may take to say that it has begun.
const ACCEPTED_WITHIN: Duration = Duration::from_secs(15);

/// Bytes of what it says then. Nobody reads it.
const LONGEST_REPLY: usize = 64 * 1024;

/// Asks workflows.
#[derive(Clone)]
pub struct Workflow {
    pub knowledge: Knowledge,
    pub outbound: Outbound,
    pub access: Access,
    pub clock: Arc<dyn Clock>,
    /// Under which workflows reach this server, without a slash at the end.
    pub public_url: Arc<str>,
}

impl Engine for Workflow {
    fn answer(&self, request: Request) -> Answering {
        let workflow = self.clone();
        Box::pin(try_stream! {
            let Some(asker) = request.asked_by.clone() else {
                Err(EngineError::own("a workflow answers dialogs only").for_good())?;
                return;
            };
            let address = request.assistant.engine_settings.base_url.as_deref().unwrap_or_default();
            let target = workflow
                .outbound
                .check(address)
                .map_err(|refused| {
                    EngineError::lasting(FailureCode::AddressRefused, format!("the workflow's address: {refused}"))
                })?;
            let key = workflow.access.engine_key(&request.assistant);
            let key = key.ok().flatten().ok_or_else(|| {
                EngineError::lasting(FailureCode::KeyUnusable, "the workflow has no secret that opens")
            })?;
            let passages = workflow.knowledge.passages(&request, PASSAGES).await?;
            // From here on its callback counts: it may come before the request returns.
            yield Piece::Asking(Box::<Asking>::default());
            let id = format!("reply_{}", asker.generation);
            let body = workflow.body(request, asker, passages)?;
            let headers = workflow.signed(&key, &id, &body)?;
            let sent = workflow.outbound.post_json(&target, headers, body).within(ACCEPTED_WITHIN).send().await;
            let reply = sent.map_err(|error| unreachable(&error))?;
            let (accepted, status, wait) = (reply.is_success(), reply.status, reply.retry_after);
            let _ = reply.bytes(LONGEST_REPLY).await;
            if !accepted {
                Err(refused(status, wait))?;
            }
            yield Piece::Elsewhere;
        })
    }
}

impl Workflow {
    fn body(&self, request: Request, asker: Asker, passages: Vec<Retrieved>) -> Result<String, EngineError> {
        let token = self.access.callback_token(asker.generation);
        let wanted = WorkflowRequest {
            kind: "reply.requested",
            correlation_id: asker.generation.to_string(),
            callback_url: format!(
                "{}/api/v1/callbacks/{}?token={}",
                self.public_url,
                asker.generation,
                token.reveal()
            ),
            deadline: asker.deadline.into(),
            dialog_id: asker.dialog,
            assistant: WorkflowAssistant {
                id: request.assistant.public_id,
                name: request.assistant.name,
                instructions: request.assistant.instructions,
            },
            contact: WorkflowContact {
                id: asker.contact,
                name: asker.name,
                email: asker.email,
                verified: asker.verified,
                attributes: asker.attributes,
            },
            message: request.question,
            history: request
                .history
                .into_iter()
                .map(|turn| WorkflowTurn {
                    sender: turn.sender,
                    text: turn.text,
                })
                .collect(),
            passages: passages
                .into_iter()
                .map(|passage| WorkflowPassage {
                    title: passage.title,
                    url: passage.url,
                    text: passage.text,
                })
                .collect(),
        };
        serde_json::to_string(&wanted).map_err(|_| EngineError::own("the question is no JSON").for_good())
    }

    /// The headers of Standard Webhooks. The id stays the same when a workflow is asked again for the same reply.
    fn signed(
        &self,
        key: &Secret,
        id: &str,
        body: &str,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, EngineError> {
        let wrong = || EngineError::lasting(FailureCode::KeyUnusable, "the workflow's secret signs nothing");
        let seconds = self.clock.now().0.div_euclid(1_000);
        let webhook = Webhook::new(key.reveal()).map_err(|_| wrong())?;
        let signature = webhook.sign(id, seconds, body.as_bytes()).map_err(|_| wrong())?;
        let header = |name, value: &str| {
            let value = HeaderValue::from_str(value).map_err(|_| wrong())?;
            Ok::<_, EngineError>((HeaderName::from_static(name), value))
        };
        Ok(vec![
            header("webhook-id", id)?,
            header("webhook-timestamp", &seconds.to_string())?,
            header("webhook-signature", &signature)?,
        ])
    }
}
