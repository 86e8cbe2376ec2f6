//! How a socket learns who asks.

use serde_json::{Map, Value, json};

use crate::protocol::SUBPROTOCOL;

const TOKENS: [(&str, &str); 3] = [
    (
        "token",
        "an operator's access token, from `POST /api/v1/auth/login`",
    ),
    (
        "site_token",
        "the JWT that the customer's backend signs with the site's secret",
    ),
    ("visitor_token", "the visitor's token, 43 characters of base64url"),
];

pub(super) fn schemes() -> Map<String, Value> {
    let mut schemes = Map::new();
    for (name, what) in TOKENS {
        schemes.insert(
            format!("{name}.subprotocol"),
            json!({
                "type": "httpApiKey",
                "in": "header",
                "name": "Sec-WebSocket-Protocol",
                "description": format!("`{SUBPROTOCOL}, bearer.<token>`, which is answered with `{SUBPROTOCOL}`. The token is {what}."),
            }),
        );
        schemes.insert(
            format!("{name}.query"),
            json!({
                "type": "httpApiKey",
                "in": "query",
                "name": name,
                "description": format!("The same token in the address: {what}. An installation may not take it there."),
            }),
        );
    }
    schemes
}

/// Either of the two forms.
pub(super) fn of(token: &str) -> Value {
    json!([
        { "$ref": format!("#/components/securitySchemes/{token}.subprotocol") },
        { "$ref": format!("#/components/securitySchemes/{token}.query") },
    ])
}
