//! The row on which everything about a dialog turns. Only `conversation` writes it.

mod numbers;
mod posted;
mod rating;
mod row;
mod write;

use super::engine::{Link, bounded, fetch_all, fetch_optional, fetch_scalar};
use super::{Conn, Error, Tx};
use crate::domain::{ClientId, ContactId, Dialog, DialogId, OperatorId, TenantId};
use std::collections::HashMap;

pub(super) use posted::PostedRow;
pub(super) use row::{DialogRow, dialog_columns};
pub use write::NewDialog;

macro_rules! select {
    ($rest:literal) => {
        concat!("select ", dialog_columns!(), " from dialogs d where ", $rest)
    };
}

impl Conn {
    pub async fn dialog(&mut self, tenant: TenantId, dialog: DialogId) -> Result<Option<Dialog>, Error> {
        let row = fetch_optional!(
            self,
            DialogRow,
            select!("d.tenant_id = $1 and d.id = $2"),
            tenant.0,
            dialog.0
        )?;
        row.map(TryInto::try_into).transpose()
    }

    /// What an operator holds, the oldest first.
    pub async fn dialogs_held_by(
        &mut self,
        tenant: TenantId,
        operator: OperatorId,
    ) -> Result<Vec<DialogId>, Error> {
        let rows = fetch_all!(
            self,
            (i64,),
            "select id from dialogs
             where tenant_id = $1 and operator_id = $2 and state = 'operator' order by id",
            tenant.0,
            operator.0,
        )?;
        Ok(rows.into_iter().map(|(id,)| DialogId(id)).collect())
    }

    /// The dialog that this contact's client has opened under that id.
    pub async fn dialog_by_client_id(
        &mut self,
        tenant: TenantId,
        contact: ContactId,
        client_id: &ClientId,
    ) -> Result<Option<Dialog>, Error> {
        let row = fetch_optional!(
            self,
            DialogRow,
            select!("d.tenant_id = $1 and d.contact_id = $2 and d.client_id = $3"),
            tenant.0,
            contact.0,
            client_id.as_str(),
        )?;
        row.map(TryInto::try_into).transpose()
    }

    pub async fn count_dialogs(&mut self, tenant: TenantId, contact: ContactId) -> Result<i64, Error> {
        fetch_scalar!(
            self,
            i64,
            "select count(*) from dialogs where +tenant_id = $1 and contact_id = $2",
            tenant.0,
            contact.0,
        )
    }

    /// The dialog's place in its tenant's queue, 1 for who is next; `None` if it does not wait.
    pub async fn queue_position(&mut self, tenant: TenantId, dialog: DialogId) -> Result<Option<i64>, Error> {
        let row = fetch_optional!(
            self,
            (i64,),
            "select (select count(*) from dialogs w
                where w.tenant_id = $1 and w.state = 'queued'
                    and (w.state_since < d.state_since or (w.state_since = d.state_since and w.id <= d.id)))
             from dialogs d where d.tenant_id = $1 and d.id = $2 and d.state = 'queued'",
            tenant.0,
            dialog.0,
        )?;
        Ok(row.map(|(position,)| position))
    }
}

impl Tx {
    /// Locks the rows of these dialogs in the order of their ids, on PostgreSQL; they are read later, by whoever needs them.
    pub(super) async fn lock_rows(&mut self, wanted: &[(TenantId, DialogId)]) -> Result<(), Error> {
        let Link::Postgres(c) = self.link() else {
            return Ok(());
        };
        let dialogs: Vec<i64> = wanted.iter().map(|(_, dialog)| dialog.0).collect();
        let tenants: Vec<i64> = wanted.iter().map(|(tenant, _)| tenant.0).collect();
        let statement = sqlx::query(
            "select 1 from dialogs d
             join unnest($1::bigint[], $2::bigint[]) as wanted (tenant_id, id)
                on wanted.id = d.id and wanted.tenant_id = d.tenant_id
             order by d.id for update of d",
        );
        bounded(statement.bind(tenants).bind(dialogs).execute(&mut **c)).await?;
        Ok(())
    }

    /// The dialogs' rows, which nobody else on any node changes before this transaction ends. What the
    /// tenant beside it does not have is absent. Rows are locked in the order of their ids, so that two
    /// batches cannot wait for each other.
    pub async fn lock_dialogs(
        &mut self,
        wanted: &[(TenantId, DialogId)],
    ) -> Result<HashMap<DialogId, Dialog>, Error> {
        if wanted.is_empty() {
            return Ok(HashMap::new());
        }
        // On SQLite the transaction has locked everything from its beginning.
        let Link::Postgres(c) = self.link() else {
            let mut found = HashMap::with_capacity(wanted.len());
            for (tenant, dialog) in wanted {
                found.extend(self.dialog(*tenant, *dialog).await?.map(|row| (row.id, row)));
            }
            return Ok(found);
        };
        let tenants: Vec<i64> = wanted.iter().map(|(tenant, _)| tenant.0).collect();
        let dialogs: Vec<i64> = wanted.iter().map(|(_, dialog)| dialog.0).collect();
        let statement = sqlx::query_as::<_, DialogRow>(concat!(
            "select ",
            dialog_columns!(),
            " from dialogs d
              join unnest($1::bigint[], $2::bigint[]) as wanted (tenant_id, id)
                on wanted.id = d.id and wanted.tenant_id = d.tenant_id
              order by d.id for update of d"
        ));
        let rows = bounded(statement.bind(tenants).bind(dialogs).fetch_all(&mut **c)).await?;
        rows.into_iter()
            .map(|row| Dialog::try_from(row).map(|dialog| (dialog.id, dialog)))
            .collect()
    }
}
