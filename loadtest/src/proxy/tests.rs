use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::rule::{Direction, Effect, Rule};
use super::{Proxy, split, unit};
use split::{Language, Splitter};
use unit::{Form, Unit};

/// A text frame as a server sends it (unmasked), or as a client does.
fn frame(text: &str, mask: Option<[u8; 4]>) -> Vec<u8> {
    let mut bytes = vec![0x81];
    let flag = if mask.is_some() { 0x80 } else { 0 };
    if text.len() < 126 {
        bytes.push(flag | text.len() as u8);
    } else {
        bytes.push(flag | 0x7e);
        bytes.extend_from_slice(&(text.len() as u16).to_be_bytes());
    }
    let mask = mask
        .inspect(|mask| bytes.extend_from_slice(mask))
        .unwrap_or_default();
    bytes.extend(
        text.bytes()
            .zip(mask.iter().cycle())
            .map(|(byte, key)| byte ^ key),
    );
    bytes
}

const UPGRADE: &[u8] = b"GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";
const SWITCH: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

fn units(direction: Direction, stream: &[u8], at_once: usize) -> Vec<Unit> {
    let mut splitter = Splitter::new(Language::Http, direction);
    let mut buffer = Vec::new();
    let mut units = Vec::new();
    for piece in stream.chunks(at_once) {
        buffer.extend_from_slice(piece);
        while let Some(unit) = splitter.next(&mut buffer) {
            units.push(unit);
        }
    }
    assert!(buffer.is_empty(), "something was left over");
    units
}

#[test]
fn a_stream_is_cut_the_same_however_it_arrives() {
    let mut up = b"POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}GET /b HTTP/1.1\r\n\r\n".to_vec();
    up.extend_from_slice(UPGRADE);
    up.extend(frame(r#"{"type":"message","text":"hi"}"#, Some([1, 2, 3, 4])));
    up.extend(frame(
        &format!(r#"{{"text":"{}","type":"ping"}}"#, "x".repeat(300)),
        Some([9; 4]),
    ));
    let mut down = b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}".to_vec();
    down.extend_from_slice(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    down.extend_from_slice(b"1a\r\ndata: {\"type\":\"message\"}\n\n\r\n0\r\n\r\n");
    down.extend_from_slice(SWITCH);
    down.extend(frame(r#"{"type":"ack"}"#, None));
    for at_once in [1, 2, 7, 10_000] {
        let up = units(Direction::ToServer, &up, at_once);
        let said: Vec<String> = up.iter().map(Unit::describe).collect();
        assert_eq!(
            said,
            ["request POST", "request GET", "request GET", "message", "ping"]
        );
        assert!(up[3].contains(b"\"text\":\"hi\"") && !up[3].bytes.windows(2).any(|two| two == b"hi"));
        let down = units(Direction::ToClient, &down, at_once);
        let said: Vec<String> = down.iter().map(Unit::describe).collect();
        assert_eq!(
            said,
            [
                "answer 201",
                "answer 200",
                "message",
                "5 bytes",
                "answer 101",
                "ack"
            ]
        );
        assert!(down[2].is_frame("message") && down[5].is_frame("ack"));
    }
}

#[test]
fn rules_match_what_they_name() {
    let unit = |bytes: Vec<u8>| Unit {
        bytes,
        form: Form::Frame {
            payload: 2,
            mask: None,
        },
    };
    let ack = unit(frame(r#"{"type":"ack","seq":7}"#, None));
    let rule = Rule::new(Effect::Drop).going(Direction::ToClient).frame("ack");
    assert!(rule.matches(Direction::ToClient, &ack));
    assert!(!rule.matches(Direction::ToServer, &ack));
    assert!(
        !rule
            .clone()
            .containing("\"seq\":8")
            .matches(Direction::ToClient, &ack)
    );
    assert!(!rule.status(201).matches(Direction::ToClient, &ack));
}

/// A client that went through a proxy, and the server's end of it.
async fn through(proxy: &Proxy, listener: &TcpListener) -> (TcpStream, TcpStream) {
    let client = TcpStream::connect(proxy.address()).await.unwrap();
    let (server, _) = listener.accept().await.unwrap();
    (client, server)
}

async fn upgraded(rule: Rule) -> (Proxy, TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = Proxy::http(listener.local_addr().unwrap(), 1).await.unwrap();
    proxy.add(rule);
    let (mut client, mut server) = through(&proxy, &listener).await;
    client.write_all(UPGRADE).await.unwrap();
    read(&mut server, UPGRADE).await;
    server.write_all(SWITCH).await.unwrap();
    read(&mut client, SWITCH).await;
    (proxy, client, server)
}

async fn read(from: &mut TcpStream, expected: &[u8]) {
    let mut bytes = vec![0; expected.len()];
    from.read_exact(&mut bytes).await.unwrap();
    assert_eq!(bytes, expected);
}

fn say(word: &str) -> Vec<u8> {
    frame(&format!(r#"{{"type":"{word}"}}"#), None)
}

#[tokio::test]
async fn a_frame_is_dropped_doubled_or_swapped() {
    for (effect, arrive) in [
        (Effect::Drop, &["a", "c", "ack"][..]),
        (Effect::Double, &["a", "ack", "ack", "c", "ack"]),
        (Effect::Swap, &["a", "c", "ack", "ack"]),
    ] {
        let (proxy, mut client, mut server) = upgraded(Rule::new(effect).frame("ack").times(1)).await;
        for word in ["a", "ack", "c", "ack"] {
            server.write_all(&say(word)).await.unwrap();
        }
        for word in arrive {
            read(&mut client, &say(word)).await;
        }
        let events = proxy.events();
        assert_eq!(events.len(), 1, "{effect:?}");
        assert_eq!((events[0].what.as_str(), events[0].effect), ("ack", effect));
    }
}

fn request(words: &[&str]) -> Vec<u8> {
    let mut bytes = format!("*{}\r\n", words.len());
    for word in words {
        bytes += &["$", &word.len().to_string(), "\r\n", word, "\r\n"].concat();
    }
    bytes.into_bytes()
}

#[tokio::test]
async fn whatever_becomes_of_a_request_to_redis_it_gets_one_answer() {
    let publish = |word| request(&["PUBLISH", "c", word]);
    let double = [request(&["CLIENT", "REPLY", "SKIP"]), publish("a")].concat();
    for (effect, arrives) in [
        (Effect::Drop, request(&["PUBLISH", "nobody", ""])),
        (Effect::Double, [publish("a"), double].concat()),
        (Effect::Swap, [request(&["PING"]), publish("a")].concat()),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Proxy::redis(listener.local_addr().unwrap(), 1).await.unwrap();
        proxy.add(Rule::new(effect).frame("publish"));
        let (mut client, mut server) = through(&proxy, &listener).await;
        client.write_all(&publish("a")).await.unwrap();
        client.write_all(&request(&["PING"])).await.unwrap();
        read(&mut server, &arrives).await;
        assert_eq!(proxy.events()[0].what, "publish", "{effect:?}");
    }
}

#[tokio::test]
async fn a_push_of_redis_is_lost_whole_and_what_is_no_resp_passes() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = Proxy::redis(listener.local_addr().unwrap(), 1).await.unwrap();
    proxy.add(
        Rule::new(Effect::Drop)
            .going(Direction::ToClient)
            .frame("message"),
    );
    let (mut client, mut server) = through(&proxy, &listener).await;
    assert_eq!(proxy.connections(), 1);
    let lost = request(&["message", "c", "a\r\nb"]);
    // In two pieces, of which neither is whole.
    server.write_all(&[b":1\r\n", &lost[..9]].concat()).await.unwrap();
    read(&mut client, b":1\r\n").await;
    server
        .write_all(&[&lost[9..], b"-END\r\n"].concat())
        .await
        .unwrap();
    read(&mut client, b"-END\r\n").await;
    server.write_all(b"who are you?").await.unwrap();
    read(&mut client, b"who are you?").await;
}

#[tokio::test]
async fn a_connection_is_cut_in_mid_frame_or_reset() {
    let (_proxy, mut client, mut server) = upgraded(Rule::new(Effect::CutAt(3)).frame("ack").skip(1)).await;
    server
        .write_all(&[say("ack"), say("ack")].concat())
        .await
        .unwrap();
    let mut bytes = Vec::new();
    client.read_to_end(&mut bytes).await.unwrap();
    assert_eq!(bytes, [&say("ack")[..], &say("ack")[..3]].concat());
    assert_eq!(server.read(&mut [0; 8]).await.unwrap_or(0), 0);

    let (_proxy, mut client, mut server) = upgraded(Rule::new(Effect::Reset).frame("ack")).await;
    server.write_all(&say("ack")).await.unwrap();
    let error = client.read(&mut [0; 8]).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn half_open_is_silent_both_ways_until_it_is_healed() {
    let (proxy, mut client, mut server) = upgraded(Rule::new(Effect::HalfOpen).frame("a").times(1)).await;
    server.write_all(&say("a")).await.unwrap();
    client.write_all(&frame("{}", Some([7; 4]))).await.unwrap();
    for silent in [&mut client, &mut server] {
        let mut byte = [0];
        let heard = tokio::time::timeout(Duration::from_millis(50), silent.read(&mut byte)).await;
        assert!(heard.is_err(), "something got through: {heard:?}");
    }
    proxy.heal();
    read(&mut client, &say("a")).await;
    read(&mut server, &frame("{}", Some([7; 4]))).await;
}

#[tokio::test]
async fn a_held_frame_stops_its_own_direction_only() {
    let (proxy, mut client, mut server) = upgraded(Rule::new(Effect::Hold).frame("a").times(1)).await;
    let rule = proxy.add(Rule::new(Effect::Drop).containing("{}"));
    server.write_all(&say("a")).await.unwrap();
    client.write_all(&frame("{}", Some([7; 4]))).await.unwrap();
    proxy.until_applied(rule, 1).await;
    client.write_all(&frame("{ }", Some([7; 4]))).await.unwrap();
    read(&mut server, &frame("{ }", Some([7; 4]))).await;
    proxy.heal();
    read(&mut client, &say("a")).await;
    assert_eq!(proxy.applied(rule), 1);
    assert_eq!(proxy.remove(rule), 1);
}

#[tokio::test]
async fn everything_can_be_cut_at_once_and_newcomers_pass() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = Proxy::raw(listener.local_addr().unwrap(), 1).await.unwrap();
    let (mut client, mut server) = through(&proxy, &listener).await;
    client.write_all(b"x").await.unwrap();
    read(&mut server, b"x").await;
    proxy.cut_all();
    assert!(client.read(&mut [0]).await.is_err());
    let (mut client, mut server) = through(&proxy, &listener).await;
    client.write_all(b"y").await.unwrap();
    read(&mut server, b"y").await;
}

#[tokio::test]
async fn a_narrow_line_takes_its_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = Proxy::raw(listener.local_addr().unwrap(), 1).await.unwrap();
    proxy.add(Rule::new(Effect::Throttle(10_000)).going(Direction::ToServer));
    let (mut client, mut server) = through(&proxy, &listener).await;
    let started = std::time::Instant::now();
    client.write_all(&[b'z'; 2000]).await.unwrap();
    read(&mut server, &[b'z'; 2000]).await;
    let taken = started.elapsed();
    assert!(taken >= Duration::from_millis(180), "{taken:?}");
}
