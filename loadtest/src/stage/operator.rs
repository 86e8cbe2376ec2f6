use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Mutex;

use crate::wire::{Api, Party};

/// An access token lasts 15 minutes; a long run signs in again well before.
const SIGN_IN_EVERY: Duration = Duration::from_mins(8);

/// Somebody who answers.
#[derive(Debug)]
pub(crate) struct Operator {
    pub(crate) id: i64,
    email: String,
    password: String,
    session: Mutex<Option<(Instant, Party)>>,
}

#[derive(Deserialize)]
struct SignedIn {
    access_token: String,
}

impl Operator {
    pub(super) fn new(id: i64, email: String, password: String) -> Self {
        Self {
            id,
            email,
            password,
            session: Mutex::new(None),
        }
    }

    /// The operator with a token that will last for some minutes.
    pub(crate) async fn party(&self, api: &Api) -> Result<Party> {
        let mut session = self.session.lock().await;
        if let Some((since, party)) = session.as_ref()
            && since.elapsed() < SIGN_IN_EVERY
        {
            return Ok(party.clone());
        }
        let party = self.sign_in(api).await?;
        *session = Some((Instant::now(), party.clone()));
        Ok(party)
    }

    /// A new session, beside the ones that there are.
    pub(crate) async fn sign_in(&self, api: &Api) -> Result<Party> {
        let body = json!({ "email": self.email, "password": self.password });
        let signed_in: SignedIn = api
            .ask(Method::POST, "/api/v1/auth/login", None, Some(&body))
            .await?
            .read()
            .context("an operator cannot sign in")?;
        Ok(Party::operator(&signed_in.access_token))
    }

    /// The server does not take this token any more. (Somebody else may have signed in anew meanwhile.)
    pub(crate) async fn forget_token(&self, refused: &Party) {
        let mut session = self.session.lock().await;
        if session
            .as_ref()
            .is_some_and(|(_, party)| party.bearer() == refused.bearer())
        {
            *session = None;
        }
    }

    /// The token is worth nothing any more.
    pub(crate) async fn forget(&self) {
        *self.session.lock().await = None;
    }
}
