//! Which token opens which door, over HTTP.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::FromRef;
use axum::http::{Request, StatusCode, header};
use axum::routing::get;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::access::testing::{PASSWORD, World};
use crate::access::{Access, Admin, Operator, SiteUser, jwt};
use crate::domain::{AllowedOrigins, Role, Secret};

#[derive(Clone)]
struct State(Access);

impl FromRef<State> for Access {
    fn from_ref(state: &State) -> Self {
        state.0.clone()
    }
}

fn doors(access: &Access) -> Router {
    Router::new()
        .route("/operator", get(async |_: Operator| "in"))
        .route("/admin", get(async |_: Admin| "in"))
        .route("/site", get(async |_: SiteUser| "in"))
        .with_state(State(access.clone()))
}

async fn knock(router: &Router, path: &str, authorization: &[&str]) -> (StatusCode, Option<String>, Value) {
    let mut request = Request::get(path);
    for value in authorization {
        request = request.header(header::AUTHORIZATION, *value);
    }
    let response = router
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let status = response.status();
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .map(|kind| kind.to_str().unwrap().to_owned());
    let body = to_bytes(response.into_body(), 10_000).await.unwrap();
    (status, kind, serde_json::from_slice(&body).unwrap_or_default())
}

async fn signed_in(world: &World, email: &str, role: Role) -> String {
    world.add_operator(email, role).await;
    let signed = world
        .access
        .sign_in(email, Secret::new(PASSWORD.to_owned()), None)
        .await
        .unwrap();
    signed.access_token.reveal().to_owned()
}

#[tokio::test]
async fn each_token_opens_its_own_doors_only() {
    let world = World::start().await;
    let assistant = world.add_assistant(world.tenant, "ast_a").await;
    let site = world
        .access
        .create_site(&assistant, "Shop".to_owned(), AllowedOrigins::default())
        .await
        .unwrap();
    let claims = json!({"iss": site.site.public_id, "sub": "user-1", "exp": 1_800_003_600});
    let visitor = world
        .access
        .admit_visitor(&assistant.public_id, None)
        .await
        .unwrap();

    let tokens = [
        ("agent", signed_in(&world, "agent@example.org", Role::Agent).await),
        ("admin", signed_in(&world, "admin@example.org", Role::Admin).await),
        ("owner", signed_in(&world, "owner@example.org", Role::Owner).await),
        (
            "site",
            jwt::sign(&claims, site.secret.reveal().as_bytes()).unwrap(),
        ),
        ("visitor", visitor.made_token.unwrap().reveal().to_owned()),
        ("site secret", site.secret.reveal().to_owned()),
        ("assistant", assistant.public_id.as_str().to_owned()),
        ("nothing", String::new()),
    ];
    let router = doors(&world.access);
    for (who, token) in &tokens {
        for (door, open, forbidden) in [
            ("/operator", &["agent", "admin", "owner"][..], &[][..]),
            ("/admin", &["admin", "owner"], &["agent"]),
            ("/site", &["site"], &[]),
        ] {
            let expected = if open.contains(who) {
                StatusCode::OK
            } else if forbidden.contains(who) {
                StatusCode::FORBIDDEN
            } else {
                StatusCode::UNAUTHORIZED
            };
            let (status, ..) = knock(&router, door, &[&format!("Bearer {token}")]).await;
            assert_eq!(status, expected, "{who} at {door}");
        }
    }
    let (_, visitors_token) = &tokens[4];
    assert!(
        world
            .access
            .visitor(&assistant.public_id, visitors_token)
            .await
            .unwrap()
            .principal()
            .is_some()
    );
    for (who, token) in tokens
        .iter()
        .filter(|(who, _)| *who != "visitor" && *who != "site secret")
    {
        assert!(
            world.access.visitor(&assistant.public_id, token).await.is_err(),
            "{who} as a visitor"
        );
    }
}

#[tokio::test]
async fn a_refusal_is_a_problem_and_the_same_for_all() {
    let world = World::start().await;
    let token = signed_in(&world, "agent@example.org", Role::Agent).await;
    let router = doors(&world.access);
    let bearer = format!("Bearer {token}");
    assert_eq!(knock(&router, "/operator", &[&bearer]).await.0, StatusCode::OK);
    assert_eq!(
        knock(&router, "/operator", &[&format!("bearer {token}")]).await.0,
        StatusCode::OK
    );

    let none = knock(&router, "/operator", &[]).await;
    assert_eq!(none.0, StatusCode::UNAUTHORIZED);
    assert_eq!(none.1.as_deref(), Some("application/problem+json"));
    assert_eq!(
        (&none.2["code"], &none.2["status"]),
        (&json!("unauthenticated"), &json!(401))
    );
    for bad in [
        &["Bearer"][..],
        &["Bearer "],
        &[&token],
        &["Basic YTpi"],
        &[&format!("Basic {token}")],
        &[&bearer, &bearer],
        &["Bearer x.y.z"],
    ] {
        assert_eq!(knock(&router, "/operator", bad).await, none, "{bad:?}");
    }
}
