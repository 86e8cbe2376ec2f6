//! A small web site of somebody else, on this machine.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio_util::task::AbortOnDropHandle;

/// What a page answers.
#[derive(Clone)]
pub(crate) enum Page {
    Of(&'static str, Bytes),
    Redirect(u16, String),
    Refused(u16),
    /// Bytes without an end.
    Endless,
}

impl Page {
    pub(crate) fn html(text: impl Into<String>) -> Self {
        Self::Of("text/html; charset=utf-8", Bytes::from(text.into()))
    }
}

/// A site whose pages change while it is served.
pub(crate) struct Pages {
    pub(crate) url: String,
    inner: Arc<Inner>,
    _serving: AbortOnDropHandle<()>,
}

#[derive(Default)]
struct Inner {
    pages: Mutex<HashMap<String, Page>>,
    asked: Mutex<HashMap<String, usize>>,
    open: AtomicUsize,
    most_open: AtomicUsize,
}

impl Pages {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inner = Arc::<Inner>::default();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&inner));
        #[expect(clippy::disallowed_methods, reason = "a test's own server")]
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Self {
            url,
            inner,
            _serving: AbortOnDropHandle::new(serving),
        }
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub(crate) fn put(&self, path: &str, page: Page) {
        self.inner.pages.lock().unwrap().insert(path.to_owned(), page);
    }

    pub(crate) fn asked(&self, path: &str) -> usize {
        self.inner.asked.lock().unwrap().get(path).copied().unwrap_or(0)
    }

    /// How many were asked for at the same time.
    pub(crate) fn most_at_once(&self) -> usize {
        self.inner.most_open.load(Ordering::SeqCst)
    }
}

async fn answer(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    *inner.asked.lock().unwrap().entry(path.clone()).or_default() += 1;
    let open = inner.open.fetch_add(1, Ordering::SeqCst) + 1;
    inner.most_open.fetch_max(open, Ordering::SeqCst);
    tokio::task::yield_now().await;
    let page = inner.pages.lock().unwrap().get(&path).cloned();
    inner.open.fetch_sub(1, Ordering::SeqCst);
    match page {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(Page::Of(kind, bytes)) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        Some(Page::Redirect(status, to)) => {
            (StatusCode::from_u16(status).unwrap(), [(header::LOCATION, to)]).into_response()
        }
        Some(Page::Refused(status)) => StatusCode::from_u16(status).unwrap().into_response(),
        Some(Page::Endless) => {
            let piece = Bytes::from(vec![b'x'; 65_536]);
            let pieces = futures_util::stream::repeat_with(move || Ok::<_, std::io::Error>(piece.clone()));
            ([(header::CONTENT_TYPE, "text/html")], Body::from_stream(pieces)).into_response()
        }
    }
}
