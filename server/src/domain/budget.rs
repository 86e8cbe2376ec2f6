//! What a tenant may spend on engines that are billed, and what it spent.

use super::Usage;

/// Bounds for one day (UTC). What is not set is not bounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    pub daily_tokens: Option<i64>,
    /// Millionths of a currency unit.
    pub daily_cost_micros: Option<i64>,
}

/// What was spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    pub replies: i64,
    pub usage: Usage,
    /// Millionths of a currency unit.
    pub cost_micros: i64,
}
