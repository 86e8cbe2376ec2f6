use super::{OperatorId, PublicId, SessionId, TenantId, Timestamp};

/// One customer company; owns everything, and nothing crosses from one to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    pub id: TenantId,
    pub public_id: PublicId,
    pub name: String,
}

/// A sign-in of an operator. Its refresh token rotates: each use replaces the hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub operator: OperatorId,
    pub tenant: TenantId,
    pub expires_at: Timestamp,
    /// When its refresh token was last replaced.
    pub rotated_at: Timestamp,
    pub revoked: bool,
}
