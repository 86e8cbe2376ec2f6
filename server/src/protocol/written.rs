//! A frame as it goes over the line.

use super::ServerFrame;

/// Bytes that most frames fit into. Else one begins with room for 128 and is moved when it grows, each time under a lock of
/// the allocator.
const ROOM: usize = 512;

impl ServerFrame {
    /// The frame as JSON. (Frames are plain data: there is nothing in them that JSON cannot hold.)
    pub fn json(&self) -> serde_json::Result<Vec<u8>> {
        let mut json = Vec::with_capacity(ROOM);
        serde_json::to_writer(&mut json, self)?;
        Ok(json)
    }
}
