use crate::domain::{DialogId, Rating, TenantId, Timestamp};
use crate::store::engine::{execute, fetch_optional};
use crate::store::{Conn, Error, Tx};

impl Conn {
    /// What the contact thought of the dialog, if they said so.
    pub async fn rating(&mut self, tenant: TenantId, dialog: DialogId) -> Result<Option<Rating>, Error> {
        let row = fetch_optional!(
            self,
            (i64, Option<String>, i64),
            "select rating, rating_comment, rated_at from dialogs
             where tenant_id = $1 and id = $2 and rating is not null and rated_at is not null",
            tenant.0,
            dialog.0,
        )?;
        Ok(row.map(|(score, comment, at)| Rating {
            score,
            comment,
            at: Timestamp(at),
        }))
    }
}

impl Tx {
    /// Keeps the last rating.
    pub async fn rate_dialog(
        &mut self,
        tenant: TenantId,
        dialog: DialogId,
        rating: &Rating,
    ) -> Result<bool, Error> {
        let rated = execute!(
            self,
            "update dialogs set rating = $3, rating_comment = $4, rated_at = $5 where tenant_id = $1 and id = $2",
            tenant.0,
            dialog.0,
            rating.score,
            rating.comment.as_deref(),
            rating.at.0,
        )?;
        Ok(rated == 1)
    }
}
