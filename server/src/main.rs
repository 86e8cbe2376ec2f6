//! The command line: arguments in, one exit code out.

mod arguments;

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use clap::Parser;
use tandem::app::commands::{self, Examination, NewOperator};
use tandem::app::config::{Config, Flags};
use tandem::app::doctor::{Options, Proxy};
use tandem::domain::{EngineKind, Role, Secret};

use arguments::{
    Arguments, AssistantCommand, Command, EngineArgument, OperatorCommand, ProxyArgument, RoleArgument,
    SiteCommand, TenantCommand,
};

/// Connections are accepted, served and let go by whichever thread is free: what one allocated another frees.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

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
        Command::ReadDocument => return commands::read_document(),
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
        Command::Backup { to, json } => commands::backup(config, &to).await?.print(json),
        Command::Restore { from, json } => commands::restore(config, from.as_deref()).await?.print(json),
        // Done before any settings were read.
        Command::Openapi | Command::Asyncapi | Command::ReadDocument | Command::Doctor { .. } => Ok(()),
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
