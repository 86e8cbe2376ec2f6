use std::time::Duration;

/// How replies are written. All of it is settings of the operator of this server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Names this node in leases: unlike that of any other node of the same database.
    pub node: String,
    /// Replies that are written at the same time.
    pub concurrent: usize,
    /// How long an engine that costs something waits for more of the same visitor's words.
    pub debounce: Duration,
    /// How long an answer that only says that it does not know waits for more of them…
    pub hear_out: Duration,
    /// …and how long while they are typing.
    pub hear_out_typing: Duration,
    /// How long a lease lasts that is not renewed. A reply of a dead node begins anew after it.
    pub lease: Duration,
    /// How often a lease is renewed.
    pub renew_every: Duration,
    /// How often to look for jobs that became due without a word.
    pub look_every: Duration,
    /// How often to look for replies that no job leads to, or only one of a time that does not come.
    pub sweep_every: Duration,
    /// An engine that gives nothing for so long after the question has failed.
    pub first_piece: Duration,
    /// And one that stops in the middle for so long.
    pub idle: Duration,
    /// And one that is not done after so long.
    pub whole_answer: Duration,
    /// Deltas are at least so far apart.
    pub delta_every: Duration,
    /// What has been written so far is saved at most so often.
    pub save_every: Duration,
    /// How long replies may go on when the server stops.
    pub grace: Duration,
    /// Characters of an answer; a longer one is a failure.
    pub longest_answer: usize,
}

impl Settings {
    pub fn new(node: String) -> Self {
        Self {
            node,
            concurrent: 256,
            debounce: Duration::from_millis(400),
            hear_out: Duration::from_millis(1_500),
            hear_out_typing: Duration::from_secs(8),
            // Four dead nodes in a row and still an answer within a minute.
            lease: Duration::from_secs(10),
            renew_every: Duration::from_secs(3),
            look_every: Duration::from_secs(1),
            sweep_every: Duration::from_secs(20),
            first_piece: Duration::from_secs(30),
            idle: Duration::from_secs(20),
            whole_answer: Duration::from_mins(5),
            delta_every: Duration::from_millis(25),
            save_every: Duration::from_millis(250),
            grace: Duration::from_secs(5),
            longest_answer: 32_000,
        }
    }
}
