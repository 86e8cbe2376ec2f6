//! The command line: arguments in, one exit code out.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use tandem::app::commands::{self, Examination, NewOperator};
use tandem::app::config::{Config, Flags};
use tandem::app::doctor::{Options, Proxy};
use tandem::domain::{EngineKind, Role, Secret};

/// Customer-support chat where AI and people answer together.
#[derive(Parser)]
#[command(name = "tandem", version)]
struct Arguments {
    #[command(flatten)]
    settings: SettingsArguments,
    #[command(subcommand)]
    command: Command,
}

#[derive(Args)]
struct SettingsArguments {
    /// Holds the database and the keys [default: ./data]
    #[arg(long, global = true)]
    data_dir: Option<PathBuf>,
    /// Settings file [default: tandem.toml, if it is there]
    #[arg(long, global = true)]
    config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
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
    /// Print the OpenAPI document: HTTP
    Openapi,
    /// Print the AsyncAPI document: WebSockets
    Asyncapi,
}

#[derive(Subcommand)]
enum TenantCommand {
    Create {
        #[arg(long)]
        name: String,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum OperatorCommand {
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
enum AssistantCommand {
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
enum SiteCommand {
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
enum RoleArgument {
    Agent,
    Admin,
    Owner,
}

#[derive(Clone, Copy, ValueEnum)]
enum EngineArgument {
    Knowledge,
}

#[derive(Clone, Copy, ValueEnum)]
enum ProxyArgument {
    Nginx,
    Caddy,
    Traefik,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line, whatever went wrong on the way.
            let line = format!("{error:#}").replace('\n', " ");
            let _ = writeln!(std::io::stderr(), "tandem: {line}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { settings, command } = arguments;
    match &command {
        Command::Openapi => return commands::openapi(),
        Command::Asyncapi => return commands::asyncapi(),
        // It looks at another server, and needs none of this one's settings.
        Command::Doctor {
            url,
            assistant,
            slow,
            proxy,
            json,
        } => {
            let options = Options {
                assistant: assistant.clone(),
                slow: *slow,
            };
            let proxy = proxy.map(|proxy| match proxy {
                ProxyArgument::Nginx => Proxy::Nginx,
                ProxyArgument::Caddy => Proxy::Caddy,
                ProxyArgument::Traefik => Proxy::Traefik,
            });
            let wanted = Examination {
                url,
                options,
                proxy,
                json: *json,
            };
            return runtime()?.block_on(commands::doctor(wanted));
        }
        _ => {}
    }
    let listen = match &command {
        Command::Serve { listen } | Command::Demo { listen, .. } => listen.clone(),
        _ => None,
    };
    let config = Config::load(&Flags {
        listen,
        data_dir: settings.data_dir,
        config: settings.config,
    })?;
    config.start_logging().map_err(anyhow::Error::msg)?;
    runtime()?.block_on(execute(&config, command))
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

async fn execute(config: &Config, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve { .. } => commands::serve(config).await,
        Command::Demo { json, .. } => commands::demo(config, json).await,
        Command::Tenant(TenantCommand::Create { name, json }) => {
            commands::create_tenant(config, &name).await?.print(json)
        }
        Command::Operator(OperatorCommand::Create {
            tenant,
            email,
            name,
            role,
            password_stdin,
            json,
        }) => {
            let password = if password_stdin {
                Some(password_from_stdin()?)
            } else {
                None
            };
            let role = match role {
                RoleArgument::Agent => Role::Agent,
                RoleArgument::Admin => Role::Admin,
                RoleArgument::Owner => Role::Owner,
            };
            let wanted = NewOperator {
                tenant: &tenant,
                email: &email,
                name: name.as_deref(),
                role,
                password,
            };
            commands::create_operator(config, wanted).await?.print(json)
        }
        Command::Assistant(AssistantCommand::Create {
            tenant,
            name,
            engine,
            json,
        }) => {
            let engine = match engine {
                EngineArgument::Knowledge => EngineKind::Knowledge,
            };
            commands::create_assistant(config, &tenant, &name, engine)
                .await?
                .print(json)
        }
        Command::Site(SiteCommand::Create {
            assistant,
            name,
            json,
        }) => commands::create_site(config, &assistant, &name)
            .await?
            .print(json),
        Command::Migrate => commands::migrate(config).await?.print(false),
        // Done before any settings were read.
        Command::Openapi | Command::Asyncapi | Command::Doctor { .. } => Ok(()),
    }
}

/// The first line of standard input, without its end.
fn password_from_stdin() -> anyhow::Result<Secret> {
    let mut text = String::new();
    std::io::stdin().take(4_096).read_to_string(&mut text)?;
    let password = text.lines().next().unwrap_or_default();
    anyhow::ensure!(
        !password.is_empty(),
        "--password-stdin: standard input held no password"
    );
    Ok(Secret::new(password.to_owned()))
}
