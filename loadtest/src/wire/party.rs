/// Who asks: which addresses are theirs, and how they prove it.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    rest: &'static str,
    socket: &'static str,
    /// The public half of a visitor's proof.
    assistant: Option<String>,
    bearer: String,
}

impl Party {
    pub(crate) fn operator(access_token: &str) -> Self {
        Self {
            rest: "/api/v1",
            socket: "/ws/dialogs",
            assistant: None,
            bearer: access_token.to_owned(),
        }
    }

    pub(crate) fn visitor(assistant: &str, token: &str) -> Self {
        Self {
            rest: "/api/v1/widget",
            socket: "/ws/widget/dialogs",
            assistant: Some(assistant.to_owned()),
            bearer: token.to_owned(),
        }
    }

    /// Whether it is a contact: a visitor of a page.
    pub(crate) fn is_contact(&self) -> bool {
        self.assistant.is_some()
    }

    pub(crate) fn bearer(&self) -> &str {
        &self.bearer
    }

    /// The address of a REST resource; `query` begins with `?` or is empty.
    pub(crate) fn rest(&self, path: &str, query: &str) -> String {
        self.prove(format!("{}{path}{query}", self.rest))
    }

    /// The address of a dialog's socket that goes on after `after` in the history of that name.
    pub(crate) fn socket_in(&self, dialog: i64, after: i64, epoch: &str) -> String {
        self.socket_at(
            &dialog.to_string(),
            &format!("after={after}&history_epoch={epoch}"),
        )
    }

    /// The address of a dialog's socket that goes on after `after`, or starts with what comes next.
    pub(crate) fn socket(&self, dialog: i64, after: Option<i64>) -> String {
        let query = after.map(|seq| format!("?after={seq}")).unwrap_or_default();
        self.prove(format!("{}/{dialog}{query}", self.socket))
    }

    /// The address of a socket with a dialog and a query that may be anything.
    pub(crate) fn socket_at(&self, dialog: &str, query: &str) -> String {
        self.prove(format!("{}/{dialog}?{query}", self.socket))
    }

    fn prove(&self, mut address: String) -> String {
        if let Some(assistant) = &self.assistant {
            address.push(if address.contains('?') { '&' } else { '?' });
            address.push_str("assistant_id=");
            address.push_str(assistant);
        }
        address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_names_the_assistant_and_an_operator_does_not() {
        let visitor = Party::visitor("ast_1", "t");
        assert_eq!(
            visitor.rest("/dialogs/3/messages", "?after=2"),
            "/api/v1/widget/dialogs/3/messages?after=2&assistant_id=ast_1"
        );
        assert_eq!(visitor.socket(3, None), "/ws/widget/dialogs/3?assistant_id=ast_1");
        assert_eq!(Party::operator("x").socket(3, Some(9)), "/ws/dialogs/3?after=9");
    }
}
