//! The top floor: settings, wiring, the life of the process, and what is served beside the API.

mod accept;
mod access_log;
mod assets;
pub mod commands;
pub mod config;
mod contract;
mod cors;
mod data_folder;
mod deadline;
mod demo;
mod desk;
pub mod doctor;
mod document;
mod doors;
mod embed;
mod health;
mod hold;
mod inbox_feed;
mod lifecycle;
mod link;
mod listener;
mod node;
mod not_started;
mod positions;
mod presence;
mod probe;
mod pump;
mod serve;
mod state;
mod system;
mod telemetry;

pub use node::Outside;
pub use serve::{Running, outside, serve, start};
