//! The server under load: its own process, data folder and port.

mod census;
mod folder;
mod installation;
mod paths;
pub(crate) mod port;
mod running;
mod usage;

pub(crate) use census::Census;
pub(crate) use folder::Folder;
pub(crate) use installation::{Installation, Storage};
pub(crate) use paths::{binary, checkout, target};
pub(crate) use running::{Running, is_ready};
pub(crate) use usage::{Usage, open_files, raise_file_limit};
