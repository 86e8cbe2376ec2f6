//! What may stand on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Customer-support chat where AI and people answer together.
#[derive(Parser)]
#[command(name = "tandem", version)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) settings: SettingsArguments,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Args)]
pub(crate) struct SettingsArguments {
    /// Holds the database and the keys [default: ./data]
    #[arg(long, global = true)]
    pub(crate) data_dir: Option<PathBuf>,
    /// Settings file [default: tandem.toml, if it is there]
    #[arg(long, global = true)]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run the server
    Serve {
        /// Address and port [default: 127.0.0.1:8000]
        #[arg(long)]
        listen: Option<String>,
    },
    /// Run the server with a demo shop in it
    Demo {
        /// Address and port [default: 127.0.0.1:8000]
        #[arg(long)]
        listen: Option<String>,
        /// Print one line of JSON instead of sentences
        #[arg(long)]
        json: bool,
    },
    /// Manage tenants: the companies that use this installation
    #[command(subcommand)]
    Tenant(TenantCommand),
    /// Manage operators: the people who answer
    #[command(subcommand)]
    Operator(OperatorCommand),
    /// Manage assistants: what a script tag names
    #[command(subcommand)]
    Assistant(AssistantCommand),
    /// Manage sites: where signed-in users chat
    #[command(subcommand)]
    Site(SiteCommand),
    /// Bring the database up to date
    Migrate,
    /// Copy all data into a new folder, also while the server runs
    Backup {
        /// The folder to make; it must not be there yet
        #[arg(long)]
        to: PathBuf,
        /// Print one line of JSON instead of sentences
        #[arg(long)]
        json: bool,
    },
    /// Put a backup in the place of the data, while the server is stopped
    Restore {
        /// The folder that `tandem backup` made; not on PostgreSQL, where this follows `pg_restore`
        #[arg(long)]
        from: Option<PathBuf>,
        /// Print one line of JSON instead of sentences
        #[arg(long)]
        json: bool,
    },
    /// Look at a running installation from outside: does everything get through?
    Doctor {
        /// Where people reach it, such as <https://chat.example.com>
        #[arg(long)]
        url: String,
        /// Id of an assistant: opens one empty dialog with it, to try live connections for real
        #[arg(long)]
        assistant: Option<String>,
        /// Take a minute to see whether quiet connections are left alone
        #[arg(long)]
        slow: bool,
        /// Print the lines that this proxy lacks
        #[arg(long, value_enum)]
        proxy: Option<ProxyArgument>,
        /// Print one line of JSON instead of sentences
        #[arg(long)]
        json: bool,
    },
    /// Read one document from standard input, for a server that imports it
    #[command(hide = true)]
    ReadDocument,
    /// Print the OpenAPI document: HTTP
    Openapi,
    /// Print the AsyncAPI document: WebSockets
    Asyncapi,
}

#[derive(Subcommand)]
pub(crate) enum TenantCommand {
    Create {
        #[arg(long)]
        name: String,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
pub(crate) enum OperatorCommand {
    Create {
        /// Id of the tenant
        #[arg(long)]
        tenant: String,
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: Option<String>,
        #[arg(long, value_enum, default_value = "agent")]
        role: RoleArgument,
        /// Read the password from standard input; without this one is made and printed
        #[arg(long)]
        password_stdin: bool,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
pub(crate) enum AssistantCommand {
    Create {
        /// Id of the tenant
        #[arg(long)]
        tenant: String,
        #[arg(long)]
        name: String,
        #[arg(long, value_enum, default_value = "knowledge")]
        engine: EngineArgument,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
pub(crate) enum SiteCommand {
    Create {
        /// Id of the assistant
        #[arg(long)]
        assistant: String,
        #[arg(long)]
        name: String,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum RoleArgument {
    Agent,
    Admin,
    Owner,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum EngineArgument {
    Knowledge,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ProxyArgument {
    Nginx,
    Caddy,
    Traefik,
}
