//! What is left of a request by the time it arrives.

use std::net::IpAddr;

use axum::http::Method;

use super::super::finding::Finding;
use super::super::proxies::Need;
use super::super::request::ask;
use super::super::target::{PATIENCE, Target};
use crate::app::probe::Arrival;
use crate::domain::Clock;

/// An address that no machine has (RFC 5737): nobody can come from there.
const NOBODY: &str = "203.0.113.77";

/// Clocks that differ by more than this refuse each other's tokens, in milliseconds.
const CLOCK_LEEWAY: i64 = 5_000;

/// Clock, `Host`, `https` and whose address counts.
pub(crate) async fn check(target: &Target, clock: &dyn Clock) -> Vec<Finding> {
    let before = clock.now().0;
    let plain = match probe(target, &[]).await {
        Ok(arrival) => arrival,
        Err(why) => {
            return vec![Finding::fail(
                "arrival",
                format!("/api/probe does not answer: {why}"),
            )];
        }
    };
    let here = i64::midpoint(before, clock.now().0);
    let pretended = probe(target, &[("x-forwarded-for", NOBODY)]).await;
    vec![
        clocks(plain.time.0.0 - here),
        host(target, &plain),
        secure(target, &plain),
        address(target, &plain, pretended.ok().as_ref()),
    ]
}

async fn probe(target: &Target, headers: &[(&str, &str)]) -> Result<Arrival, String> {
    let answer = ask(target, Method::GET, "/api/probe", headers, None, PATIENCE).await?;
    serde_json::from_slice(&answer.body).map_err(|_| format!("{} and no JSON", answer.status))
}

fn clocks(ahead: i64) -> Finding {
    if ahead.abs() <= CLOCK_LEEWAY {
        return Finding::ok("clock", format!("the clocks differ by {} ms", ahead.abs()));
    }
    let way = if ahead > 0 { "ahead of" } else { "behind" };
    let says = format!(
        "its clock is {} s {way} this one: site tokens may be refused; run NTP on both",
        ahead.abs() / 1_000
    );
    Finding::warn("clock", says)
}

fn host(target: &Target, arrival: &Arrival) -> Finding {
    if arrival.host.eq_ignore_ascii_case(&target.authority()) {
        return Finding::ok("host", "the name that was asked for arrives");
    }
    let says = format!(
        "asked for {}, {:?} arrived: the proxy replaces `Host`, and operators' sockets are refused",
        target.authority(),
        arrival.host
    );
    Finding::fail("host", says).needs(Need::Host)
}

fn secure(target: &Target, arrival: &Arrival) -> Finding {
    match (target.tls, arrival.secure) {
        (true, false) => Finding::warn(
            "public_url",
            format!(
                "the server does not know that it is reached by https: set public_url = \"{}\"",
                target.origin()
            ),
        ),
        (false, true) if !target.is_this_machine => Finding::warn(
            "public_url",
            "public_url says https, and this address is not: operators cannot stay signed in here",
        ),
        _ => Finding::ok("public_url", "the server knows how it is reached"),
    }
}

fn address(target: &Target, plain: &Arrival, pretended: Option<&Arrival>) -> Finding {
    if pretended.is_some_and(|arrival| arrival.address == NOBODY) {
        let says = "whoever asks can pretend to be any address: trusted_proxies names more than your proxies, or the proxy passes a foreign X-Forwarded-For on";
        return Finding::fail("address", says).needs(Need::Address);
    }
    let local = plain.peer.parse().is_ok_and(|peer: IpAddr| is_local(peer));
    if plain.forwarded && plain.address == plain.peer {
        let says = format!(
            "the proxy at {} says whom it speaks for and is not believed, so all visitors share one limit: set trusted_proxies = [\"{}\"]",
            plain.peer, plain.peer
        );
        return Finding::warn("address", says);
    }
    if !plain.forwarded && local && !target.is_this_machine {
        let says = format!(
            "requests come from {}, and nobody says from whom: all visitors share one limit",
            plain.peer
        );
        return Finding::warn("address", says).needs(Need::Address);
    }
    Finding::ok(
        "address",
        format!(
            "requests count for the address that they come from ({})",
            plain.address
        ),
    )
}

fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::finding::Grade;
    use super::*;
    use crate::domain::Timestamp;

    fn arrival(address: &str, peer: &str, forwarded: bool) -> Arrival {
        Arrival {
            time: Timestamp(0).into(),
            host: "chat.example.com".to_owned(),
            address: address.to_owned(),
            peer: peer.to_owned(),
            forwarded,
            secure: true,
        }
    }

    #[test]
    fn whose_address_counts_is_judged_by_what_arrived() {
        let target = Target::parse("https://chat.example.com").unwrap();
        let judge = |plain: &Arrival, pretended: &Arrival| address(&target, plain, Some(pretended)).grade;
        let behind = arrival("198.51.100.4", "10.0.0.2", true);
        assert_eq!(judge(&behind, &behind), Grade::Ok);
        assert_eq!(judge(&behind, &arrival(NOBODY, "10.0.0.2", true)), Grade::Fail);
        let unbelieved = arrival("10.0.0.2", "10.0.0.2", true);
        assert_eq!(judge(&unbelieved, &unbelieved), Grade::Warn);
        let silent = arrival("127.0.0.1", "127.0.0.1", false);
        assert_eq!(judge(&silent, &silent), Grade::Warn);
        let bare = arrival("198.51.100.4", "198.51.100.4", false);
        assert_eq!(
            judge(&bare, &arrival("198.51.100.4", "198.51.100.4", true)),
            Grade::Ok
        );
    }

    #[test]
    fn clocks_may_differ_a_little() {
        assert_eq!(clocks(-5_000).grade, Grade::Ok);
        assert_eq!(clocks(5_001).grade, Grade::Warn);
        assert!(clocks(-90_000).says.contains("90 s behind"));
    }

    #[test]
    fn https_has_to_be_known() {
        let target = Target::parse("https://chat.example.com").unwrap();
        let unknown = Arrival {
            secure: false,
            ..arrival("a", "a", false)
        };
        assert_eq!(secure(&target, &unknown).grade, Grade::Warn);
        assert_eq!(host(&target, &unknown).grade, Grade::Ok);
    }
}
