use super::data_folder::FolderError;
use crate::access::KeyError;
use crate::bus::NotAnAddress;
use crate::outbound::Unusable;
use crate::store::OpenError;

/// Why a node could not be made: one line for the person who starts it.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotStarted {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    Redis(#[from] NotAnAddress),
    #[error(transparent)]
    Access(#[from] crate::access::Denied),
    #[error(transparent)]
    Outbound(#[from] Unusable),
}
