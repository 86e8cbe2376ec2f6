use crate::wire::Api;

/// How a client reaches the server.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) api: Api,
    /// Through which of the nodes.
    pub(super) node: usize,
}

impl Way {
    /// One of them, going round.
    pub(super) fn of(apis: &[Api], turn: usize) -> Option<Self> {
        let node = turn.checked_rem(apis.len())?;
        let api = apis[node].clone();
        Some(Self { api, node })
    }
}
