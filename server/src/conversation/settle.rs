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
use crate::store::{NewMessage, Tx};

pub(super) type Settled = Result<Posted, Error>;

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
    pub(super) fn new(conversation: Conversation, posts: Arc<[(Principal, NewPost)]>) -> Self {
        let now = conversation.clock.now();
        Self {
            conversation,
            posts,
            now,
            dialogs: HashMap::new(),
            entries: Vec::new(),
            origins: Vec::new(),
            reopened: Vec::new(),
            marked: Vec::new(),
            replies: Vec::new(),
        }
    }

    pub(super) async fn settle(mut self, tx: &mut Tx) -> Result<Vec<Settled>, Error> {
        let posts = Arc::clone(&self.posts);
        let mut wanted: Vec<_> = posts
            .iter()
            .map(|(who, post)| (who.tenant(), post.dialog))
            .collect();
        wanted.sort_unstable_by_key(|(_, dialog)| *dialog);
        wanted.dedup();
        self.dialogs = tx.lock_dialogs(&wanted).await?;

        let keys: Vec<Key> = posts.iter().map(|(who, post)| key(who, post)).collect();
        let mut sent: HashMap<Key, Arc<Message>> = HashMap::new();
        for message in tx.find_sent(&keys).await? {
            let client_id = message.client_id.clone().unwrap_or_default();
            sent.insert(
                (message.dialog, message.author.key(), client_id),
                Arc::new(message),
            );
        }

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

fn key(principal: &Principal, post: &NewPost) -> Key {
    let (_, author): (_, Author) = voice(principal);
    (post.dialog, author.key(), post.client_id.as_str().to_owned())
}
