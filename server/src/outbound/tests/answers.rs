//! What an answer can be like, and how each failure is told from the others.

use futures_util::StreamExt;

use super::*;

async fn ask(host: &Host) -> Result<Reply, OutboundError> {
    get(
        &outbound(&Arc::default()),
        &format!("http://127.0.0.2:{}/a?b", host.port),
    )
    .await
}

#[tokio::test]
async fn the_head_is_read_before_the_body() {
    let head =
        "HTTP/1.1 429 Slow down\r\nretry-after: 7\r\ncontent-type: text/plain\r\ncontent-length: 5\r\n\r\n";
    let host = Host::falling_silent(ALLOWED, head).await;
    let reply = ask(&host).await.unwrap();
    assert_eq!(reply.status, 429);
    assert!(!reply.is_success());
    assert_eq!(reply.retry_after, Some(Duration::from_secs(7)));
    assert_eq!(reply.content_type.as_deref(), Some("text/plain"));
}

#[tokio::test]
async fn a_body_has_as_many_bytes_as_its_reader_takes() {
    let host = Host::saying(ALLOWED, "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123456789").await;
    assert_eq!(ask(&host).await.unwrap().text(10).await.unwrap(), "0123456789");
    let too_large = ask(&host).await.unwrap().text(9).await;
    assert_eq!(too_large, Err(OutboundError::TooLarge { most: 9 }));
}

#[tokio::test]
async fn a_body_without_a_length_is_bounded_too() {
    let body = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(100_000));
    let host = Host::falling_silent(ALLOWED, body).await;
    let too_large = ask(&host).await.unwrap().bytes(50_000).await;
    assert_eq!(too_large, Err(OutboundError::TooLarge { most: 50_000 }));
}

#[tokio::test]
async fn a_body_that_is_cut_off_is_no_whole_one() {
    for cut in [
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n01234",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n01234\r\n",
    ] {
        let host = Host::saying(ALLOWED, cut).await;
        let reply = ask(&host).await.unwrap();
        let pieces: Vec<_> = reply.body(1_000).collect().await;
        assert_eq!(pieces[0].as_deref(), Ok(b"01234".as_slice()));
        assert!(matches!(pieces[1], Err(OutboundError::BrokeOff(_))), "{pieces:?}");
        assert_eq!(pieces.len(), 2, "nothing follows an error");
    }
}

#[tokio::test]
async fn what_is_no_http_broke_off() {
    let host = Host::saying(ALLOWED, "220 mail.example ESMTP\r\n").await;
    assert!(matches!(ask(&host).await, Err(OutboundError::BrokeOff(_))));
    let host = Host::saying(ALLOWED, "").await;
    assert!(matches!(ask(&host).await, Err(OutboundError::BrokeOff(_))));
}

#[tokio::test]
async fn nobody_there_is_told_from_no_answer() {
    let outbound = outbound(&Arc::default());
    let free = TcpListener::bind((ALLOWED, 0)).await.unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let gone = get(&outbound, &format!("http://127.0.0.2:{port}/"))
        .await
        .err()
        .unwrap();
    assert!(matches!(gone, OutboundError::Unreachable(_)), "{gone:?}");
    assert!(gone.is_passing());
    let nameless = get(&outbound, "http://nowhere.example/").await.err().unwrap();
    assert_eq!(nameless, OutboundError::Unreachable("no such name".to_owned()));
    let silent = Host::falling_silent(ALLOWED, "").await;
    let target = outbound
        .check(&format!("http://127.0.0.2:{}/", silent.port))
        .unwrap();
    let sending = outbound
        .get(&target, Vec::new())
        .within(Duration::from_millis(50));
    assert_eq!(sending.send().await.err(), Some(OutboundError::TimedOut));
}

#[tokio::test]
async fn what_speaks_no_tls_is_told() {
    let host = Host::saying(ALLOWED, "HTTP/1.1 400 Bad Request\r\n\r\n").await;
    let outbound = outbound(&Arc::default());
    let error = get(&outbound, &format!("https://127.0.0.2:{}/", host.port))
        .await
        .err();
    assert!(matches!(error, Some(OutboundError::Tls(_))), "{error:?}");
}

#[tokio::test]
async fn no_error_tells_the_address() {
    let host = Host::saying(ALLOWED, "").await;
    let outbound = outbound(&Arc::default());
    let address = format!("http://127.0.0.2:{}/?token=geheim", host.port);
    let error = get(&outbound, &address).await.err().unwrap();
    assert!(!format!("{error} {error:?}").contains("geheim"));
}

/// Says back what it was asked.
#[tokio::test]
async fn a_request_says_no_more_than_it_has_to() {
    let listener = TcpListener::bind((ALLOWED, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let outbound = outbound(&Arc::default());
    let target = outbound
        .check(&format!("http://127.0.0.2:{port}/hook?x=1#y"))
        .unwrap();
    let key = (
        HeaderName::from_static("authorization"),
        HeaderValue::from_static("Bearer k"),
    );
    let sending = outbound.post_json(&target, vec![key], "{\"a\":1}".to_owned());
    let serve = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = vec![0; 4_096];
        let mut read = 0;
        while !asked[..read].ends_with(b"{\"a\":1}") {
            read += stream.read(&mut asked[read..]).await.unwrap();
        }
        stream
            .write_all(b"HTTP/1.1 204 No Content\r\n\r\n")
            .await
            .unwrap();
        String::from_utf8(asked[..read].to_vec()).unwrap()
    };
    let (reply, asked) = tokio::join!(sending.send(), serve);
    assert_eq!(reply.unwrap().status, 204);
    let (head, _) = asked.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<String> = head.lines().map(str::to_lowercase).collect();
    lines[1..].sort();
    assert_eq!(
        lines,
        [
            "post /hook?x=1 http/1.1".to_owned(),
            "accept: */*".to_owned(),
            "authorization: bearer k".to_owned(),
            "content-length: 7".to_owned(),
            "content-type: application/json".to_owned(),
            format!("host: 127.0.0.2:{port}"),
            format!("user-agent: tandem/{}", env!("CARGO_PKG_VERSION")),
        ]
    );
}
