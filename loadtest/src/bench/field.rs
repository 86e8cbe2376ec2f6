use anyhow::{Context, Result};

use crate::dice::Dice;
use crate::server::{Installation, Running};
use crate::stage::{Shop, Visitor};
use crate::wire::{Api, Party};

/// Operators who share the dialogs.
const OPERATORS: usize = 4;

/// A running server with dialogs that operators hold, so that no assistant answers in them.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) server: Running,
    pub(super) api: Api,
    pub(super) held: Vec<Held>,
    /// What the engine is called.
    pub(super) engine: &'static str,
}

/// A dialog with both its sides.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) dialog: i64,
    pub(super) visitor: Party,
    pub(super) operator: Party,
}

impl Field {
    pub(super) async fn open(installation: &Installation, dialogs: usize) -> Result<Self> {
        let shop = Shop::open(installation, OPERATORS).await?;
        let server = installation.start().await?;
        let api = Api::new(installation.address())?;
        let mut secrets = Dice::fresh();
        let mut held = Vec::new();
        for index in 0..dialogs {
            let visitor = Visitor::new(&shop.assistant, &mut secrets);
            let dialog = visitor.open_dialog(&api, &mut secrets).await?;
            let operator = shop.operator(index).party(&api).await?;
            let answer = api.claim(&operator, dialog).await?;
            answer
                .read::<serde_json::Value>()
                .context("an operator cannot claim")?;
            held.push(Held {
                dialog,
                visitor: visitor.party(),
                operator,
            });
        }
        Ok(Self {
            server,
            api,
            held,
            engine: installation.storage().name(),
        })
    }
}
