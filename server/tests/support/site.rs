use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::{Caller, TestApp};

/// A customer's pages, with the secret that only its backend knows.
pub(crate) struct Site {
    url: String,
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl Site {
    /// Out of the answer to `POST /sites`.
    pub(crate) fn new(url: &str, made: &Value) -> Self {
        Self {
            url: url.to_owned(),
            id: made["site"]["id"].as_str().unwrap().to_owned(),
            secret: made["secret"].as_str().unwrap().to_owned(),
        }
    }

    /// The same site, whose backend signs with another of its secrets.
    pub(crate) fn signing_with(&self, secret: &str) -> Self {
        Self {
            url: self.url.clone(),
            id: self.id.clone(),
            secret: secret.to_owned(),
        }
    }

    /// A user who is signed in at the customer, for an hour.
    pub(crate) fn user(&self, app: &TestApp, sub: &str) -> Caller {
        let claims =
            json!({ "iss": self.id, "sub": sub, "exp": app.now() + 3_600, "name": format!("User {sub}") });
        self.bearer(&self.sign(&claims))
    }

    /// Whoever bears this token.
    pub(crate) fn bearer(&self, token: &str) -> Caller {
        Caller::site_user(&self.url, token)
    }

    /// What the customer's backend does.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        jsonwebtoken::encode(
            &Header::new(Algorithm::HS256),
            claims,
            &EncodingKey::from_secret(self.secret.as_bytes()),
        )
        .unwrap()
    }
}
