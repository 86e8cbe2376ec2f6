//! What a connected peer sends: one text frame, on a dialog's socket and on the inbox's.

#![no_main]

use std::fmt::Debug;

use libfuzzer_sys::fuzz_target;
use tandem::domain::{ClientId, DialogId, MessageText, Page};
use tandem::protocol::{ClientFrame, ErrorCode, InboxFrame, InvalidFrame};

/// A refusal must not cost more than what it refuses.
const LONGEST_EXPLANATION: usize = 200;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    match ClientFrame::parse(text) {
        Ok(frame) => {
            let written = serde_json::to_string(&frame).unwrap();
            assert_eq!(ClientFrame::parse(&written), Ok(frame.clone()), "{written}");
            check(frame);
        }
        Err(invalid) => check_refusal(&invalid),
    }
    match InboxFrame::parse(text) {
        Ok(addressed) => {
            let written = serde_json::to_string(&addressed).unwrap();
            assert_eq!(InboxFrame::parse(&written), Ok(addressed.clone()), "{written}");
            let id = addressed.dialog_id.and_then(|id| DialogId::parse(id.0));
            assert!(id.is_none_or(|id| id.0 > 0 && id.0 < 1 << 53));
            check(addressed.frame);
        }
        Err(invalid) => check_refusal(&invalid),
    }
});

/// What is read of a frame on its way to the conversation.
fn check(frame: ClientFrame) {
    match frame {
        ClientFrame::Message { client_id, text, .. } | ClientFrame::Note { client_id, text } => {
            if let Ok(id) = ClientId::parse(&client_id) {
                same(Ok(&id), ClientId::parse(id.as_str()).as_ref());
            }
            if let Ok(text) = MessageText::parse(&text, 8_000) {
                assert!(text.as_str().chars().count() <= 8_000);
                assert!(!text.as_str().contains('\0'));
                same(Ok(&text), MessageText::parse(text.as_str(), 8_000).as_ref());
            }
        }
        ClientFrame::Page(page) => {
            let Page { url, title, referrer } = page.clipped();
            for part in [url, title, referrer] {
                assert!(part.chars().count() <= 1_000 && !part.contains('\0'));
            }
        }
        _ => {}
    }
}

fn same<T: PartialEq + Debug>(one: T, other: T) {
    assert_eq!(one, other, "what was read once is read the same again");
}

fn check_refusal(invalid: &InvalidFrame) {
    assert!(matches!(
        invalid.code,
        ErrorCode::InvalidRequest | ErrorCode::UnknownType
    ));
    assert!(invalid.message.len() <= LONGEST_EXPLANATION, "{}", invalid.message);
    assert!(invalid.client_id.as_ref().is_none_or(|id| id.len() <= 64));
}
