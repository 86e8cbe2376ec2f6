//! What a tenant may spend in a day on engines that are billed, and what it spent.
//!
//! A reply reserves what it may use at most before its engine is asked; the reservation stands on the generation's own
//! row, so that it goes with it, however it ends. So a day's budget is never passed, whatever runs at once.

use super::engine::{Link, execute, fetch_optional, row};
use super::{Conn, Error, Tx};
use crate::domain::{Budget, GenerationId, Spent, TenantId, Timestamp, Usage};

row! {
    struct BudgetRow {
        daily_tokens: Option<i64>,
        daily_micros: Option<i64>,
    }
}

row! {
    struct SpentRow {
        replies: i64,
        input_tokens: i64,
        output_tokens: i64,
        cost_micros: i64,
    }
}

row! {
    struct ReservedRow {
        tokens: i64,
        micros: i64,
    }
}

impl Conn {
    pub async fn budget(&mut self, tenant: TenantId) -> Result<Budget, Error> {
        let row = fetch_optional!(
            self,
            BudgetRow,
            "select daily_tokens, daily_micros from tenants where id = $1",
            tenant.0,
        )?;
        Ok(row.map_or_else(Budget::default, |row| Budget {
            daily_tokens: row.daily_tokens,
            daily_cost_micros: row.daily_micros,
        }))
    }

    /// Of the day (UTC) that `at` is in.
    pub async fn spent(&mut self, tenant: TenantId, at: Timestamp) -> Result<Spent, Error> {
        let row = fetch_optional!(
            self,
            SpentRow,
            "select replies, input_tokens, output_tokens, cost_micros from spending
             where tenant_id = $1 and day = $2",
            tenant.0,
            at.day(),
        )?;
        Ok(row.map_or_else(Spent::default, |row| Spent {
            replies: row.replies,
            usage: Usage {
                input_tokens: row.input_tokens,
                output_tokens: row.output_tokens,
            },
            cost_micros: row.cost_micros,
        }))
    }
}

impl Tx {
    pub async fn set_budget(&mut self, tenant: TenantId, budget: Budget) -> Result<(), Error> {
        execute!(
            self,
            "update tenants set daily_tokens = $2, daily_micros = $3 where id = $1",
            tenant.0,
            budget.daily_tokens,
            budget.daily_cost_micros,
        )?;
        Ok(())
    }

    /// Keeps `tokens` and `micros` of today's budget for a reply. False if there is not so much left.
    pub async fn reserve(
        &mut self,
        tenant: TenantId,
        generation: GenerationId,
        tokens: i64,
        micros: i64,
        at: Timestamp,
    ) -> Result<bool, Error> {
        if !self
            .fits_budget(tenant, Some(generation), tokens, micros, at)
            .await?
        {
            return Ok(false);
        }
        execute!(
            self,
            "update generations set reserved_tokens = $3, reserved_micros = $4
             where tenant_id = $1 and id = $2 and status in ('queued', 'generating')",
            tenant.0,
            generation.0,
            tokens,
            micros,
        )?;
        Ok(true)
    }

    /// Spends `tokens` and `micros` of today's budget for something that is no reply. False if there is not so much left,
    /// beside what replies have reserved.
    pub async fn spend_within(
        &mut self,
        tenant: TenantId,
        tokens: i64,
        micros: i64,
        at: Timestamp,
    ) -> Result<bool, Error> {
        if !self.fits_budget(tenant, None, tokens, micros, at).await? {
            return Ok(false);
        }
        let spent = Spent {
            replies: 0,
            usage: Usage {
                input_tokens: tokens,
                output_tokens: 0,
            },
            cost_micros: micros,
        };
        self.spend(tenant, None, spent, at).await?;
        Ok(true)
    }

    /// Whether so much is left beside what replies other than `own` have reserved. The answer holds until the commit.
    async fn fits_budget(
        &mut self,
        tenant: TenantId,
        own: Option<GenerationId>,
        tokens: i64,
        micros: i64,
        at: Timestamp,
    ) -> Result<bool, Error> {
        // The tenant's row is the lock: no two can both take the last of it.
        if let Link::Postgres(_) = self.link() {
            execute!(self, "select 1 from tenants where id = $1 for update", tenant.0)?;
        }
        let budget = self.budget(tenant).await?;
        if budget != Budget::default() {
            let spent = self.spent(tenant, at).await?;
            let reserved = fetch_optional!(
                self,
                ReservedRow,
                "select cast(coalesce(sum(reserved_tokens), 0) as bigint) as tokens,
                    cast(coalesce(sum(reserved_micros), 0) as bigint) as micros
                 from generations
                 where tenant_id = $1 and id <> $2 and status in ('queued', 'generating')",
                tenant.0,
                own.map_or(0, |own| own.0),
            )?;
            let (held, held_micros) = reserved.map_or((0, 0), |row| (row.tokens, row.micros));
            let fits = |most: Option<i64>, spent: i64, held: i64, more: i64| {
                most.is_none_or(|most| spent.saturating_add(held).saturating_add(more) <= most)
            };
            return Ok(fits(budget.daily_tokens, spent.usage.tokens(), held, tokens)
                && fits(budget.daily_cost_micros, spent.cost_micros, held_micros, micros));
        }
        Ok(true)
    }

    /// Adds to what the tenant spent today; gives back what `generation` had reserved.
    pub async fn spend(
        &mut self,
        tenant: TenantId,
        generation: Option<GenerationId>,
        spent: Spent,
        at: Timestamp,
    ) -> Result<(), Error> {
        if let Some(generation) = generation {
            execute!(
                self,
                "update generations set reserved_tokens = 0, reserved_micros = 0
                 where tenant_id = $1 and id = $2 and reserved_tokens + reserved_micros > 0",
                tenant.0,
                generation.0,
            )?;
        }
        execute!(
            self,
            "insert into spending (tenant_id, day, replies, input_tokens, output_tokens, cost_micros)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (tenant_id, day) do update set
                replies = spending.replies + excluded.replies,
                input_tokens = spending.input_tokens + excluded.input_tokens,
                output_tokens = spending.output_tokens + excluded.output_tokens,
                cost_micros = spending.cost_micros + excluded.cost_micros",
            tenant.0,
            at.day(),
            spent.replies,
            spent.usage.input_tokens,
            spent.usage.output_tokens,
            spent.cost_micros,
        )?;
        Ok(())
    }
}
