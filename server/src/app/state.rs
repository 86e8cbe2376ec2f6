use std::sync::Arc;

use axum::extract::FromRef;

use super::demo::Demo;
use super::probe::Probe;
use crate::access::Access;
use crate::rest::Rest;
use crate::sockets::Sockets;

/// What the routers share. Each takes out what it needs.
#[derive(Clone)]
pub struct Server {
    pub rest: Rest,
    pub sockets: Sockets,
    pub demo: Option<Demo>,
    pub probe: Probe,
    /// Held by who looks whether the writer gets to its work.
    pub looking: Arc<tokio::sync::Mutex<()>>,
}

impl FromRef<Server> for Rest {
    fn from_ref(server: &Server) -> Self {
        server.rest.clone()
    }
}

impl FromRef<Server> for Sockets {
    fn from_ref(server: &Server) -> Self {
        server.sockets.clone()
    }
}

impl FromRef<Server> for Access {
    fn from_ref(server: &Server) -> Self {
        server.rest.access.clone()
    }
}
