//! What holds for the whole tenant: the budget of a day, and opening hours.

pub(super) mod read;
pub(super) mod update;

use crate::domain::TenantId;
use crate::protocol::{HoursBody, OpenBody, SettingsBody, UsedBody};
use crate::rest::Rest;
use crate::rest::failure::Answer;

async fn body(rest: &Rest, tenant: TenantId) -> Answer<SettingsBody> {
    let now = rest.clock.now();
    let mut conn = rest.store.read().await?;
    let budget = conn.budget(tenant).await?;
    let spent = conn.spent(tenant, now).await?;
    let hours = conn.hours(tenant).await?;
    Ok(SettingsBody {
        daily_tokens: budget.daily_tokens,
        daily_cost_micros: budget.daily_cost_micros,
        used_today: UsedBody {
            input_tokens: spent.usage.input_tokens,
            output_tokens: spent.usage.output_tokens,
            cost_micros: spent.cost_micros,
            replies: spent.replies,
        },
        resets_at: now.end_of_day().into(),
        hours: hours.as_ref().map(HoursBody::from),
        hours_now: OpenBody::at(hours.as_ref(), now),
    })
}
