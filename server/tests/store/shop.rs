//! A small tenant to tell stories about.

use tandem::domain::{
    AllowedOrigins, Appearance, Assistant, AssistantId, Attributes, Author, ClientId, ContactId, Dialog,
    DialogId, EngineKind, EntryKind, MessageMeta, OperatorId, Person, PublicId, Role, Sender, TenantId,
};
use tandem::store::{Error, NewAssistant, NewContact, NewDialog, NewMessage, NewOperator, NewTenant, Tx};

use crate::home::{Home, at};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Shop {
    pub(crate) tenant: TenantId,
    pub(crate) assistant: AssistantId,
    pub(crate) operator: OperatorId,
    pub(crate) contact: ContactId,
}

impl Shop {
    /// `name` makes its public ids and its operator's address unique.
    pub(crate) async fn open(home: &Home, name: &'static str) -> Self {
        home.write(move |tx| Box::pin(Self::furnish(tx, name))).await
    }

    async fn furnish(tx: &mut Tx, name: &str) -> Result<Self, Error> {
        let tenant = tx
            .create_tenant(&NewTenant {
                public_id: public_id("ten", name),
                name: name.to_owned(),
                at: at(0),
            })
            .await?;
        let assistant = tx.create_assistant(tenant, &new_assistant(name)).await?;
        let operator = tx.create_operator(&new_operator(name)).await?.unwrap();
        tx.add_membership(tenant, operator, Role::Owner, at(0)).await?;
        let contact = tx.create_contact(tenant, &visitor(assistant)).await?;
        Ok(Self {
            tenant,
            assistant,
            operator,
            contact,
        })
    }

    pub(crate) async fn assistant(&self, home: &Home) -> Assistant {
        home.read()
            .await
            .assistant(self.tenant, self.assistant)
            .await
            .unwrap()
            .unwrap()
    }

    pub(crate) fn new_dialog(&self, number: u32) -> NewDialog {
        NewDialog {
            tenant: self.tenant,
            assistant: self.assistant,
            site: None,
            contact: self.contact,
            client_id: client_id(number),
            page: None,
            at: at(0),
        }
    }

    /// The contact's dialog of that number.
    pub(crate) async fn dialog(&self, home: &Home, number: u32) -> Dialog {
        let new = self.new_dialog(number);
        home.write(move |tx| {
            Box::pin(async move {
                let id = tx.insert_dialog(&new).await?;
                Ok(new.with_id(id))
            })
        })
        .await
    }

    pub(crate) fn person(&self) -> Person {
        Person {
            id: self.operator,
            name: "Robin".to_owned(),
            avatar_url: None,
        }
    }
}

pub(crate) fn public_id(prefix: &str, name: &str) -> PublicId {
    PublicId::parse(&format!("{prefix}_{name}")).unwrap()
}

pub(crate) fn client_id(number: u32) -> ClientId {
    ClientId::parse(&format!("00000000-0000-4000-8000-{number:012}")).unwrap()
}

pub(crate) fn new_assistant(name: &str) -> NewAssistant {
    NewAssistant {
        public_id: public_id("ast", name),
        name: format!("Assistant of {name}"),
        engine: EngineKind::Knowledge,
        appearance: Appearance::default(),
        allowed_origins: AllowedOrigins::default(),
        at: at(0),
    }
}

pub(crate) fn new_operator(name: &str) -> NewOperator {
    NewOperator {
        email: format!("Robin@{name}.example"),
        name: "Robin".to_owned(),
        avatar_url: None,
        password_hash: "hash".to_owned(),
        at: at(0),
    }
}

pub(crate) fn visitor(assistant: AssistantId) -> NewContact {
    NewContact {
        assistant,
        site: None,
        external_id: None,
        name: None,
        email: None,
        verified: false,
        attributes: Attributes::new(),
        at: at(0),
    }
}

/// What the contact says, numbered from the dialog as `conversation` does it.
pub(crate) fn say(dialog: &mut Dialog, text: &str) -> NewMessage {
    entry(
        dialog,
        EntryKind::Message,
        Sender::User,
        Author::Contact(dialog.contact),
        text,
    )
}

pub(crate) fn entry(
    dialog: &mut Dialog,
    kind: EntryKind,
    sender: Sender,
    author: Author,
    text: &str,
) -> NewMessage {
    dialog.seq.staff += 1;
    let public_seq = (kind == EntryKind::Message).then(|| {
        dialog.seq.public += 1;
        dialog.seq.public
    });
    NewMessage {
        tenant: dialog.tenant,
        dialog: dialog.id,
        kind,
        public_seq,
        staff_seq: dialog.seq.staff,
        sender,
        author,
        person: None,
        text: text.to_owned(),
        client_id: None,
        citations: Vec::new(),
        meta: MessageMeta::default(),
        at: at(dialog.seq.staff),
    }
}

/// Reads a dialog that must be there.
pub(crate) async fn read_dialog(home: &Home, tenant: TenantId, dialog: DialogId) -> Dialog {
    home.read().await.dialog(tenant, dialog).await.unwrap().unwrap()
}
