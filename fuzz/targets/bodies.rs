//! Bodies of the REST API: the first byte chooses which.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem::domain::PageOrigin;
use tandem::protocol as wire;

/// Reads a body as each of the named types in turn, by number.
macro_rules! read {
    ($choice:expr, $json:expr, $($number:literal => $body:ty),+ $(,)?) => {
        match $choice {
            $($number => drop(serde_json::from_slice::<$body>($json)),)+
            _ => {}
        }
    };
}

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, json)) = bytes.split_first() else {
        return;
    };
    read!(*choice, json,
        b'd' => wire::DialogIn,
        b'm' => wire::MessageIn,
        b'n' => wire::NoteIn,
        b'h' => wire::HandoffIn,
        b'r' => wire::ReleaseIn,
        b't' => wire::TransferIn,
        b'k' => wire::MarkIn,
        b'y' => wire::TypingIn,
        b'a' => wire::AssistantIn,
        b'A' => wire::AssistantPatch,
        b'c' => wire::ArticleIn,
        b'C' => wire::ArticlePatch,
        b's' => wire::SiteIn,
        b'q' => wire::TryQuestion,
    );
    // Whatever prints a body with a password in it, prints no password.
    match *choice {
        b'l' => silent(serde_json::from_slice::<wire::LoginIn>(json).ok()),
        b'u' => silent(serde_json::from_slice::<wire::SetupIn>(json).ok()),
        b'o' => silent(serde_json::from_slice::<wire::OperatorIn>(json).ok()),
        b'p' => origin(json),
        _ => {}
    }
});

fn silent<T: std::fmt::Debug>(body: Option<T>) {
    if let Some(body) = body {
        assert!(format!("{body:?}").ends_with("(…)"));
    }
}

/// An origin goes into headers: nothing in it may end one.
fn origin(raw: &[u8]) {
    let Some(origin) = std::str::from_utf8(raw).ok().and_then(PageOrigin::parse) else {
        return;
    };
    assert!(origin.as_str().bytes().all(|b| b.is_ascii_graphic()));
    assert!(!origin.as_str().contains([' ', ';', ',', '\'', '"', '*']));
    assert_eq!(PageOrigin::parse(origin.as_str()), Some(origin));
}
