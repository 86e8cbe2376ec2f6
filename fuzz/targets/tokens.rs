//! Proofs of who asks: the first byte chooses how what follows is read.

#![no_main]

use axum::http::{HeaderMap, HeaderValue};
use libfuzzer_sys::fuzz_target;
use tandem::access::{TrustedProxies, fuzzed, parse_token};
use tandem::domain::PublicId;

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, rest)) = bytes.split_first() else {
        return;
    };
    match *choice {
        // As it comes.
        b't' => text(rest, |raw| {
            assert!(!fuzzed::is_operator_token(raw) && !fuzzed::is_site_token(raw));
            drop(parse_token(raw));
        }),
        // Claims that somebody signed who has the key.
        b'o' => drop(fuzzed::operator_token_with(rest)),
        b's' => drop(fuzzed::site_token_with(rest)),
        b'p' => text(rest, |raw| {
            if let Some(id) = PublicId::parse(raw) {
                assert_eq!(id.as_str(), raw);
            }
        }),
        // Who a request comes from, by what proxies and strangers wrote.
        b'f' => {
            let proxies = TrustedProxies::parse(&["10.0.0.0/8", "fd00::/8"]).unwrap();
            let mut headers = HeaderMap::new();
            for line in rest.split(|byte| *byte == b'\n') {
                if let Ok(value) = HeaderValue::from_bytes(line) {
                    headers.append("x-forwarded-for", value);
                }
            }
            let stranger = "192.0.2.1".parse().unwrap();
            assert_eq!(proxies.client(stranger, &headers), stranger, "a stranger is not believed");
            proxies.client("10.0.0.1".parse().unwrap(), &headers);
        }
        b'n' => text(rest, |raw| drop(TrustedProxies::parse(&[raw]))),
        _ => {}
    }
});

fn text(bytes: &[u8], read: impl FnOnce(&str)) {
    if let Ok(raw) = std::str::from_utf8(bytes) {
        read(raw);
    }
}
