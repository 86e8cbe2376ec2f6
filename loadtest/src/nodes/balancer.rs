use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::server::is_ready;

/// How often each node is asked whether it is ready, and how long it may take to say so.
const ASK_EVERY: Duration = Duration::from_secs(1);
const ANSWER_WITHIN: Duration = Duration::from_secs(2);
/// So many times in a row a node has not said so when it is given up.
const GIVEN_UP_AFTER: u32 = 2;

/// What stands before two nodes in an installation: a door for each, which leads to the other while its own is not ready. The
/// connections to a node that is given up are ended, as `HAProxy` does it with `on-marked-down shutdown-sessions`.
#[derive(Debug)]
pub(crate) struct Balancer {
    doors: Vec<SocketAddr>,
    _work: JoinSet<()>,
}

#[derive(Debug)]
struct Node {
    address: SocketAddr,
    is_up: watch::Sender<bool>,
}

impl Node {
    async fn watch(&self) {
        let mut failed = 0;
        loop {
            tokio::time::sleep(ASK_EVERY).await;
            let ready = timeout(ANSWER_WITHIN, is_ready(self.address)).await;
            failed = if ready.unwrap_or(false) { 0 } else { failed + 1 };
            if failed == 0 || failed >= GIVEN_UP_AFTER {
                self.is_up.send_replace(failed == 0);
            }
        }
    }

    /// A connection, and what tells its end.
    async fn connect(&self) -> Option<(TcpStream, watch::Receiver<bool>)> {
        let is_up = self.is_up.subscribe();
        if !*is_up.borrow() {
            return None;
        }
        let stream = timeout(ANSWER_WITHIN, TcpStream::connect(self.address)).await;
        Some((stream.ok()?.ok()?, is_up))
    }
}

impl Balancer {
    pub(crate) async fn start(addresses: [SocketAddr; 2]) -> Result<Self> {
        let nodes = addresses.map(|address| {
            Arc::new(Node {
                address,
                is_up: watch::Sender::new(true),
            })
        });
        let (mut doors, mut work) = (Vec::new(), JoinSet::new());
        for (own, other) in [(0, 1), (1, 0)] {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            doors.push(listener.local_addr()?);
            let (own, other) = (Arc::clone(&nodes[own]), Arc::clone(&nodes[other]));
            let watched = Arc::clone(&own);
            work.spawn(async move { watched.watch().await });
            work.spawn(stand(listener, own, other));
        }
        Ok(Self { doors, _work: work })
    }

    /// A door for each node.
    pub(crate) fn doors(&self) -> &[SocketAddr] {
        &self.doors
    }
}

async fn stand(listener: TcpListener, own: Arc<Node>, other: Arc<Node>) {
    let mut passing = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((client, _)) = accepted {
                passing.spawn(pass(client, Arc::clone(&own), Arc::clone(&other)));
            },
            Some(_) = passing.join_next() => {}
        }
    }
}

async fn pass(mut client: TcpStream, own: Arc<Node>, other: Arc<Node>) {
    let led = match own.connect().await {
        Some(led) => Some(led),
        None => other.connect().await,
    };
    let Some((mut server, mut is_up)) = led else {
        return;
    };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
        _ = is_up.wait_for(|is_up| !is_up) => {}
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// A node that says `name` to whoever is not asking whether it is ready, and then stays.
    async fn node(name: &'static str) -> (SocketAddr, JoinSet<()>) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut work = JoinSet::new();
        work.spawn(async move {
            let mut talks = JoinSet::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                talks.spawn(async move {
                    let mut asked = [0; 3];
                    let _ = stream.read_exact(&mut asked).await;
                    if &asked == b"GET" {
                        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                        return;
                    }
                    let _ = stream.write_all(name.as_bytes()).await;
                    std::future::pending::<()>().await;
                });
            }
        });
        (address, work)
    }

    async fn visit(door: SocketAddr) -> (String, TcpStream) {
        let mut stream = TcpStream::connect(door).await.unwrap();
        stream.write_all(b"who").await.unwrap();
        let mut said = [0; 3];
        stream.read_exact(&mut said).await.unwrap();
        (String::from_utf8_lossy(&said).into_owned(), stream)
    }

    #[tokio::test]
    async fn a_door_leads_to_its_own_node_and_to_the_other_when_that_is_gone() {
        let (one, first) = node("one").await;
        let (two, _second) = node("two").await;
        let balancer = Balancer::start([one, two]).await.unwrap();
        let (said, mut stays) = visit(balancer.doors()[0]).await;
        assert_eq!(said, "one");
        assert_eq!(visit(balancer.doors()[1]).await.0, "two");
        drop(first);
        // What led there ends, and who comes again is led to the other.
        let _ = stays.read_to_end(&mut Vec::new()).await;
        assert_eq!(visit(balancer.doors()[0]).await.0, "two");
    }
}
