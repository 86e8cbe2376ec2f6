//! The refresh token's cookie: no script reads it, no other site sends it, no other path gets it.

use super::Access;
use super::sessions::SESSION_LIFETIME;
use crate::domain::Secret;

impl Access {
    pub(super) fn refresh_cookie(&self, token: &Secret) -> String {
        self.cookie(token.reveal(), SESSION_LIFETIME.as_secs())
    }

    /// The `Set-Cookie` that removes the refresh token from the browser.
    pub fn expired_cookie(&self) -> String {
        self.cookie("", 0)
    }

    fn cookie(&self, value: &str, max_age: u64) -> String {
        let secure = if self.secure_cookies { "; Secure" } else { "" };
        format!(
            "tandem_refresh={value}; HttpOnly; SameSite=Strict; Path=/api/v1/auth; Max-Age={max_age}{secure}"
        )
    }
}
