//! Live connections: one session, whatever carries it. Here: WebSocket and Server-Sent Events. Polling
//! reads the same streams by the same numbers through `rest`.

mod address;
mod backlog;
mod events;
mod follow;
mod hello;
mod inbound;
mod late_marks;
mod out;
mod patience;
mod serve;
mod session;
mod turn;
mod upgrade;
mod websocket;
mod work;

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use tokio_util::task::TaskTracker;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use turn::Turns;

use crate::access::{Access, TrustedProxies};
use crate::conversation::Conversation;
use crate::domain::{Clock, Entropy};
use crate::hub::Hub;

/// What sessions need: one for the node, shared by all connections.
#[derive(Clone)]
pub struct Sockets(Arc<Parts>);

impl Sockets {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for Sockets {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

pub struct Parts {
    pub access: Access,
    pub conversation: Conversation,
    pub hub: Arc<Hub>,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub settings: Settings,
    /// The connections being served: a stop waits until each has been told.
    pub connections: TaskTracker,
    /// How many join at once.
    pub turns: Turns,
}

#[derive(Clone, Debug)]
pub struct Settings {
    /// Take tokens from the address too, not from the sub-protocol alone.
    pub tokens_in_query: bool,
    /// Proxies whose word on an address is believed.
    pub proxies: TrustedProxies,
    /// Origins from which operators' sockets are taken: the dashboard's own.
    pub dashboard_origins: Arc<[crate::domain::PageOrigin]>,
}

/// The four sockets of the protocol's §2.
pub fn router<S>() -> Router<S>
where
    Sockets: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    Router::new()
        .route("/ws/dialogs/{dialog_id}", get(upgrade::operator_dialog))
        .route("/ws/inbox", get(upgrade::operator_inbox))
        .route("/ws/site/dialogs/{dialog_id}", get(upgrade::site_dialog))
        .route("/ws/widget/dialogs/{dialog_id}", get(upgrade::widget_dialog))
}

/// The streams under the three prefixes of the API, and what the document says of them.
pub fn events() -> OpenApiRouter<Sockets> {
    OpenApiRouter::new()
        .nest("/api/v1", OpenApiRouter::new().routes(routes!(events::operator)))
        .nest("/api/v1/site", OpenApiRouter::new().routes(routes!(events::site)))
        .nest(
            "/api/v1/widget",
            OpenApiRouter::new().routes(routes!(events::widget)),
        )
}
