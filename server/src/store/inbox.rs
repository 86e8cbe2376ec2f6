//! The operators' inbox.

use super::dialogs::dialog_columns;
use super::engine::{fetch_all, fetch_optional, row};
use super::summaries::{SummaryRow, for_operators, summary};
use super::{Conn, Cursor, DialogSummary, Error};
use crate::domain::{OperatorId, TenantId};

/// The parts of the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Held by this operator.
    Mine(OperatorId),
    Waiting,
    Assistant,
    /// Whatever is not closed.
    All,
    Closed,
}

#[derive(Clone, Copy, Debug)]
pub struct Filter<'a> {
    pub view: View,
    /// Only what this operator holds.
    pub assignee: Option<OperatorId>,
    /// Part of the contact's name or e-mail address, or of the last message.
    pub q: Option<&'a str>,
}

row! {
    /// How many dialogs each part of the inbox holds.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Counts {
        pub mine: i64,
        pub waiting: i64,
        pub assistant: i64,
        pub all: i64,
        pub closed: i64,
    }
}

/// Something was said, asked or noted in it: a program may open as many others as it likes, and there is
/// nothing in them for an operator.
macro_rules! begun {
    () => {
        "(d.staff_seq > 0 or d.state <> 'assistant')"
    };
}

/// One part of the inbox, by the index that fits it: it knows the ten seconds of the last change, and what falls into the
/// same ones is sorted. `$3` and `$4` are the cursor, `$6` the assignee, `$7`
/// the pattern, `$2` what the part itself asks for.
macro_rules! inbox {
    ($which:literal) => {
        concat!(
            for_operators!(),
            "where d.tenant_id = $1 and ",
            $which,
            " and ",
            begun!(),
            " and d.updated_slot <= cast($3 as bigint) / 10000
              and (d.updated_at, d.id) < (cast($3 as bigint), cast($4 as bigint))
              and (cast($6 as bigint) is null or d.operator_id = $6)
              and (cast($7 as text) is null or lower(c.name) like $7 escape '\\'
                or lower(c.email) like $7 escape '\\' or lower(d.last_text) like $7 escape '\\')
             order by d.updated_slot desc, d.updated_at desc, d.id desc limit $5"
        )
    };
}

impl Conn {
    /// At most `limit` dialogs of that part of the inbox, the newest first, after `before`.
    pub async fn inbox(
        &mut self,
        tenant: TenantId,
        filter: Filter<'_>,
        before: Option<Cursor>,
        limit: i64,
    ) -> Result<Vec<DialogSummary>, Error> {
        let (at, id) = Cursor::or_end(before);
        let assignee = filter.assignee.map(|operator| operator.0);
        let pattern = filter.q.map(pattern);
        let (sql, wanted) = match filter.view {
            View::Mine(operator) => (
                inbox!("d.state = 'operator' and d.operator_id = cast($2 as bigint)"),
                Some(operator.0),
            ),
            View::Waiting => (inbox!("d.state = 'queued' and cast($2 as bigint) is null"), None),
            View::Assistant => (
                inbox!("d.state = 'assistant' and cast($2 as bigint) is null"),
                None,
            ),
            View::All => (inbox!("d.state <> 'closed' and cast($2 as bigint) is null"), None),
            View::Closed => (inbox!("d.state = 'closed' and cast($2 as bigint) is null"), None),
        };
        let rows = fetch_all!(
            self, SummaryRow, sql, tenant.0, wanted, at, id, limit, assignee, pattern
        )?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    pub async fn counts(&mut self, tenant: TenantId, operator: OperatorId) -> Result<Counts, Error> {
        let counts = fetch_optional!(
            self,
            Counts,
            concat!(
                "select count(*) filter (where d.state = 'operator' and d.operator_id = $2) as mine,
                count(*) filter (where d.state = 'queued') as waiting,
                count(*) filter (where d.state = 'assistant') as assistant,
                count(*) as \"all\",
                (select count(*) from dialogs where tenant_id = $1 and state = 'closed') as closed
             from dialogs d where d.tenant_id = $1 and d.state <> 'closed' and ",
                begun!()
            ),
            tenant.0,
            operator.0,
        )?;
        Ok(counts.unwrap_or_default())
    }
}

/// A pattern for `like` that finds `q` anywhere, and nothing by wildcard.
fn pattern(q: &str) -> String {
    let mut pattern = String::with_capacity(q.len() + 2);
    pattern.push('%');
    for character in q.to_lowercase().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}
