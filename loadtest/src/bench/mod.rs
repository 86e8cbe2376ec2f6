//! Measures the server and prints its figures beside the targets of the project.

mod bare;
mod disk;
mod fan_out;
mod field;
mod idle;
pub(crate) mod latency;
mod load;
mod messages;
mod relay;
mod sender;
mod single;
mod sizes;
mod start_up;
mod table;

use anyhow::{Context, Result};

use crate::Verdict;
use crate::arguments::BenchArguments;
use crate::server::{Installation, Storage, raise_file_limit};
use crate::terminal::complain;
use field::Field;
use table::Table;

const POSTGRES_OF_THE_TESTS: &str = "TANDEM_TEST_POSTGRES";

pub(crate) async fn run(arguments: &BenchArguments) -> Result<Verdict> {
    let files = raise_file_limit()?;
    complain(format_args!(
        "up to {files} open files; each engine takes about a minute"
    ));
    let mut table = Table::new(arguments.only.as_deref())?;
    sizes::measure(arguments, &mut table)?;
    let sqlite = set_up(Storage::Sqlite, arguments)?;
    disk::measure(sqlite.folder(), &mut table)?;
    bare::measure(sqlite.folder(), &mut table)?;
    on_sqlite(&sqlite, arguments, &mut table).await?;
    let postgres = arguments
        .server
        .postgres
        .clone()
        .or_else(|| std::env::var(POSTGRES_OF_THE_TESTS).ok())
        .filter(|url| !url.is_empty());
    if let Some(url) = postgres {
        let postgres = set_up(Storage::Postgres { url }, arguments)?;
        messages_on(&postgres, arguments, &mut table).await?;
    } else {
        complain(format_args!(
            "no PostgreSQL named (--postgres or {POSTGRES_OF_THE_TESTS}): left out"
        ));
    }
    table.print();
    Ok(Verdict::Held)
}

fn set_up(storage: Storage, arguments: &BenchArguments) -> Result<Installation> {
    Ok(Installation::on(storage, "bench", &arguments.server)?.for_crowds())
}

async fn on_sqlite(installation: &Installation, arguments: &BenchArguments, table: &mut Table) -> Result<()> {
    messages_on(installation, arguments, table).await?;
    if table.wants(fan_out::NAME) {
        let field = Field::open(installation, 1).await?;
        fan_out::measure(&field, table).await.context(fan_out::NAME)?;
        field.server.kill().await?;
    }
    if table.wants(start_up::NAME) {
        start_up::measure(installation, table)
            .await
            .context(start_up::NAME)?;
    }
    if table.wants(relay::NAME) {
        let folder =
            set_up(Storage::Sqlite, arguments)?.with_word("TANDEM_OUTBOUND__ALLOW_PRIVATE", "127.0.0.1");
        relay::measure(&folder, table).await.context(relay::NAME)?;
    }
    if table.wants(idle::NAME) {
        idle::measure(installation, arguments.idle, table)
            .await
            .context(idle::NAME)?;
    }
    Ok(())
}

async fn messages_on(
    installation: &Installation,
    arguments: &BenchArguments,
    table: &mut Table,
) -> Result<()> {
    if !table.wants(messages::OVER_SOCKETS) && !table.wants(messages::BY_POST) && !table.wants(single::NAME) {
        return Ok(());
    }
    let field = Field::open(installation, arguments.dialogs).await?;
    messages::measure(&field, arguments.seconds, table).await?;
    if table.wants(single::NAME) {
        single::measure(&field, table).await.context(single::NAME)?;
    }
    field.server.kill().await
}
