//! Many visitors, each with a dialog and a connection of its own.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Result;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::Visitor;
use crate::dice::Dice;
use crate::wire::{Api, Party, Socket};

const AT_ONCE: usize = 64;
/// Source addresses, each with its own ports.
const SOURCES: usize = 4;

/// Opens a dialog for each of so many visitors.
pub(crate) async fn open_dialogs(api: &Api, assistant: &str, count: usize) -> Result<Vec<(i64, Party)>> {
    let open = (0..count).map(|_| async {
        let mut secrets = Dice::fresh();
        let visitor = Visitor::new(assistant, &mut secrets);
        let dialog = visitor.open_dialog(api, &mut secrets).await?;
        Ok::<_, anyhow::Error>((dialog, visitor.party()))
    });
    stream::iter(open).buffer_unordered(AT_ONCE).try_collect().await
}

/// Connects them all; each has heard its `hello`. In the order of the visitors.
pub(crate) async fn connect(server: SocketAddr, visitors: &[(i64, Party)]) -> Result<Vec<Socket>> {
    let connect = visitors
        .iter()
        .enumerate()
        .map(|(index, (dialog, party))| join(server, index, *dialog, party));
    stream::iter(connect).buffered(AT_ONCE).try_collect().await
}

/// Connects one of them: the one at `index` always comes from the same address.
pub(crate) async fn join(server: SocketAddr, index: usize, dialog: i64, party: &Party) -> Result<Socket> {
    let source = Ipv4Addr::new(127, 0, 0, 1 + (index % SOURCES) as u8);
    let path = party.socket(dialog, None);
    let mut socket = Socket::open_from(source, server, &path, party.bearer()).await?;
    socket.next().await?;
    Ok(socket)
}
