use std::time::Duration;

/// Bounds on what a stranger can make grow. All of them are settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Characters of one message.
    pub text_characters: usize,
    /// Bytes of one frame from a client.
    pub frame_bytes: usize,
    /// Live connections of one dialog, in each pool.
    pub connections_per_dialog: usize,
    /// Live connections of one contact.
    pub connections_per_visitor: usize,
    /// Live connections of one operator.
    pub connections_per_operator: usize,
    /// Live connections from one address, in each pool; 0 is no bound.
    pub connections_per_address: usize,
    /// Live connections of this node.
    pub connections_total: usize,
    /// Of those, how many only operators may take.
    pub connections_kept_for_operators: usize,
    /// Frames waiting for one slow connection.
    pub outbox_frames: usize,
    /// Bytes waiting for one slow connection.
    pub outbox_bytes: usize,
    /// Dialogs that one `/ws/inbox` connection may follow at once.
    pub subscriptions_per_connection: usize,
    /// Messages of one contact in a minute; 0 is no bound.
    pub messages_per_minute: u32,
    /// Times in a minute that one person is shown as typing; 0 is no bound, as in the next two.
    pub typing_per_minute: u32,
    /// Marks of one person in a minute.
    pub marks_per_minute: u32,
    /// Whatever else one person may set going in a minute: changes of hands, pages, dialogs followed.
    pub actions_per_minute: u32,
    /// Dialogs that a contact may have.
    pub dialogs_per_contact: usize,
    /// How often the server pings.
    pub ping_every: Duration,
    /// How long a connection may give no sign of life.
    pub silent_for: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text_characters: 8_000,
            frame_bytes: 64 * 1024,
            connections_per_dialog: 50,
            connections_per_visitor: 5,
            connections_per_operator: 20,
            connections_per_address: 512,
            connections_total: 20_000,
            connections_kept_for_operators: 500,
            outbox_frames: 256,
            outbox_bytes: 1024 * 1024,
            subscriptions_per_connection: 100,
            messages_per_minute: 100,
            typing_per_minute: 120,
            marks_per_minute: 600,
            actions_per_minute: 600,
            dialogs_per_contact: 200,
            ping_every: Duration::from_secs(25),
            silent_for: Duration::from_secs(40),
        }
    }
}
