//! Hundreds of tokens that are nearly right, at each door. None may pass.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};

use crate::access::testing::{PASSWORD, World};
use crate::access::{Keys, make_token};
use crate::domain::{AllowedOrigins, Role, Secret};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn part(json: &Value) -> String {
    URL_SAFE_NO_PAD.encode(json.to_string())
}

/// A token with any header and claims, signed by any algorithm of the HMAC family.
fn forge(header: &Value, claims: &Value, key: &[u8], by: Algorithm) -> String {
    let message = format!("{}.{}", part(header), part(claims));
    let signature = crypto::sign(message.as_bytes(), &EncodingKey::from_secret(key), by).unwrap();
    format!("{message}.{signature}")
}

fn hs256(claims: &Value, key: &[u8]) -> String {
    forge(
        &json!({"alg": "HS256", "typ": "JWT"}),
        claims,
        key,
        Algorithm::HS256,
    )
}

fn without(claims: &Value, name: &str) -> Value {
    let mut claims = claims.clone();
    claims.as_object_mut().unwrap().remove(name);
    claims
}

fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    claims[name] = value;
    claims
}

/// Every other character at each place of `token`, one at a time, thinned out.
fn flips(token: &str) -> Vec<String> {
    (0..token.len())
        .flat_map(|at| [at * 7 + 1, at * 13 + 31].map(|pick| (at, ALPHABET[pick % 64])))
        .filter(|(at, other)| token.as_bytes()[*at] != *other)
        .map(|(at, other)| {
            let mut bytes = token.as_bytes().to_vec();
            bytes[at] = other;
            String::from_utf8(bytes).unwrap()
        })
        .collect()
}

/// What an attacker does to a JWT without knowing the key, and headers that must not matter even with it.
fn jwt_mutants(good: &str, claims: &Value, key: &[u8], foreign_keys: &[&[u8]]) -> Vec<String> {
    let pieces: Vec<&str> = good.split('.').collect();
    let (header, payload, signature) = (pieces[0], pieces[1], pieces[2]);
    let mut mutants = flips(good);
    for alg in [
        "none", "None", "NONE", "nOnE", "", "hs256", "RS256", "ES256", "EdDSA", "PS256",
    ] {
        let unsigned = part(&json!({"alg": alg, "typ": "JWT"}));
        mutants.push(format!("{unsigned}.{payload}."));
        mutants.push(format!("{unsigned}.{payload}.{signature}"));
        mutants.push(format!("{unsigned}.{payload}"));
        mutants.push(forge(&json!({"alg": alg}), claims, key, Algorithm::HS256));
    }
    for (name, by) in [("HS384", Algorithm::HS384), ("HS512", Algorithm::HS512)] {
        mutants.push(forge(&json!({"alg": name}), claims, key, by));
        mutants.push(forge(&json!({"alg": name}), claims, key, Algorithm::HS256));
        mutants.push(forge(&json!({"alg": "HS256"}), claims, key, by));
    }
    for header in [
        json!({"alg": "HS256", "crit": ["exp"]}),
        json!({"alg": "HS256", "crit": ["b64"], "b64": false}),
        json!({"alg": "HS256", "crit": []}),
        json!({"alg": "HS256", "zip": "DEF"}),
        json!({"alg": "HS256", "enc": "A256GCM"}),
        json!({"alg": ["HS256", "none"]}),
        json!({"alg": null}),
        json!({"typ": "JWT"}),
        json!([]),
    ] {
        mutants.push(forge(&header, claims, key, Algorithm::HS256));
    }
    for foreign in foreign_keys {
        mutants.push(hs256(claims, foreign));
        // The header brings its own key along.
        let jwk = json!({"kty": "oct", "k": URL_SAFE_NO_PAD.encode(foreign)});
        for header in [
            json!({"alg": "HS256", "jwk": jwk}),
            json!({"alg": "HS256", "kid": "../../dev/null"}),
            json!({"alg": "HS256", "jku": "https://evil.example/keys"}),
        ] {
            mutants.push(forge(&header, claims, foreign, Algorithm::HS256));
        }
    }
    mutants.extend([
        String::new(),
        "..".to_owned(),
        format!("{header}.{payload}"),
        format!("{header}.{payload}."),
        format!("{header}.{payload}.{signature}."),
        format!("{header}.{payload}.{signature}.{signature}"),
        format!(".{good}"),
        format!("{good}="),
        format!("{good}A"),
        format!("{good} "),
        format!(" {good}"),
        format!("{good}\0"),
        format!("{good}\n"),
        good.to_uppercase(),
        good.replace('.', ":"),
        format!("{payload}.{header}.{signature}"),
        format!("{header}..{signature}"),
        format!(
            "{header}.{payload}.{}",
            STANDARD.encode(URL_SAFE_NO_PAD.decode(signature).unwrap())
        ),
        format!("{header}.{payload}.{}", &signature[..21]),
        "a".repeat(9_000),
        good.repeat(200),
    ]);
    mutants
}

/// Claims that must not pass though they are signed with the right key.
fn wrong_claims(claims: &Value, required: &[&str]) -> Vec<Value> {
    let mut wrong: Vec<Value> = required.iter().map(|name| without(claims, name)).collect();
    for name in required {
        for value in [json!(null), json!({}), json!([]), json!(true), json!("")] {
            wrong.push(with(claims, name, value));
        }
    }
    let now = 1_800_000_000_i64;
    for exp in [
        json!(now - 6),
        json!(now - 100_000),
        json!(0),
        json!(-1),
        json!((now + 60).to_string()),
        json!("never"),
    ] {
        wrong.push(with(claims, "exp", exp));
    }
    for aud in [
        "tandem:visitor",
        "tandem:callback",
        "tandem:",
        "TANDEM:SITE",
        "tandem:operators",
        "operator",
    ] {
        wrong.push(with(claims, "aud", json!(aud)));
    }
    wrong
}

#[tokio::test]
async fn no_mutant_is_an_operator() {
    let world = World::start().await;
    world.add_operator("ada@example.org", Role::Owner).await;
    let password = Secret::new(PASSWORD.to_owned());
    let signed = world
        .access
        .sign_in("ada@example.org", password, None)
        .await
        .unwrap();
    let good = signed.access_token.reveal();
    assert!(world.access.operator(good).await.is_ok());

    let key = Keys::for_tests().derive("operator token");
    let payload = good.split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    assert!(
        world.access.operator(&hs256(&claims, &key)).await.is_ok(),
        "the forge itself works"
    );

    let sealing = Keys::for_tests().derive("seal");
    let foreign: [&[u8]; 5] = [b"", b"secret", &[0; 32], &sealing, b"tandem:operator"];
    let mut mutants = jwt_mutants(good, &claims, &key, &foreign);
    for wrong in wrong_claims(&claims, &["iss", "aud", "sub", "tid", "sid", "iat", "exp"]) {
        mutants.push(hs256(&wrong, &key));
    }
    for (name, value) in [
        ("iss", json!("somebody")),
        ("aud", json!("tandem:site")),
        ("aud", json!(["tandem:operator", "tandem:site"])),
        ("sub", json!("999")),
        ("sub", json!("1 or 1")),
        ("sub", json!(1)),
        ("sub", json!("-1")),
        ("tid", json!(999)),
        ("tid", json!("1")),
        ("tid", json!(1.5)),
        ("sid", json!(999)),
        ("sid", json!(0)),
        ("role", json!("owner")),
    ] {
        mutants.push(hs256(&with(&claims, name, value), &key));
    }
    assert!(mutants.len() >= 200, "{}", mutants.len());
    for mutant in mutants {
        assert!(world.access.operator(&mutant).await.is_err(), "{mutant:?}");
    }
}

#[tokio::test]
async fn no_mutant_is_a_site_user() {
    let world = World::start().await;
    let assistant = world.add_assistant(world.tenant, "ast_a").await;
    let made = world
        .access
        .create_site(&assistant, "Shop".to_owned(), AllowedOrigins::default())
        .await
        .unwrap();
    let key = made.secret.reveal().as_bytes();
    let claims = json!({"iss": made.site.public_id, "sub": "user-1", "exp": 1_800_003_600});
    let good = hs256(&claims, key);
    assert!(world.access.site(&good).await.is_ok());

    let operators = Keys::for_tests().derive("operator token");
    let decoded = URL_SAFE_NO_PAD.decode(key).unwrap();
    let public_id = made.site.public_id.as_str().as_bytes();
    let foreign: [&[u8]; 6] = [b"", b"secret", &[0; 32], &operators, &decoded, public_id];
    let mut mutants = jwt_mutants(&good, &claims, key, &foreign);
    for wrong in wrong_claims(&claims, &["iss", "sub", "exp"]) {
        mutants.push(hs256(&wrong, key));
    }
    for (name, value) in [
        ("iss", json!("tandem")),
        ("iss", json!("site_other")),
        ("iss", json!("ast_a")),
        ("aud", json!("tandem:operator")),
        ("exp", json!(1_800_090_000)),
        ("nbf", json!(1_800_000_100)),
        ("iat", json!(1_800_000_100)),
        ("sub", json!(1)),
    ] {
        mutants.push(hs256(&with(&claims, name, value), key));
    }
    // A name twice: one reader takes the first, another the last.
    let twice = claims.to_string().replacen('{', "{\"sub\":\"admin\",", 1);
    let message = format!(
        "{}.{}",
        part(&json!({"alg": "HS256"})),
        URL_SAFE_NO_PAD.encode(twice)
    );
    let signature = crypto::sign(
        message.as_bytes(),
        &EncodingKey::from_secret(key),
        Algorithm::HS256,
    )
    .unwrap();
    mutants.push(format!("{message}.{signature}"));

    assert!(mutants.len() >= 200, "{}", mutants.len());
    for mutant in mutants {
        assert!(world.access.site(&mutant).await.is_err(), "{mutant:?}");
    }
}

#[tokio::test]
async fn no_mutant_is_a_visitor() {
    let world = World::start().await;
    let assistant = world.add_assistant(world.tenant, "ast_a").await;
    let entropy = crate::access::testing::Seeded::starting_at(7_000);
    let token = make_token(&entropy);
    let good = token.reveal();
    world
        .access
        .admit_visitor(&assistant.public_id, Some(good))
        .await
        .unwrap();
    assert!(
        world
            .access
            .visitor(&assistant.public_id, good)
            .await
            .unwrap()
            .principal()
            .is_some()
    );

    let mut mutants = flips(good);
    mutants.extend((0..100).map(|_| make_token(&entropy).reveal().to_owned()));
    mutants.extend((0..43).map(|at| good[..at].to_owned()));
    mutants.extend([
        format!("{good}="),
        format!("{good}A"),
        format!(" {good}"),
        format!("{good}\0"),
        good.to_lowercase(),
        good.chars().rev().collect(),
        assistant.public_id.as_str().to_owned(),
        "1".to_owned(),
    ]);
    assert!(mutants.len() >= 200, "{}", mutants.len());
    for mutant in mutants {
        let seen = world.access.visitor(&assistant.public_id, &mutant).await;
        assert!(
            seen.is_err() || seen.is_ok_and(|visitor| visitor.principal().is_none()),
            "{mutant:?}"
        );
    }
}
