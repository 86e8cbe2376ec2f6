//! Settings: `tandem.toml`, then `TANDEM_*`, then flags. An unknown or ill-typed one stops the start.

mod environment;
mod layers;
mod limits;
mod outbound;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use thiserror::Error;

use crate::access::TrustedProxies;
use crate::app::accept::GateLimits;
use crate::domain::{Limits, PageOrigin, Secret};
use crate::rest::RateSettings;
use crate::store;
use limits::LimitSettings;
use outbound::OutboundSettings;

/// The name of SQLite's database in the data folder.
pub(super) const DATABASE_FILE: &str = "tandem.db";

/// What is wrong with the settings, in one line that names the setting.
#[derive(Debug, Error)]
pub enum Invalid {
    #[error("the settings file {} cannot be read: {reason}", path.display())]
    Unreadable { path: PathBuf, reason: String },
    #[error("{place}: {reason}")]
    Setting { place: String, reason: String },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

/// All settings, each with its default.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Holds the database (if it is SQLite) and the keys.
    pub data_dir: PathBuf,
    /// `postgres://…`; SQLite in the data folder if absent.
    #[serde(deserialize_with = "secret")]
    database_url: Option<Secret>,
    /// `redis://…`, over which several servers on one PostgreSQL database tell each other what happens.
    #[serde(deserialize_with = "secret")]
    redis_url: Option<Secret>,
    /// The address under which people reach the server: `https://chat.example.com`.
    public_url: Option<String>,
    /// Addresses and networks of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<String>,
    /// Take tokens from the address of a WebSocket too.
    pub tokens_in_query: bool,
    /// Connections for reading.
    pub readers: u32,
    /// Replies that are written at the same time.
    pub reply_workers: usize,
    /// Milliseconds between the pieces of an answer of the built-in engine.
    pub answer_pace_ms: u64,
    /// Milliseconds in which a visitor may say more before the built-in engine says that it does not know.
    pub hear_out_ms: u64,
    /// What to log, in the form of `RUST_LOG`.
    pub log: String,
    pub log_format: LogFormat,
    limits: LimitSettings,
    outbound: OutboundSettings,
    /// The fault that this process is to make.
    #[cfg(feature = "mutants")]
    mutant: Option<crate::domain::Mutant>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8000)),
            data_dir: PathBuf::from("./data"),
            database_url: None,
            redis_url: None,
            public_url: None,
            trusted_proxies: Vec::new(),
            tokens_in_query: true,
            readers: 4,
            reply_workers: 256,
            answer_pace_ms: 35,
            hear_out_ms: 1_500,
            log: "info,sqlx=warn".to_owned(),
            log_format: LogFormat::Text,
            limits: LimitSettings::default(),
            outbound: OutboundSettings::default(),
            #[cfg(feature = "mutants")]
            mutant: None,
        }
    }
}

/// What the command line says beside the file and the environment.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    pub listen: Option<String>,
    pub data_dir: Option<PathBuf>,
    /// A file that has to be there; without it `tandem.toml` is read if it is.
    pub config: Option<PathBuf>,
}

impl Config {
    /// Reads the settings of this process.
    pub fn load(flags: &Flags) -> Result<Self, Invalid> {
        Self::from_layers(flags, std::env::vars())
    }

    /// Reads settings as they stand in a settings file, and nothing else.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let config: Self = layers::read(layers::text(text)?)?;
        config.check()?;
        Ok(config)
    }

    fn from_layers(
        flags: &Flags,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Invalid> {
        let mut table = layers::file(flags.config.as_deref())?;
        environment::apply(&mut table, environment)?;
        layers::flags(&mut table, flags);
        let config: Self = layers::read(table)?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), Invalid> {
        let wrong = |place: &str, reason: &str| {
            Err(Invalid::Setting {
                place: format!("setting `{place}`"),
                reason: reason.to_owned(),
            })
        };
        if let Some(url) = &self.database_url
            && !url.reveal().starts_with("postgres://")
            && !url.reveal().starts_with("postgresql://")
        {
            return wrong(
                "database_url",
                "must start with postgres:// (leave it out for SQLite)",
            );
        }
        if let Some(url) = &self.redis_url {
            if !url.reveal().starts_with("redis://") && !url.reveal().starts_with("rediss://") {
                return wrong("redis_url", "must start with redis:// or rediss://");
            }
            if self.database_url.is_none() {
                return wrong(
                    "redis_url",
                    "needs database_url: several servers share a PostgreSQL database",
                );
            }
        }
        if self.public_url.is_some() && self.public_origin().is_none() {
            return wrong(
                "public_url",
                "must be http:// or https:// and a host, without a path",
            );
        }
        if let Err(error) = TrustedProxies::parse(&self.trusted_proxies) {
            return wrong("trusted_proxies", &error.to_string());
        }
        if self.readers == 0 || self.readers > 128 {
            return wrong("readers", "must be 1 to 128");
        }
        if self.reply_workers == 0 || self.reply_workers > 1_000 {
            return wrong("reply_workers", "must be 1 to 1000");
        }
        if self.hear_out_ms > 8_000 {
            return wrong("hear_out_ms", "must be at most 8000");
        }
        self.outbound.check()?;
        self.limits.check()
    }

    /// Starts logging as these settings say.
    pub fn start_logging(&self) -> Result<(), String> {
        super::telemetry::start(&self.log, self.log_format)
    }

    pub fn limits(&self) -> Limits {
        self.limits.limits()
    }

    /// How many connections may be open, known and unknown, if the process may open so many files.
    pub(crate) fn gate(&self, files: u64) -> GateLimits {
        // What is not a connection: the databases' files (three for each of SQLite's connections), the listener,
        // the logs, and what the runtime needs.
        let other = 64 + 4 * (usize::try_from(self.readers).unwrap_or(0) + 1);
        let files = usize::try_from(files).unwrap_or(usize::MAX);
        GateLimits {
            connections: (self.limits().connections_total + self.limits.strangers)
                .min(files.saturating_sub(other)),
            strangers: self.limits.strangers,
            strangers_per_address: self.limits.strangers_per_address,
            stranger_lives: Duration::from_secs(self.limits.stranger_seconds),
        }
    }

    /// The proxies whose word on an address is believed. (They were checked at the start.)
    pub fn proxies(&self) -> TrustedProxies {
        TrustedProxies::parse(&self.trusted_proxies).unwrap_or_default()
    }

    /// How often one address may do what costs much.
    pub fn rates(&self) -> RateSettings {
        RateSettings {
            sign_ins_per_minute: self.limits.sign_ins_per_minute,
            dialogs_per_minute: self.limits.dialogs_per_minute,
            reads_per_minute: self.limits.reads_per_minute,
            proxies: self.proxies(),
        }
    }

    /// The origin under which people reach the server, if it was set.
    pub fn public_origin(&self) -> Option<PageOrigin> {
        self.public_url.as_deref().and_then(PageOrigin::parse)
    }

    /// Whether people reach the server over TLS.
    pub fn is_secure(&self) -> bool {
        self.public_origin()
            .is_some_and(|origin| origin.as_str().starts_with("https://"))
    }

    /// The same with the address that the server got, where any port would do.
    #[must_use]
    pub fn listening_at(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// The address to show: the public one, else where it listens.
    pub fn shown_url(&self, listening: SocketAddr) -> String {
        match self.public_origin() {
            Some(origin) => origin.as_str().to_owned(),
            None if listening.ip().is_unspecified() => format!("http://localhost:{}", listening.port()),
            None => format!("http://{listening}"),
        }
    }

    /// Plants the fault that these settings name, if they name one.
    #[cfg(feature = "mutants")]
    pub(crate) fn plant(&self) {
        if let Some(mutant) = self.mutant {
            tracing::warn!(?mutant, "this server makes mistakes on purpose");
            crate::domain::plant(mutant);
        }
    }

    /// Whether no other server can have the same data: SQLite is one server's.
    pub fn is_alone(&self) -> bool {
        self.database_url.is_none()
    }

    /// Where other nodes are met, if there are any.
    pub fn redis_url(&self) -> Option<&Secret> {
        self.redis_url.as_ref()
    }

    pub fn database(&self) -> store::Settings {
        let place = match &self.database_url {
            Some(url) => store::Place::Postgres { url: url.clone() },
            None => store::Place::Sqlite {
                file: self.data_dir.join(DATABASE_FILE),
            },
        };
        store::Settings {
            place,
            readers: self.readers,
        }
    }
}

fn secret<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?
        .filter(|url| !url.is_empty())
        .map(Secret::new))
}

#[cfg(test)]
mod tests;
