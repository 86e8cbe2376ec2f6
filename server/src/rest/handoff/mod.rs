pub(super) mod claim;
pub(super) mod close;
pub(super) mod release;
pub(super) mod reopen;
pub(super) mod request;
pub(super) mod transfer;
