pub(super) mod block;
pub(super) mod unblock;
