//! Facts about the installation itself.

use super::engine::{execute, fetch_optional, fetch_scalar};
use super::{Conn, Error, Tx};

/// How much a whole database holds, for people to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    pub dialogs: i64,
    /// Numbered entries of all dialogs.
    pub messages: i64,
}

impl Conn {
    pub async fn value(&mut self, key: &str) -> Result<Option<String>, Error> {
        let row = fetch_optional!(
            self,
            (String,),
            "select value from installation where key = $1",
            key
        )?;
        Ok(row.map(|(value,)| value))
    }

    /// Counts what all tenants have. Looks through two indexes: not for a server at work.
    pub async fn contents(&mut self) -> Result<Contents, Error> {
        Ok(Contents {
            dialogs: fetch_scalar!(self, i64, "select count(*) from dialogs")?,
            messages: fetch_scalar!(self, i64, "select count(*) from messages")?,
        })
    }
}

impl Tx {
    pub async fn put_value(&mut self, key: &str, value: &str) -> Result<(), Error> {
        execute!(
            self,
            "insert into installation (key, value) values ($1, $2)
             on conflict (key) do update set value = excluded.value",
            key,
            value,
        )?;
        Ok(())
    }

    /// Removes the value if it is the expected one: what may be used once is used by one caller.
    pub async fn take_value(&mut self, key: &str, expected: &str) -> Result<bool, Error> {
        let taken = execute!(
            self,
            "delete from installation where key = $1 and value = $2",
            key,
            expected
        )?;
        Ok(taken == 1)
    }
}
