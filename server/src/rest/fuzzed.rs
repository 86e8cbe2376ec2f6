//! How places in addresses are read: what the fuzzer calls. No part of the server.

use axum::extract::Query;
use axum::http::Uri;

use super::dialogs::cursor;
use super::messages::history::Stretch;

/// The cursor that `raw` is, as it is written.
pub fn cursor(raw: &str) -> Option<String> {
    Some(cursor::write(cursor::read(Some(raw)).ok()??))
}

/// What stands behind the `?` of a request for a stretch of a dialog.
pub fn query(raw: &str) {
    if let Ok(uri) = Uri::try_from(format!("/?{raw}")) {
        drop(Query::<Stretch>::try_from_uri(&uri));
    }
}
