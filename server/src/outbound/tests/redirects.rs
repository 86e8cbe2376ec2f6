//! A redirect is an answer like any other: nobody follows it unasked, and each step is checked.

use super::*;

#[tokio::test]
async fn no_redirect_is_followed() {
    let trap = Host::saying(HERE, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    for status in [301, 302, 303, 307, 308] {
        let answer = format!(
            "HTTP/1.1 {status} Over there\r\nlocation: http://127.0.0.1:{}/\r\ncontent-length: 0\r\n\r\n",
            trap.port
        );
        let host = Host::saying(ALLOWED, answer).await;
        let outbound = outbound(&Arc::default());
        let target = outbound
            .check(&format!("http://127.0.0.2:{}/", host.port))
            .unwrap();
        let reply = outbound.get(&target, Vec::new()).send().await.unwrap();
        assert_eq!(reply.status, status);
        let next = outbound.follow(&target, reply.header("location").unwrap());
        assert_eq!(next, Err(Refused::Private));
        let posted = outbound.post_json(&target, Vec::new(), "{}".to_owned());
        assert_eq!(posted.send().await.unwrap().status, status);
        assert_eq!(host.hits(), 2);
    }
    assert_eq!(trap.hits(), 0);
}

#[test]
fn a_step_is_relative_to_where_it_stands_and_checked() {
    let outbound = outbound(&Arc::default());
    let target = outbound.check("https://docs.example/a/b?c").unwrap();
    let follow = |location: &str| {
        let next = outbound.follow(&target, location);
        next.map(|target| target.as_str().to_owned())
    };
    assert_eq!(follow("d").as_deref(), Ok("https://docs.example/a/d"));
    assert_eq!(follow("/d#e").as_deref(), Ok("https://docs.example/d"));
    assert_eq!(
        follow("//other.example/").as_deref(),
        Ok("https://other.example/")
    );
    assert_eq!(follow("http://0x7f.1/"), Err(Refused::Private));
    assert_eq!(follow("//[::1]/"), Err(Refused::Private));
    assert_eq!(follow("file:///etc/passwd"), Err(Refused::Scheme));
    assert_eq!(follow("https://a@docs.example/"), Err(Refused::UserPart));
    assert_eq!(follow("https://chat.example/"), Err(Refused::Own));
    assert_eq!(follow("http://"), Err(Refused::NotAnAddress));
    assert_eq!(follow(&"a".repeat(3_000)), Err(Refused::TooLong));
}
