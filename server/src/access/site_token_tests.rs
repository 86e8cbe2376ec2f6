use serde_json::{Value, json};

use super::*;

const NOW: Timestamp = Timestamp(1_800_000_000_000);
const SECOND: i64 = 1_800_000_000;

fn check(claims: &Value) -> Result<SiteIdentity, Invalid> {
    let secret = Secret::new("the site's secret".to_owned());
    let token = jwt::sign(claims, secret.reveal().as_bytes()).unwrap();
    verify(&token, &PublicId::parse("site_a").unwrap(), &secret, NOW)
}

/// The smallest token, with `extra` in it.
fn with(extra: &Value) -> Value {
    let mut claims = json!({"iss": "site_a", "sub": "user-1", "exp": SECOND + 3_600});
    for (key, value) in extra.as_object().unwrap() {
        claims[key] = value.clone();
    }
    claims
}

#[test]
fn a_token_says_who_the_customer_says_it_is() {
    let identity = check(&with(&json!({
        "name": "Ada", "email": "ada@example.org", "attributes": {"plan": "pro", "seats": 3, "trial": false},
        "iat": SECOND, "nbf": SECOND, "aud": "tandem:site", "something": "else",
    })))
    .unwrap();
    assert_eq!(identity.external_id, "user-1");
    assert_eq!(identity.name.as_deref(), Some("Ada"));
    assert_eq!(identity.email.as_deref(), Some("ada@example.org"));
    assert_eq!(identity.attributes.len(), 3);
    assert_eq!(identity.expires_at, NOW.plus(Duration::from_hours(1)));

    let least = check(&with(&json!({"name": " ", "email": null}))).unwrap();
    assert_eq!((least.name, least.email, least.attributes.len()), (None, None, 0));
}

#[test]
fn times_are_held_with_five_seconds_of_leeway() {
    for (times, good) in [
        (json!({"exp": SECOND - 4}), true),
        (json!({"exp": SECOND - 5}), false),
        (json!({"exp": SECOND - 86_400}), false),
        (json!({"exp": SECOND + 86_400}), true),
        (json!({"exp": SECOND + 86_406}), false),
        (json!({"exp": 99_999_999_999_i64}), false),
        (json!({"exp": SECOND as f64 + 0.5}), true),
        (json!({"nbf": SECOND + 5}), true),
        (json!({"nbf": SECOND + 6}), false),
        (json!({"iat": SECOND + 5}), true),
        (json!({"iat": SECOND + 6}), false),
        (json!({"iat": SECOND - 900_000}), true),
        (json!({"exp": (SECOND + 60).to_string()}), false),
        (json!({"exp": null}), false),
        (json!({"exp": -1}), false),
        (json!({"exp": true}), false),
        (json!({"exp": [SECOND + 60]}), false),
        (json!({"nbf": "soon"}), false),
    ] {
        assert_eq!(check(&with(&times)).is_ok(), good, "{times}");
    }
    assert_eq!(check(&json!({"iss": "site_a", "sub": "user-1"})), Err(Invalid));
}

#[test]
fn an_audience_has_to_be_ours_if_there_is_one() {
    for (audience, good) in [
        (json!("tandem:site"), true),
        (json!(["tandem:site", "https://shop.example"]), true),
        (json!("tandem:operator"), false),
        (json!(["tandem:site", "tandem:operator"]), false),
        (json!("https://shop.example"), false),
        (json!(""), false),
        (json!([]), false),
        (json!(7), false),
    ] {
        assert_eq!(
            check(&with(&json!({"aud": audience}))).is_ok(),
            good,
            "{audience}"
        );
    }
}

#[test]
fn who_and_what_is_bounded() {
    let many: serde_json::Map<_, _> = (0..51).map(|n| (n.to_string(), json!(1))).collect();
    for bad in [
        json!({"sub": ""}),
        json!({"sub": "x".repeat(201)}),
        json!({"sub": "a\nb"}),
        json!({"sub": "a\0"}),
        json!({"sub": 7}),
        json!({"sub": null}),
        json!({"iss": "site_b"}),
        json!({"iss": ["site_a"]}),
        json!({"name": "x".repeat(321)}),
        json!({"email": "a\r\nBcc: b"}),
        json!({"attributes": many}),
        json!({"attributes": {"a": "x".repeat(4_096)}}),
        json!({"attributes": {"a": {"deep": 1}}}),
        json!({"attributes": {"a": [1]}}),
        json!({"attributes": "none"}),
    ] {
        assert_eq!(check(&with(&bad)), Err(Invalid), "{bad}");
    }
    assert!(check(&with(&json!({"sub": "é".repeat(200)}))).is_ok());
}
