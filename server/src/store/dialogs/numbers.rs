//! How far dialogs have come: for nodes that may have missed something.

use crate::domain::{DialogId, Mark, TenantId, Timestamp};
use crate::store::column::json;
use crate::store::engine::{batch, fetch_all, row};
use crate::store::{Conn, Error};

row! {
    struct NumbersRow {
        tenant_id: i64,
        id: i64,
        public_seq: i64,
        staff_seq: i64,
    }
}

row! {
    struct ChangedRow {
        id: i64,
        updated_at: i64,
    }
}

impl Conn {
    /// The last numbers of dialogs, in no order. What is not there, or not its tenant's, is absent.
    pub async fn dialog_numbers(
        &mut self,
        dialogs: &[(TenantId, DialogId)],
    ) -> Result<Vec<(TenantId, DialogId, Mark)>, Error> {
        if dialogs.is_empty() {
            return Ok(Vec::new());
        }
        let sql = batch!(
            self,
            "select d.tenant_id, d.id, d.public_seq, d.staff_seq from dialogs d
             where (d.id, d.tenant_id) in (select cast(value ->> 'id' as bigint), cast(value ->> 'tenant' as bigint)",
            ")"
        );
        let keys: Vec<_> = dialogs
            .iter()
            .map(|(tenant, id)| serde_json::json!({ "tenant": tenant, "id": id }))
            .collect();
        let rows = fetch_all!(self, NumbersRow, sql, json(&keys))?;
        let stand = |row: NumbersRow| {
            let mark = Mark {
                public: row.public_seq,
                staff: row.staff_seq,
            };
            (TenantId(row.tenant_id), DialogId(row.id), mark)
        };
        Ok(rows.into_iter().map(stand).collect())
    }

    /// At most `limit` dialogs of which lists show something new since `since`, and when it came, in no order.
    pub async fn dialogs_changed_since(
        &mut self,
        tenant: TenantId,
        since: Timestamp,
        limit: i64,
    ) -> Result<Vec<(DialogId, Timestamp)>, Error> {
        // All states, by name: so an index that begins with the state serves.
        let rows = fetch_all!(
            self,
            ChangedRow,
            "select id, updated_at from dialogs
             where tenant_id = $1 and state in ('assistant', 'queued', 'operator', 'closed')
                and updated_slot >= cast($2 as bigint) / 10000 and updated_at >= $2
             limit $3",
            tenant.0,
            since.0,
            limit,
        )?;
        let changed = |row: ChangedRow| (DialogId(row.id), Timestamp(row.updated_at));
        Ok(rows.into_iter().map(changed).collect())
    }
}
