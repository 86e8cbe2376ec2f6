//! Two servers over one `PostgreSQL` database, and the bus over which they tell each other what happens.

mod balancer;
mod bus;
mod neighbour;
mod redis;

pub(crate) use balancer::Balancer;
pub(crate) use bus::{Bus, Disturbance};
pub(crate) use neighbour::Neighbour;
