//! Names that change what they stand for.

use super::*;

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi";

#[tokio::test]
async fn each_connection_is_checked_anew() {
    let good = Host::saying(ALLOWED, OK).await;
    let trap = TcpListener::bind((HERE, good.port)).await.unwrap();
    let names = Arc::new(Names::default());
    names.mean("rebinding.example", &[ALLOWED.into()]);
    names.mean("rebinding.example", &[HERE.into()]);
    let outbound = outbound(&names);
    let address = format!("http://rebinding.example:{}/", good.port);
    let first = get(&outbound, &address).await.unwrap();
    assert_eq!(first.text(10).await.unwrap(), "hi");
    for _ in 0..20 {
        let again = get(&outbound, &address).await.err();
        assert_eq!(again, Some(OutboundError::Refused(Refused::Private)));
    }
    assert_eq!(good.hits(), 1);
    let called = tokio::time::timeout(Duration::ZERO, trap.accept()).await;
    assert!(called.is_err(), "the trap was called");
}

/// What was checked is what is connected to: the name is looked up once, so there is no second answer that
/// could differ from the first.
#[tokio::test]
async fn a_name_is_looked_up_once_per_connection() {
    let good = Host::saying(ALLOWED, OK).await;
    let names = Arc::new(Names::default());
    names.mean("turning.example", &[ALLOWED.into()]);
    names.mean("turning.example", &[HERE.into()]);
    let outbound = outbound(&names);
    let address = format!("http://turning.example:{}/", good.port);
    assert!(get(&outbound, &address).await.is_ok());
    assert_eq!(names.asked(), 1);
    assert_eq!(good.hits(), 1);
}

#[tokio::test]
async fn a_name_with_one_bad_address_is_refused_before_any_is_tried() {
    let good = Host::saying(ALLOWED, OK).await;
    let names = Arc::new(Names::default());
    names.mean("mixed.example", &[ALLOWED.into(), HERE.into()]);
    let address = format!("http://mixed.example:{}/", good.port);
    let refused = get(&outbound(&names), &address).await.err();
    assert_eq!(refused, Some(OutboundError::Refused(Refused::Private)));
    assert_eq!(good.hits(), 0);
}
