//! A place in a list, as text that callers give back unread.

use crate::domain::{DialogId, Timestamp};
use crate::rest::failure::{Answer, Failure};
use crate::store::Cursor;

pub(crate) fn read(raw: Option<&str>) -> Answer<Option<Cursor>> {
    let Some(raw) = raw else { return Ok(None) };
    let parsed = raw.split_once('-').and_then(|(at, dialog)| {
        Some(Cursor {
            at: Timestamp(at.parse().ok()?),
            dialog: DialogId::parse(dialog.parse().ok()?)?,
        })
    });
    parsed
        .map(Some)
        .ok_or_else(|| Failure::invalid("`cursor` is not one of ours"))
}

pub(crate) fn write(cursor: Cursor) -> String {
    format!("{}-{}", cursor.at.0, cursor.dialog)
}
