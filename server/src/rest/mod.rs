//! HTTP: handlers that mirror the URLs.

pub mod openapi;
