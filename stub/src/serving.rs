//! Taking connections.

use std::convert::Infallible;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::body::Body;
use crate::line::{Line, Scissors};

/// Answers every request with `respond`. Dropping this breaks every connection.
pub(crate) async fn accept<F, A>(listener: TcpListener, respond: F)
where
    F: Fn(Request<Incoming>, Scissors) -> A + Clone + Send + 'static,
    A: Future<Output = Response<Body>> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                stream.set_nodelay(true).ok();
                let (line, scissors) = Line::new(stream);
                let respond = respond.clone();
                let service = service_fn(move |request| {
                    let answer = respond(request, scissors.clone());
                    async move { Ok::<_, Infallible>(answer.await) }
                });
                connections.spawn(async move {
                    // Connections break here on purpose.
                    http1::Builder::new()
                        .serve_connection(TokioIo::new(line), service)
                        .await
                        .ok();
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}
