//! An engine that does what it is told.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::stream;
use tandem::assistant::engine::{Answer, Answering, Engine, EngineError, Piece, Request};
use tandem::domain::FailureCode;
use tokio::sync::Semaphore;

/// One thing that the engine does.
#[derive(Clone)]
pub(super) enum Step {
    Say(&'static str),
    /// What follows says only that it does not know.
    Unsure,
    Fail(EngineError),
    Done,
    /// Wait until the gate is opened; for ever if it never is.
    Gate(Arc<Semaphore>),
    Panic,
}

/// What it does for each question it is asked, in turn; the last one also for all that come after.
pub(super) struct Script {
    scripts: Mutex<VecDeque<Vec<Step>>>,
    asked: Mutex<Vec<Request>>,
    busy: Arc<Counter>,
}

/// How many streams there are, and how many there were at most.
#[derive(Default)]
pub(super) struct Counter {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Script {
    pub(super) fn new(scripts: impl IntoIterator<Item = Vec<Step>>) -> Arc<Self> {
        Arc::new(Self {
            scripts: Mutex::new(scripts.into_iter().collect()),
            asked: Mutex::default(),
            busy: Arc::default(),
        })
    }

    pub(super) fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }

    /// Streams that have not been dropped.
    pub(super) fn busy(&self) -> usize {
        self.busy.now.load(Ordering::SeqCst)
    }

    pub(super) fn busiest(&self) -> usize {
        self.busy.most.load(Ordering::SeqCst)
    }
}

impl Engine for Script {
    fn answer(&self, request: Request) -> Answering {
        self.asked.lock().unwrap().push(request);
        let mut scripts = self.scripts.lock().unwrap();
        let steps = if scripts.len() > 1 {
            scripts.pop_front().unwrap()
        } else {
            scripts.front().unwrap().clone()
        };
        let seat = Seat::taken(&self.busy);
        Box::pin(stream::unfold(
            (VecDeque::from(steps), seat),
            |(mut steps, seat)| async move {
                loop {
                    let piece = match steps.pop_front()? {
                        Step::Say(text) => Ok(Piece::Delta(text.to_owned())),
                        Step::Unsure => Ok(Piece::Unsure),
                        Step::Fail(error) => Err(error),
                        Step::Done => Ok(Piece::Done(Box::new(Answer {
                            answered: true,
                            ..Answer::default()
                        }))),
                        Step::Gate(gate) => {
                            gate.acquire().await.unwrap().forget();
                            continue;
                        }
                        Step::Panic => panic!("as the script says"),
                    };
                    return Some((piece, (steps, seat)));
                }
            },
        ))
    }
}

struct Seat(Arc<Counter>);

impl Seat {
    fn taken(counter: &Arc<Counter>) -> Self {
        let now = counter.now.fetch_add(1, Ordering::SeqCst) + 1;
        counter.most.fetch_max(now, Ordering::SeqCst);
        Self(Arc::clone(counter))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::SeqCst);
    }
}

pub(super) fn gate() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(0))
}

pub(super) fn passing() -> Step {
    Step::Fail(EngineError::passing(
        FailureCode::Unavailable,
        "as the script says",
    ))
}
