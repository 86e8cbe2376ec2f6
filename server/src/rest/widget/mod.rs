pub(super) mod config;
