use super::engine::fetch_scalar;
use super::{Conn, Error};
use crate::domain::PageOrigin;

impl Conn {
    /// Whether any assistant or site allows that page. Tells nothing of whose it is, so it needs no tenant.
    pub async fn origin_is_allowed_somewhere(&mut self, origin: &PageOrigin) -> Result<bool, Error> {
        // An origin has no character that means something to `like`, but for `_`, which it cannot have either.
        let listed = format!("%\"{}\"%", origin.as_str());
        let found = fetch_scalar!(
            self,
            i64,
            "select (select count(*) from assistants where deleted_at is null and allowed_origins like $1)
                + (select count(*) from sites where allowed_origins like $1)",
            listed,
        )?;
        Ok(found > 0)
    }
}
