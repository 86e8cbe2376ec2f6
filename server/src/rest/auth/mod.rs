pub(super) mod login;
pub(super) mod logout;
pub(super) mod me;
pub(super) mod refresh;
pub(super) mod setup;

use axum::Json;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use crate::access::SignedIn;
use crate::domain::{Operator, Role, Tenant};
use crate::protocol::{OperatorBody, SignedInBody, TenantBody};

fn operator_body(operator: Operator, role: Role) -> OperatorBody {
    OperatorBody {
        id: operator.id,
        name: operator.name,
        email: operator.email,
        avatar_url: operator.avatar_url,
        role,
    }
}

fn tenant_body(tenant: Tenant) -> TenantBody {
    TenantBody {
        id: tenant.public_id,
        name: tenant.name,
    }
}

/// The access token in the body, the refresh token in a cookie that no script can read.
fn signed_in(signed: SignedIn) -> Response {
    let body = SignedInBody {
        access_token: signed.access_token.reveal().to_owned(),
        expires_in: signed.expires_in.as_secs(),
        operator: operator_body(signed.operator, signed.role),
        tenant: tenant_body(signed.tenant),
        tenants: signed.tenants.into_iter().map(tenant_body).collect(),
    };
    let mut response = Json(body).into_response();
    let headers = response.headers_mut();
    if let Some(cookie) = signed.cookie.and_then(|cookie| cookie.parse().ok()) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-store"),
    );
    response
}

/// The refresh token that the browser sent along.
fn refresh_token(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix("tandem_refresh="))
        .map(str::to_owned)
}
