//! One batch of posts inside its transaction: what is admitted, which numbers it gets, what follows.
//!
//! The decisions are made here, in memory, on locked rows; the database is asked a fixed number of
//! times however many posts there are.

use std::collections::HashMap;
use std::sync::Arc;

use super::change::system_entry;
use super::number::next_number;
use super::post::voice;
use super::{Conversation, Error, NewPost, Posted};
use crate::domain::{
    Author, Dialog, DialogId, EntryKind, Holder, Mark, MarkKind, Message, MessageMeta, Principal, Refused,
    Sender, Side, SystemCode, Timestamp,
};
use crate::store::{self, NewMessage, Tx};

pub(super) type Settled = Result<Posted, Error>;

/// Why nothing of a batch is written.
pub(super) enum Unsettled {
    /// It was not looked for what had been sent before, and that may be among it.
    SentBefore,
    Failed(Error),
}

impl From<Error> for Unsettled {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<store::Error> for Unsettled {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Unsettled> for Error {
    fn from(unsettled: Unsettled) -> Self {
        match unsettled {
            Unsettled::Failed(error) => error,
            // Whoever asks again is looked for.
            Unsettled::SentBefore => store::Error::NotCommitted.into(),
        }
    }
}

/// What becomes of a post before the rows are written.
enum Verdict {
    Refused(Error),
    /// Written before, in an earlier transaction.
    Known {
        message: Arc<Message>,
        mismatch: bool,
    },
    /// The entry `at` of this batch; `duplicate` if another post of the batch wrote it.
    Entry {
        at: usize,
        duplicate: bool,
        mismatch: bool,
    },
}

type Key = (DialogId, String, String);

pub(super) struct Batch {
    pub(super) conversation: Conversation,
    posts: Arc<[(Principal, NewPost)]>,
    /// Whether it is looked for what was sent before. As a rule nothing was, and it is enough that the database
    /// says so of what it is given to write.
    looks_back: bool,
    pub(super) now: Timestamp,
    pub(super) dialogs: HashMap<DialogId, Dialog>,
    /// Entries to write, in order, with the connection that each came over.
    pub(super) entries: Vec<NewMessage>,
    pub(super) origins: Vec<crate::domain::Origin>,
    /// Changes of state to announce after the entry of that index.
    pub(super) reopened: Vec<usize>,
    pub(super) marked: Vec<(DialogId, Mark)>,
    /// Dialogs whose assistant has to reply, to which entry.
    pub(super) replies: Vec<(DialogId, usize)>,
}

impl Batch {
    pub(super) fn new(
        conversation: Conversation,
        posts: Arc<[(Principal, NewPost)]>,
        looks_back: bool,
    ) -> Self {
        let now = conversation.clock.now();
        Self {
            conversation,
            posts,
            looks_back,
            now,
            dialogs: HashMap::new(),
            entries: Vec::new(),
            origins: Vec::new(),
            reopened: Vec::new(),
            marked: Vec::new(),
            replies: Vec::new(),
        }
    }

    pub(super) async fn settle(mut self, tx: &mut Tx) -> Result<Vec<Settled>, Unsettled> {
        let posts = Arc::clone(&self.posts);
        let mut wanted: Vec<_> = posts
            .iter()
            .map(|(who, post)| (who.tenant(), post.dialog))
            .collect();
        wanted.sort_unstable_by_key(|(_, dialog)| *dialog);
        wanted.dedup();
        self.dialogs = tx.lock_dialogs(&wanted).await?;

        let keys: Vec<Key> = posts.iter().map(|(who, post)| key(who, post)).collect();
        let sent = if self.looks_back {
            sent_before(tx, &keys).await?
        } else {
            HashMap::new()
        };
        let mut fresh: HashMap<Key, usize> = HashMap::new();
        let mut verdicts = Vec::with_capacity(posts.len());
        for ((principal, post), key) in posts.iter().zip(keys) {
            let text = post.text.as_str();
            verdicts.push(if !self.exists_for(principal, post.dialog) {
                Verdict::Refused(Error::NotFound)
            } else if let Some(message) = sent.get(&key) {
                Verdict::Known {
                    message: Arc::clone(message),
                    mismatch: message.differs_from(text),
                }
            } else if let Some(&at) = fresh.get(&key) {
                let mismatch = self.entries.get(at).is_some_and(|entry| entry.text != text);
                Verdict::Entry {
                    at,
                    duplicate: true,
                    mismatch,
                }
            } else {
                match self.admit(principal, post) {
                    Ok(at) => {
                        fresh.insert(key, at);
                        Verdict::Entry {
                            at,
                            duplicate: false,
                            mismatch: false,
                        }
                    }
                    // A repeat is answered as it was at first, whoever has the dialog now.
                    Err(_) if !self.looks_back => return Err(Unsettled::SentBefore),
                    Err(error) => Verdict::Refused(error),
                }
            });
        }
        let messages = self.write(tx).await?;
        Ok(verdicts
            .into_iter()
            .map(|verdict| match verdict {
                Verdict::Refused(error) => Err(error),
                Verdict::Known { message, mismatch } => Ok(Posted {
                    message,
                    duplicate: true,
                    mismatch,
                }),
                Verdict::Entry {
                    at,
                    duplicate,
                    mismatch,
                } => match messages.get(at) {
                    Some(message) => Ok(Posted {
                        message: Arc::clone(message),
                        duplicate,
                        mismatch,
                    }),
                    None => Err(Error::Overloaded),
                },
            })
            .collect())
    }

    fn exists_for(&self, principal: &Principal, dialog: DialogId) -> bool {
        self.dialogs
            .get(&dialog)
            .is_some_and(|dialog| dialog.opens_to(principal))
    }

    /// Checks the right to speak, gives numbers, and notes what follows. The index of the entry.
    fn admit(&mut self, principal: &Principal, post: &NewPost) -> Result<usize, Error> {
        let now = self.now;
        let dialog = self.dialogs.get_mut(&post.dialog).ok_or(Error::NotFound)?;
        if post
            .expected_epoch
            .is_some_and(|epoch| epoch != dialog.handoff.epoch)
        {
            return Err(Error::StaleEpoch);
        }
        let (sender, author) = voice(principal);
        let mut person = None;
        let kind = match principal {
            Principal::Operator(operator) => {
                if post.kind == EntryKind::Message {
                    dialog.handoff.admits_reply(operator)?;
                }
                person = Some(operator.person.clone());
                post.kind
            }
            Principal::Contact(_) => {
                match dialog.handoff.clone().reopen() {
                    Ok(handoff) => {
                        dialog.handoff = handoff;
                        let meta = MessageMeta {
                            code: Some(SystemCode::DialogReopened),
                            by: Some(Sender::User),
                            ..MessageMeta::default()
                        };
                        let entry = system_entry(dialog, "The conversation was reopened.", meta, now);
                        self.reopened.push(self.entries.len());
                        self.entries.push(entry);
                        self.origins.push(None);
                    }
                    Err(Refused::Already) => {}
                    Err(refused) => return Err(refused.into()),
                }
                EntryKind::Message
            }
        };
        let number = next_number(dialog, kind, now);
        // A note marks nothing: the contact sees marks, and a note leaves no trace there.
        if sender == Sender::Manager
            && kind == EntryKind::Message
            && let Some(marks) = dialog.marks.advanced(Side::Manager, MarkKind::Read, number.mark)
        {
            // Who answers has read; but a mark that only covers one's own words is no news to anybody.
            let news = dialog.marks.manager_read.public + 1 < number.mark.public;
            dialog.marks = marks;
            if news {
                self.marked.push((dialog.id, number.mark));
            }
        }
        let at = self.entries.len();
        if sender == Sender::User && dialog.handoff.holder == Holder::Assistant {
            self.replies.retain(|(id, _)| *id != dialog.id);
            self.replies.push((dialog.id, at));
        }
        self.entries.push(NewMessage {
            tenant: dialog.tenant,
            dialog: dialog.id,
            kind,
            public_seq: number.public_seq,
            staff_seq: number.mark.staff,
            sender,
            author,
            person,
            text: post.text.as_str().to_owned(),
            client_id: Some(post.client_id.as_str().to_owned()),
            citations: Vec::new(),
            meta: MessageMeta::default(),
            at: now,
        });
        self.origins.push(post.origin);
        Ok(at)
    }
}

async fn sent_before(tx: &mut Tx, keys: &[Key]) -> Result<HashMap<Key, Arc<Message>>, Error> {
    let sent = tx.find_sent(keys).await?.into_iter().map(|message| {
        let client_id = message.client_id.clone().unwrap_or_default();
        (
            (message.dialog, message.author.key(), client_id),
            Arc::new(message),
        )
    });
    Ok(sent.collect())
}

fn key(principal: &Principal, post: &NewPost) -> Key {
    let (_, author): (_, Author) = voice(principal);
    (post.dialog, author.key(), post.client_id.as_str().to_owned())
}
