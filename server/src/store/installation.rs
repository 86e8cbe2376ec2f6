//! Facts about the installation itself.

use super::engine::{execute, fetch_optional};
use super::{Conn, Error, Tx};

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
