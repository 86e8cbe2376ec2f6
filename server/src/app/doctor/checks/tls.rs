use super::super::finding::Finding;
use super::super::target::Target;

/// Can anybody on the way read along? (Whether the certificate is good shows when it is connected to.)
pub(crate) fn check(target: &Target) -> Finding {
    if target.tls {
        Finding::ok(
            "tls",
            "connections are encrypted, and the certificate is believed",
        )
    } else if target.is_this_machine {
        Finding::ok("tls", "without encryption, which is fine on this machine alone")
    } else {
        Finding::warn(
            "tls",
            "without encryption: whoever is on the way reads tokens; use https",
        )
    }
}
