use axum::http::{HeaderName, HeaderValue};

use super::*;

fn headers(lines: &[&str]) -> HeaderMap {
    let name = HeaderName::from_static("x-forwarded-for");
    let line = |line: &&str| (name.clone(), HeaderValue::from_bytes(line.as_bytes()).unwrap());
    let mut headers = HeaderMap::new();
    for (name, value) in lines.iter().map(line) {
        headers.append(name, value);
    }
    headers
}

fn client(trusted: &[&str], peer: &str, lines: &[&str]) -> String {
    TrustedProxies::parse(trusted)
        .unwrap()
        .client(peer.parse().unwrap(), &headers(lines))
        .to_string()
}

#[test]
fn without_trusted_proxies_the_peer_is_the_client_whatever_it_writes() {
    assert_eq!(client(&[], "203.0.113.9", &["1.2.3.4"]), "203.0.113.9");
    assert_eq!(
        client(&["10.0.0.0/8"], "203.0.113.9", &["1.2.3.4", "10.0.0.1"]),
        "203.0.113.9"
    );
}

#[test]
fn the_list_is_read_from_the_right_through_trusted_proxies() {
    let trusted = ["10.0.0.0/8", "127.0.0.1"];
    for (lines, expected) in [
        (&["203.0.113.9"][..], "203.0.113.9"),
        // What stands left of the first stranger is the stranger's own invention.
        (&["6.6.6.6, 203.0.113.9"], "203.0.113.9"),
        (&["6.6.6.6, 203.0.113.9, 10.1.2.3"], "203.0.113.9"),
        (&["6.6.6.6", "203.0.113.9,10.1.2.3"], "203.0.113.9"),
        (&["10.9.9.9, 10.1.2.3"], "10.9.9.9"),
        (&["203.0.113.9:4711"], "203.0.113.9"),
        (&["[2001:db8::1]:4711"], "2001:db8::1"),
        (&["2001:db8::1"], "2001:db8::1"),
        (&["::ffff:203.0.113.9"], "203.0.113.9"),
        (&["203.0.113.9, unknown"], "127.0.0.1"),
        (&["203.0.113.9, \u{e9}"], "127.0.0.1"),
        (&["203.0.113.9, , 10.1.2.3"], "10.1.2.3"),
        (&[""], "127.0.0.1"),
        (&[], "127.0.0.1"),
    ] {
        assert_eq!(client(&trusted, "127.0.0.1", lines), expected, "{lines:?}");
        assert_eq!(client(&trusted, "::ffff:127.0.0.1", lines), expected, "{lines:?}");
    }
}

#[test]
fn a_stranger_cannot_change_its_address_however_it_rotates_the_header() {
    for n in 0..10_000_u32 {
        let forged = std::net::Ipv4Addr::from_bits(n.wrapping_mul(2_654_435_761)).to_string();
        let line = format!("{forged}, 203.0.113.9");
        assert_eq!(client(&["127.0.0.1"], "127.0.0.1", &[&line]), "203.0.113.9");
    }
}

#[test]
fn an_endless_list_ends() {
    let line = vec!["10.0.0.1"; 100_000].join(",");
    assert_eq!(client(&["10.0.0.0/8"], "10.0.0.2", &[&line]), "10.0.0.1");
}

#[test]
fn networks_have_edges() {
    let trusts = |network: &str, address: &str| {
        TrustedProxies::parse(&[network])
            .unwrap()
            .contains(address.parse().unwrap())
    };
    assert!(trusts("10.0.0.0/8", "10.255.255.255") && !trusts("10.0.0.0/8", "11.0.0.0"));
    assert!(trusts("192.168.4.0/22", "192.168.7.255") && !trusts("192.168.4.0/22", "192.168.8.0"));
    assert!(trusts("127.0.0.1", "127.0.0.1") && !trusts("127.0.0.1", "127.0.0.2"));
    assert!(trusts("fd00::/8", "fdff::1") && !trusts("fd00::/8", "fe00::1"));
    assert!(trusts("0.0.0.0/0", "8.8.8.8") && !trusts("0.0.0.0/0", "::1"));
    assert!(trusts("::/0", "::1") && !trusts("::/0", "8.8.8.8"));
    for bad in [
        "",
        "proxy.example",
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/",
        "10.0.0/8",
        "1.2.3.4/-1",
    ] {
        assert_eq!(TrustedProxies::parse(&[bad]), Err(InvalidNetwork(bad.to_owned())));
    }
}

#[test]
fn a_home_counts_as_one_address() {
    let network = |address: &str| network_of(address.parse().unwrap());
    assert_eq!(network("2001:db8:1:2:3::4"), network("2001:db8:1:2:ffff::9"));
    assert_ne!(network("2001:db8:1:2:3::4"), network("2001:db8:1:3::4"));
    assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
}
