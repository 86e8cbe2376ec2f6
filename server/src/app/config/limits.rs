use std::time::Duration;

use serde::Deserialize;

use super::Invalid;
use crate::domain::Limits;

/// The section `limits`: what a stranger can make grow, and how far.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields, default)]
pub(super) struct LimitSettings {
    text_characters: usize,
    frame_bytes: usize,
    connections_per_dialog: usize,
    connections_per_visitor: usize,
    connections_per_operator: usize,
    /// In each pool; 0: any number.
    connections_per_address: usize,
    connections_total: usize,
    connections_kept_for_operators: usize,
    /// Connections over which nobody has proved yet who they are, and of those, how many from one address (0: any number).
    pub(super) strangers: usize,
    pub(super) strangers_per_address: usize,
    /// Seconds that such a connection may live.
    pub(super) stranger_seconds: u64,
    outbox_frames: usize,
    outbox_bytes: usize,
    subscriptions_per_connection: usize,
    messages_per_minute: u32,
    typing_per_minute: u32,
    marks_per_minute: u32,
    actions_per_minute: u32,
    dialogs_per_contact: usize,
    ping_seconds: u64,
    silent_seconds: u64,
    /// Sign-ins of one address per minute.
    pub(super) sign_ins_per_minute: u32,
    /// New dialogs of one address per minute.
    pub(super) dialogs_per_minute: u32,
    /// Whatever one address may read by HTTP in a minute; 0: any number.
    pub(super) reads_per_minute: u32,
}

impl Default for LimitSettings {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            text_characters: limits.text_characters,
            frame_bytes: limits.frame_bytes,
            connections_per_dialog: limits.connections_per_dialog,
            connections_per_visitor: limits.connections_per_visitor,
            connections_per_operator: limits.connections_per_operator,
            connections_per_address: limits.connections_per_address,
            connections_total: limits.connections_total,
            connections_kept_for_operators: limits.connections_kept_for_operators,
            strangers: 4_096,
            strangers_per_address: 256,
            stranger_seconds: 10,
            outbox_frames: limits.outbox_frames,
            outbox_bytes: limits.outbox_bytes,
            subscriptions_per_connection: limits.subscriptions_per_connection,
            messages_per_minute: limits.messages_per_minute,
            typing_per_minute: limits.typing_per_minute,
            marks_per_minute: limits.marks_per_minute,
            actions_per_minute: limits.actions_per_minute,
            dialogs_per_contact: limits.dialogs_per_contact,
            ping_seconds: limits.ping_every.as_secs(),
            silent_seconds: limits.silent_for.as_secs(),
            sign_ins_per_minute: 20,
            dialogs_per_minute: 60,
            reads_per_minute: 6_000,
        }
    }
}

impl LimitSettings {
    pub(super) fn limits(&self) -> Limits {
        Limits {
            text_characters: self.text_characters,
            frame_bytes: self.frame_bytes,
            connections_per_dialog: self.connections_per_dialog,
            connections_per_visitor: self.connections_per_visitor,
            connections_per_operator: self.connections_per_operator,
            connections_per_address: self.connections_per_address,
            connections_total: self.connections_total,
            connections_kept_for_operators: self.connections_kept_for_operators,
            outbox_frames: self.outbox_frames,
            outbox_bytes: self.outbox_bytes,
            subscriptions_per_connection: self.subscriptions_per_connection,
            messages_per_minute: self.messages_per_minute,
            typing_per_minute: self.typing_per_minute,
            marks_per_minute: self.marks_per_minute,
            actions_per_minute: self.actions_per_minute,
            dialogs_per_contact: self.dialogs_per_contact,
            ping_every: Duration::from_secs(self.ping_seconds),
            silent_for: Duration::from_secs(self.silent_seconds),
        }
    }

    pub(super) fn check(&self) -> Result<(), Invalid> {
        let wrong = |name: &str, reason: &str| {
            Err(Invalid::Setting {
                place: format!("setting `limits.{name}`"),
                reason: reason.to_owned(),
            })
        };
        if self.silent_seconds <= self.ping_seconds {
            return wrong("silent_seconds", "must be more than `limits.ping_seconds`");
        }
        if self.ping_seconds == 0 {
            return wrong("ping_seconds", "must be at least 1");
        }
        if self.connections_kept_for_operators > self.connections_total {
            return wrong(
                "connections_kept_for_operators",
                "must not be more than `limits.connections_total`",
            );
        }
        if self.strangers == 0 {
            return wrong("strangers", "must be at least 1");
        }
        if self.stranger_seconds == 0 || self.stranger_seconds > 60 {
            return wrong("stranger_seconds", "must be 1 to 60");
        }
        if self.text_characters == 0 || self.text_characters > 100_000 {
            return wrong("text_characters", "must be 1 to 100000");
        }
        // A text of that many characters, in any script, has to fit into a frame.
        if self.frame_bytes < 1_024 {
            return wrong("frame_bytes", "must be at least 1024");
        }
        if self.sign_ins_per_minute == 0 || self.dialogs_per_minute == 0 {
            return wrong(
                "sign_ins_per_minute",
                "must be at least 1, like `limits.dialogs_per_minute`",
            );
        }
        Ok(())
    }
}
