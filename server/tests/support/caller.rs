//! Somebody with a proof of who they are, who asks by HTTP and opens sockets.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{Answer, PATIENCE, Socket};

/// A new UUID.
pub(crate) fn client_id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!(
        "00000000-0000-4000-8000-{:012}",
        NEXT.fetch_add(1, Ordering::Relaxed)
    )
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Audience {
    Operators,
    Site,
    Widget { assistant: String },
}

#[derive(Clone, Debug)]
pub(crate) struct Caller {
    url: String,
    audience: Audience,
    /// Empty: no proof at all.
    pub(crate) token: String,
    /// An operator's id.
    pub(crate) id: i64,
    pub(crate) name: String,
    http: reqwest::Client,
}

impl Caller {
    fn new(url: &str, audience: Audience, token: &str) -> Self {
        // The client wants to know how TLS would be spoken, also where nobody speaks it. (The second time it is known.)
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            url: url.to_owned(),
            audience,
            token: token.to_owned(),
            id: 0,
            name: String::new(),
            http: reqwest::Client::builder().timeout(PATIENCE).build().unwrap(),
        }
    }

    /// Somebody who proves nothing.
    pub(crate) fn nobody(url: &str) -> Self {
        Self::new(url, Audience::Operators, "")
    }

    /// Out of the answer to a sign-in.
    pub(crate) fn operator(url: &str, signed: &Value) -> Self {
        Self {
            id: signed["operator"]["id"].as_i64().unwrap(),
            name: signed["operator"]["name"].as_str().unwrap().to_owned(),
            ..Self::new(url, Audience::Operators, signed["access_token"].as_str().unwrap())
        }
    }

    pub(crate) async fn signed_in(url: &str, email: &str, password: &str) -> Self {
        let login = json!({ "email": email, "password": password });
        let signed = Self::nobody(url).post("/auth/login", &login).await.is(200);
        Self::operator(url, &signed)
    }

    /// A visitor of an assistant, with a token of their own making.
    pub(crate) fn visitor(url: &str, assistant: &str) -> Self {
        let random: [u8; 32] = tandem::app::outside().entropy.bytes();
        Self::visitor_with(url, assistant, &URL_SAFE_NO_PAD.encode(random))
    }

    pub(crate) fn visitor_with(url: &str, assistant: &str, token: &str) -> Self {
        let assistant = assistant.to_owned();
        Self::new(url, Audience::Widget { assistant }, token)
    }

    pub(crate) fn site_user(url: &str, token: &str) -> Self {
        Self::new(url, Audience::Site, token)
    }

    /// The same person with another token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self {
            token: token.to_owned(),
            ..self.clone()
        }
    }

    /// The same person at another address of the server.
    pub(crate) fn at(&self, url: &str) -> Self {
        Self {
            url: url.to_owned(),
            ..self.clone()
        }
    }

    pub(crate) fn is_operator(&self) -> bool {
        self.audience == Audience::Operators
    }

    pub(crate) fn assistant(&self) -> Option<&str> {
        match &self.audience {
            Audience::Widget { assistant } => Some(assistant),
            _ => None,
        }
    }

    /// A request under the caller's own prefix, with their proof.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let prefix = match &self.audience {
            Audience::Operators => "/api/v1",
            Audience::Site => "/api/v1/site",
            Audience::Widget { .. } => "/api/v1/widget",
        };
        let mut address = format!("{}{prefix}{path}", self.url);
        if let Audience::Widget { assistant } = &self.audience {
            address.push(if path.contains('?') { '&' } else { '?' });
            address.extend(["assistant_id=", assistant]);
        }
        let request = self.http.request(method, address);
        if self.token.is_empty() {
            request
        } else {
            request.bearer_auth(&self.token)
        }
    }

    async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let asked = format!("{method} {path}");
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::of(asked, request.send().await.unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// Where the caller's socket of a dialog is; without its proof.
    pub(crate) fn socket_address(&self, dialog: i64) -> String {
        let host = self.url.replacen("http", "ws", 1);
        match &self.audience {
            Audience::Operators => format!("{host}/ws/dialogs/{dialog}"),
            Audience::Site => format!("{host}/ws/site/dialogs/{dialog}"),
            Audience::Widget { assistant } => {
                format!("{host}/ws/widget/dialogs/{dialog}?assistant_id={assistant}")
            }
        }
    }

    /// A socket of a dialog, of which `hello` has been heard.
    pub(crate) async fn socket(&self, dialog: i64) -> Socket {
        let mut socket = self.knock(dialog, "").await;
        socket.expect(&json!({ "type": "hello" })).await;
        socket
    }

    /// A socket that may be turned away. `more` is put behind the address: `after=3`.
    pub(crate) async fn knock(&self, dialog: i64, more: &str) -> Socket {
        let mut address = self.socket_address(dialog);
        if !more.is_empty() {
            address.push(if address.contains('?') { '&' } else { '?' });
            address += more;
        }
        Socket::open(&address, Some(&self.token)).await
    }

    /// An operator's socket for the whole inbox.
    pub(crate) async fn inbox(&self) -> Socket {
        let address = format!("{}/ws/inbox", self.url.replacen("http", "ws", 1));
        let mut socket = Socket::open(&address, Some(&self.token)).await;
        socket.expect(&json!({ "type": "hello" })).await;
        socket
    }
}
