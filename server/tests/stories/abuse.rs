//! What RFC 6455 forbids, and some of what it allows, byte by byte: each ends as the table says, and
//! nobody else notices.

use std::net::SocketAddr;

use futures_util::future::join_all;

use crate::support::{Caller, End, Place, RawFrame, RawSocket, TestApp, knock, stories};

stories!(
    frames_against_the_rules_end_as_the_table_says,
    frames_within_the_rules_are_served,
    a_close_is_answered_as_the_rules_say,
    a_frame_too_large_is_refused_before_it_is_there,
    a_handshake_that_is_none_is_refused,
    a_connection_that_just_goes_away_leaves_nothing,
);

const PING: &str = r#"{"type":"ping","nonce":"abuse"}"#;
const PONG: &str = r#""nonce":"abuse""#;

struct Scene {
    app: TestApp,
    address: SocketAddr,
    people: [(Caller, i64); 2],
}

impl Scene {
    async fn set(place: &Place) -> Self {
        // Broken connections linger a little, so all of a table go side by side.
        let roomy = "[limits]\nconnections_per_dialog = 500\nconnections_per_visitor = 500\nconnections_per_operator = 500\n";
        let app = place.app_with(roomy).await;
        let visitor = app.visitor();
        let dialog = visitor.opens().await;
        let address = app.url().trim_start_matches("http://").parse().unwrap();
        let people = [(visitor, dialog), (app.owner.clone(), dialog)];
        Self { app, address, people }
    }

    async fn open(&self, (caller, dialog): &(Caller, i64)) -> RawSocket {
        let mut socket = RawSocket::open(self.address, caller, *dialog).await;
        socket.hear("hello").await.expect("no hello");
        socket
    }

    /// Sends the frames; the connection must end as said.
    async fn ends(&self, name: &str, frames: &[RawFrame], end: End) {
        join_all(self.people.iter().map(async |person| {
            let mut socket = self.open(person).await;
            for frame in frames {
                socket.send(frame).await;
            }
            let heard = socket.end().await;
            assert_eq!(heard.end, end, "{name}: {heard:?}");
        }))
        .await;
    }

    /// Sends the frames, and then a `ping`, to which the answer comes.
    async fn stays(&self, name: &str, frames: &[RawFrame]) -> Vec<Vec<u8>> {
        let mut pongs = Vec::new();
        for person in &self.people {
            let mut socket = self.open(person).await;
            for frame in frames {
                socket.send(frame).await;
            }
            socket.send(&RawFrame::text(PING)).await;
            pongs = socket
                .hear(PONG)
                .await
                .unwrap_or_else(|heard| panic!("{name}: {heard:?}"));
            socket.send(&RawFrame::close(1000, "")).await;
            assert_eq!(socket.end().await.end, End::Closed(1000), "{name}");
        }
        pongs
    }

    async fn finish(self) {
        let (visitor, dialog) = &self.people[0];
        visitor.says(*dialog, "Nobody was harmed").await;
        self.app.finish().await;
    }
}

fn reserved_bit(bit: u8) -> RawFrame {
    RawFrame {
        reserved: bit,
        ..RawFrame::text(PING)
    }
}

fn unmasked(frame: RawFrame) -> RawFrame {
    RawFrame {
        masked: false,
        ..frame
    }
}

async fn frames_against_the_rules_end_as_the_table_says(place: Place) {
    let scene = Scene::set(&place).await;
    let (text, ping) = (|bytes: &[u8]| RawFrame::text(bytes), RawFrame::new(9, "p"));
    let more = |bytes: &[u8]| RawFrame::new(0, bytes);
    let mut table = vec![
        ("reserved bit 1", vec![reserved_bit(0x40)], 1002),
        ("reserved bit 2", vec![reserved_bit(0x20)], 1002),
        ("reserved bit 3", vec![reserved_bit(0x10)], 1002),
        (
            "reserved bit on a ping",
            vec![RawFrame {
                reserved: 0x40,
                ..ping.clone()
            }],
            1002,
        ),
        ("unmasked text", vec![unmasked(text(PING.as_bytes()))], 1002),
        ("unmasked ping", vec![unmasked(ping.clone())], 1002),
        ("unmasked close", vec![unmasked(RawFrame::close(1000, ""))], 1002),
        ("fragmented ping", vec![ping.clone().begun(), more(b"x")], 1002),
        ("fragmented close", vec![RawFrame::close(1000, "").begun()], 1002),
        ("ping of 126 bytes", vec![RawFrame::new(9, [7; 126])], 1002),
        ("pong of 126 bytes", vec![RawFrame::new(10, [7; 126])], 1002),
        (
            "close of 126 bytes",
            vec![RawFrame::close(1000, [b'x'; 124])],
            1002,
        ),
        ("close of one byte", vec![RawFrame::new(8, [3])], 1002),
        ("continuation of nothing", vec![more(b"x")], 1002),
        (
            "continuation of nothing, not the last",
            vec![more(b"x").begun()],
            1002,
        ),
        (
            "text inside of a text",
            vec![text(b"{").begun(), text(b"}")],
            1002,
        ),
        (
            "binary inside of a text",
            vec![text(b"{").begun(), RawFrame::new(2, "}")],
            1002,
        ),
        (
            "continuation after the last",
            vec![text(b"{").begun(), more(b"}"), more(b"}")],
            1002,
        ),
        ("bad UTF-8", vec![text(b"\"\xff\"")], 1007),
        (
            "bad UTF-8 after a good fragment",
            vec![text(b"\"").begun(), more(b"\xfe\"")],
            1007,
        ),
        ("a letter cut off at the end", vec![text(b"\"\xc3")], 1007),
        (
            "a letter cut off at the last fragment",
            vec![text(b"\"").begun(), more(b"\xe2\x82")],
            1007,
        ),
        ("overlong", vec![text(b"\xc0\xaf")], 1007),
        ("surrogate", vec![text(b"\xed\xa0\x80")], 1007),
        ("beyond Unicode", vec![text(b"\xf4\x90\x80\x80")], 1007),
        ("bad UTF-8 in a close", vec![RawFrame::close(1000, b"\xff")], 1007),
    ];
    for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
        table.push(("reserved kind of frame", vec![RawFrame::new(opcode, "x")], 1002));
    }
    join_all(
        table
            .iter()
            .map(|(name, frames, code)| scene.ends(name, frames, End::Closed(*code))),
    )
    .await;
    scene.finish().await;
}

async fn frames_within_the_rules_are_served(place: Place) {
    let scene = Scene::set(&place).await;
    let more = |bytes: &[u8]| RawFrame::new(0, bytes);
    let (head, tail) = PING.as_bytes().split_at(9);
    let ping = RawFrame::new(9, "are you there");
    scene
        .stays("in two", &[RawFrame::text(head).begun(), more(tail)])
        .await;
    let empty = [
        RawFrame::text("").begun(),
        more(b"").begun(),
        more(PING.as_bytes()),
    ];
    scene.stays("with empty fragments", &empty).await;
    let letters: Vec<RawFrame> = std::iter::once(RawFrame::text(&PING.as_bytes()[..1]).begun())
        .chain(PING.as_bytes()[1..].iter().map(|byte| more(&[*byte]).begun()))
        .chain([more(b"")])
        .collect();
    scene.stays("letter by letter", &letters).await;
    let split = [
        RawFrame::text(b"\"\xe2".as_slice()).begun(),
        more(b"\x82").begun(),
        more(b"\xac\""),
    ];
    scene.stays("a letter in three", &split).await;
    let between = [RawFrame::text(head).begun(), ping.clone(), more(tail)];
    let pongs = scene.stays("a ping in between", &between).await;
    assert_eq!(pongs, [b"are you there".to_vec()]);
    scene
        .stays("nobody asked for this pong", &[RawFrame::new(10, "x")])
        .await;
    scene.stays("nothing", &[RawFrame::text("")]).await;
    scene
        .stays("binary", &[RawFrame::new(2, [0, 159, 146, 150])])
        .await;
    let flood = vec![RawFrame::new(9, [9; 125]); 2_000];
    let pongs = scene.stays("a flood of pings", &flood).await;
    assert!(!pongs.is_empty() && pongs.len() <= flood.len());
    // The longest form for a short length wastes bytes and harms nobody.
    for person in &scene.people {
        let mut socket = scene.open(person).await;
        let plain = RawFrame::text(PING).bytes();
        let wasteful = [
            &[plain[0], 0x80 | 127],
            (PING.len() as u64).to_be_bytes().as_slice(),
            &plain[2..],
        ]
        .concat();
        for byte in wasteful {
            socket.send_bytes(&[byte]).await;
        }
        socket.hear(PONG).await.expect("byte by byte");
    }
    scene.finish().await;
}

async fn a_close_is_answered_as_the_rules_say(place: Place) {
    let scene = Scene::set(&place).await;
    for code in [
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999,
    ] {
        let frames = [RawFrame::close(code, "bye"), RawFrame::text(PING)];
        scene
            .ends("a code that may be used", &frames, End::Closed(code))
            .await;
    }
    for code in [
        0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535,
    ] {
        let frames = [RawFrame::close(code, "")];
        scene
            .ends("a code that may not", &frames, End::Closed(1002))
            .await;
    }
    scene
        .ends("without a code", &[RawFrame::new(8, "")], End::Closed(1005))
        .await;
    scene.finish().await;
}

async fn a_frame_too_large_is_refused_before_it_is_there(place: Place) {
    let scene = Scene::set(&place).await;
    let claims = |length: u64| RawFrame {
        claims: Some(length),
        ..RawFrame::text("only this")
    };
    let lengths = [64 * 1024 + 1, 1 << 20, 1 << 40, (1 << 63) - 1, 1 << 63, u64::MAX];
    let claimed = lengths.map(|length| ("a length", vec![claims(length)]));
    let quarter = vec![b' '; 32 * 1024];
    let pieces = vec![
        RawFrame::text(quarter.clone()).begun(),
        RawFrame::new(0, quarter.clone()).begun(),
        RawFrame::new(0, quarter),
    ];
    let all = vec![RawFrame::text(vec![b' '; 4 << 20])];
    let table = claimed
        .into_iter()
        .chain([("in pieces", pieces), ("all of it", all)]);
    join_all(table.map(|(name, frames)| {
        let scene = &scene;
        async move { scene.ends(name, &frames, End::Closed(1009)).await }
    }))
    .await;
    scene.finish().await;
}

async fn a_handshake_that_is_none_is_refused(place: Place) {
    let scene = Scene::set(&place).await;
    let (visitor, dialog) = &scene.people[0];
    let good = RawSocket::handshake(visitor, *dialog);
    let without = |name: &str| -> String {
        let lines = good.split_inclusive("\r\n");
        lines.filter(|line| !line.starts_with(name)).collect()
    };
    let table = [
        ("no Upgrade", without("Upgrade:")),
        ("no Connection", without("Connection:")),
        ("no key", without("Sec-WebSocket-Key:")),
        ("no version", without("Sec-WebSocket-Version:")),
        ("an old version", good.replace("Version: 13", "Version: 8")),
        ("POST", good.replacen("GET", "POST", 1)),
        (
            "another protocol",
            good.replacen("Upgrade: websocket", "Upgrade: h2c", 1),
        ),
        ("HTTP/1.0", good.replacen("HTTP/1.1", "HTTP/1.0", 1)),
        ("a header without a colon", good.replacen("Host:", "Host", 1)),
        (
            "no HTTP at all",
            "\x16\x03\x01\x02\0\x01\0\x01\u{7f}\r\n\r\n".to_owned(),
        ),
    ];
    for (name, request) in table {
        let (_, status, _) = knock(scene.address, request.as_bytes()).await;
        assert!(
            status.is_none_or(|status| (400..=426).contains(&status)),
            "{name}: {status:?}"
        );
    }
    scene.finish().await;
}

async fn a_connection_that_just_goes_away_leaves_nothing(place: Place) {
    let scene = Scene::set(&place).await;
    let (visitor, dialog) = &scene.people[0];
    let handshake = RawSocket::handshake(visitor, *dialog);
    for cut in [1, 20, handshake.len() / 2, handshake.len() - 1] {
        let mut half = tokio::net::TcpStream::connect(scene.address).await.unwrap();
        let sent = tokio::io::AsyncWriteExt::write_all(&mut half, &handshake.as_bytes()[..cut]).await;
        sent.unwrap();
    }
    let frame = RawFrame::text(PING).bytes();
    for cut in [1, 2, 5, 8, frame.len() - 1] {
        for person in &scene.people {
            let mut socket = scene.open(person).await;
            socket.send_bytes(&frame[..cut]).await;
        }
    }
    // Their places are free again at once, not after the heartbeat.
    scene.app.is_empty().await;
    scene.finish().await;
}
