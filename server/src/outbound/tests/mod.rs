mod addresses;
mod answers;
mod rebinding;
mod redirects;

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;

use super::*;

const HERE: Ipv4Addr = Ipv4Addr::LOCALHOST;
/// Of this machine too, and in these tests the only address that may be called.
const ALLOWED: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// A listener that counts who came, and says the same to everybody.
struct Host {
    port: u16,
    hits: Arc<AtomicUsize>,
    _serving: AbortOnDropHandle<()>,
}

impl Host {
    /// Gives each connection those bytes, and ends it.
    async fn saying(address: Ipv4Addr, bytes: impl Into<Vec<u8>>) -> Self {
        Self::serving(address, bytes.into(), true).await
    }

    /// Gives each connection those bytes, and then nothing any more.
    async fn falling_silent(address: Ipv4Addr, bytes: impl Into<Vec<u8>>) -> Self {
        Self::serving(address, bytes.into(), false).await
    }

    async fn serving(address: Ipv4Addr, bytes: Vec<u8>, ends: bool) -> Self {
        let listener = TcpListener::bind((address, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let hits = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&hits);
        #[expect(clippy::disallowed_methods, reason = "a test's own server")]
        let serving = tokio::spawn(async move {
            let mut silent = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let mut asked = [0; 4096];
                let _ = stream.read(&mut asked).await;
                let _ = stream.write_all(&bytes).await;
                if ends {
                    let _ = stream.shutdown().await;
                } else {
                    silent.push(stream);
                }
            }
        });
        Self {
            port,
            hits,
            _serving: AbortOnDropHandle::new(serving),
        }
    }

    fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }
}

/// Names that mean what a test says, one meaning after the other; the last one stays.
#[derive(Default)]
struct Names {
    meanings: Mutex<HashMap<String, Vec<Vec<IpAddr>>>>,
    asked: AtomicUsize,
}

impl Names {
    fn mean(&self, name: &str, addresses: &[IpAddr]) {
        let mut meanings = self.meanings.lock().unwrap();
        meanings
            .entry(name.to_owned())
            .or_default()
            .push(addresses.to_vec());
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Lookup for Names {
    fn find(&self, name: &str) -> Found {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut meanings = self.meanings.lock().unwrap();
        let found = match meanings.get_mut(name) {
            Some(list) if list.len() > 1 => Ok(list.remove(0)),
            Some(list) => Ok(list[0].clone()),
            None => Err(io::Error::new(io::ErrorKind::NotFound, "no such name")),
        };
        Box::pin(std::future::ready(found))
    }
}

/// May call `ALLOWED`, and what is public.
fn outbound(names: &Arc<Names>) -> Outbound {
    let settings = Settings {
        allow_private: Allowance::parse(&[ALLOWED.to_string()]).unwrap(),
        own: vec![PageOrigin::parse("https://chat.example").unwrap()],
    };
    Outbound::with_lookup(&settings, Arc::<Names>::clone(names)).unwrap()
}

async fn get(outbound: &Outbound, address: &str) -> Result<Reply, OutboundError> {
    let target = outbound.check(address)?;
    outbound.get(&target, Vec::new()).send().await
}
