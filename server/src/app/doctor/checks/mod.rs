//! One check to a file.

pub(super) mod arrival;
pub(super) mod frames;
pub(super) mod health;
pub(super) mod idle;
pub(super) mod stream;
pub(super) mod tls;
pub(super) mod upgrade;
