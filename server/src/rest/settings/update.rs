use axum::Json;
use axum::extract::State;

use super::body;
use crate::access::Admin;
use crate::domain::{Budget, Hours, InvalidHours, WrittenHours};
use crate::protocol::{ErrorCode, HoursBody, Problem, SettingsBody, SettingsPatch};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::Body;

/// As far as JSON's numbers are exact.
const MOST: i64 = (1 << 53) - 1;

/// Changes the tenant's budget of a day, or its opening hours. What runs already may use what was reserved for it.
#[utoipa::path(
    patch, path = "/settings", tag = "settings",
    request_body = SettingsPatch,
    responses((status = 200, body = SettingsBody), (status = 403, body = Problem), (status = 422, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    Body(patch): Body<SettingsPatch>,
) -> Answer<Json<SettingsBody>> {
    for bound in [patch.daily_tokens, patch.daily_cost_micros]
        .into_iter()
        .flatten()
        .flatten()
    {
        if !(0..=MOST).contains(&bound) {
            return Err(Failure::invalid("a bound is 0 or more, or null"));
        }
    }
    let hours = patch.hours.map(|hours| hours.map(parsed).transpose());
    let hours = hours.transpose()?;
    let tenant = admin.tenant;
    rest.store
        .write(move |tx| {
            Box::pin(async move {
                let now = tx.budget(tenant).await?;
                let next = Budget {
                    daily_tokens: patch.daily_tokens.unwrap_or(now.daily_tokens),
                    daily_cost_micros: patch.daily_cost_micros.unwrap_or(now.daily_cost_micros),
                };
                tx.set_budget(tenant, next).await?;
                match hours {
                    Some(hours) => tx.set_hours(tenant, hours.as_ref()).await,
                    None => Ok(()),
                }
            })
        })
        .await?;
    Ok(Json(body(&rest, tenant).await?))
}

fn parsed(written: HoursBody) -> Answer<Hours> {
    Hours::parse(&WrittenHours::from(written)).map_err(|invalid| {
        let code = match invalid {
            InvalidHours::UnknownZone => ErrorCode::InvalidTimeZone,
            _ => ErrorCode::InvalidHours,
        };
        Problem::new(code, "These opening hours make no sense.")
            .detail(invalid.to_string())
            .into()
    })
}
