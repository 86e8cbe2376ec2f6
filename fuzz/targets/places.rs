//! Places that a reader names: cursors of lists, numbers in addresses.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem::rest::fuzzed;

fuzz_target!(|bytes: &[u8]| {
    let Ok(raw) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Some(written) = fuzzed::cursor(raw) {
        assert_eq!(fuzzed::cursor(&written).as_ref(), Some(&written), "{raw:?}");
    }
    fuzzed::query(raw);
});
