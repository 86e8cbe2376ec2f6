use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::arrivals::Place;
use super::asker::{Answers, Asker};
use super::back_off::BackOff;
use super::outbox::Outbox;
use super::phase::{Orders, Phase};
use super::poster::Poster;
use super::pulse::Pulse;
use super::reader::Reader;
use super::seat::Seat;
use super::way::Way;
use super::writer::Writer;
use crate::dice::Dice;
use crate::kills::{Position, dialog_folder};
use crate::ledger::{Ledger, Stream};
use crate::stage::{Operator, Pen, Visitor, import_articles, questions};
use crate::wire::Api;

const AT_ONCE: usize = 16;
/// All clients have to be there before anything is broken.
const ARRIVAL: Duration = Duration::from_mins(1);
/// In every so many dialogs an operator writes by `POST`, and in as many a second device of the visitor.
const POSTS_IN: usize = 4;

/// How much of everything.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Each with a visitor and an operator connected.
    pub(crate) dialogs: usize,
    /// Durable messages in a second, by everybody together.
    pub(crate) per_second: usize,
    /// Visitors who ask the assistant, each in a dialog of its own.
    pub(crate) askers: usize,
    /// Half of the people reload their pages every few seconds.
    pub(crate) restless: bool,
    /// Further characters of a message.
    pub(crate) padding: usize,
    /// The history may become another one: people keep what they sent.
    pub(crate) restores: bool,
    pub(crate) seed: u64,
}

impl Plan {
    /// Few dialogs in which somebody says something ten times a second.
    pub(crate) fn busy(seed: u64) -> Self {
        Self {
            dialogs: 12,
            per_second: 120,
            askers: 0,
            restless: false,
            padding: 0,
            restores: false,
            seed,
        }
    }

    /// Many dialogs in which somebody says something every ten seconds.
    pub(crate) fn quiet(seed: u64) -> Self {
        Self {
            dialogs: 120,
            per_second: 12,
            ..Self::busy(seed)
        }
    }

    /// The same with a share of its people, rounded up.
    pub(crate) fn shared_by(self, shares: NonZeroUsize) -> Self {
        let share = |count: usize| count.div_ceil(shares.get());
        Self {
            dialogs: share(self.dialogs),
            per_second: share(self.per_second),
            askers: share(self.askers),
            ..self
        }
    }

    /// L of trust.md.
    pub(crate) fn base(seed: u64) -> Self {
        Self {
            dialogs: 200,
            per_second: 100,
            askers: 20,
            restless: true,
            padding: 0,
            restores: false,
            seed,
        }
    }
}

/// A load that runs.
#[derive(Debug)]
pub(crate) struct Load {
    pub(super) pulse: Arc<Pulse>,
    pub(super) phase: watch::Sender<Phase>,
    pub(super) writers: JoinSet<Result<()>>,
    pub(super) readers: JoinSet<Result<()>>,
    pub(super) askers: JoinSet<Result<Answers>>,
    pub(super) visitors: Vec<(i64, Visitor)>,
    pub(super) operator: Arc<Operator>,
    pub(super) ledgers: PathBuf,
    /// Straight to the server, past all that disturbs.
    pub(super) straight: Api,
}

impl Load {
    /// Sets everybody to work; `ways` are how the clients reach the server, of which each takes one, and `operator`, who should be the
    /// owner, takes part in all dialogs. Returns once all are connected.
    pub(crate) async fn start(
        straight: &Api,
        ways: &[Api],
        assistant: &str,
        operator: &Arc<Operator>,
        plan: &Plan,
        ledgers: &Path,
    ) -> Result<Self> {
        let operator = Arc::clone(operator);
        let visitors = open_dialogs(straight, assistant, &operator, plan.dialogs).await?;
        let pulse = Arc::new(Pulse::new(2 * visitors.len()));
        let (phase, orders) = watch::channel(Phase::Write);
        let mut load = Self {
            pulse,
            phase,
            writers: JoinSet::new(),
            readers: JoinSet::new(),
            askers: JoinSet::new(),
            visitors,
            operator,
            ledgers: ledgers.to_owned(),
            straight: straight.clone(),
        };
        let orders = Orders(orders);
        load.people(ways, plan, &orders)?;
        if plan.askers > 0 {
            load.ask(ways, assistant, plan, &orders).await?;
        }
        load.pulse.until_all_back(ARRIVAL).await.context("at the start")?;
        load.pulse.until_next_ack(ARRIVAL).await?;
        Ok(load)
    }

    pub(crate) fn pulse(&self) -> &Arc<Pulse> {
        &self.pulse
    }

    /// The dialogs, with their visitors; the first operator holds them all.
    pub(crate) fn visitors(&self) -> &[(i64, Visitor)] {
        &self.visitors
    }

    fn people(&mut self, ways: &[Api], plan: &Plan, orders: &Orders) -> Result<()> {
        let dice = Dice::from_seed(plan.seed);
        let writing = self.visitors.len() + 2 * self.visitors.len().div_ceil(POSTS_IN);
        // Pauses are even between nothing and the longest.
        let longest_pause = Duration::from_secs_f64(2.0 * writing as f64 / plan.per_second.max(1) as f64);
        for (index, (dialog, visitor)) in self.visitors.iter().enumerate() {
            let dice = dice.part(index as u64);
            let folder = dialog_folder(&self.ledgers, *dialog);
            let ledger = |name: &str, stream| Ledger::open(&folder, name, stream);
            // Every pair of nodes has those who write at one and read at the other.
            let way = |turn| Way::of(ways, turn).context("there is no way to the server");
            let (writes, reads, posts) = (way(index / 4)?, way(index / 4 + index / 2)?, way(index / 4 + 1)?);
            let outbox = |name: &str, stream, part, node| {
                let name = format!("{name}-{index}");
                let ledger = Ledger::of_writer(&folder, &name, stream)?;
                let pulse = Arc::clone(&self.pulse);
                let place = Place {
                    dialog: *dialog,
                    node,
                };
                Ok::<_, anyhow::Error>(Outbox::new(&name, ledger, dice.part(part), pulse, plan, place))
            };
            let at_page = Pen::Visitor(visitor.party());
            let at_desk = Pen::Operator(Arc::clone(&self.operator));
            let restless = plan.restless && index % 2 == 0;
            let seat = |client, way: &Way, pen: &Pen, part| {
                let pulse = Arc::clone(&self.pulse);
                Seat::new(
                    client,
                    way.clone(),
                    pen.clone(),
                    *dialog,
                    pulse,
                    &dice.part(part),
                    restless,
                )
            };
            self.writers.spawn(
                Writer {
                    seat: seat(2 * index, &writes, &at_page, 10),
                    outbox: outbox("visitor", Stream::Public, 11, writes.node)?,
                    position: Position::default(),
                    orders: orders.clone(),
                    longest_pause,
                    wanted: 0,
                    not_before: Instant::now(),
                }
                .run(),
            );
            let reader = Reader::new(
                seat(2 * index + 1, &reads, &at_desk, 12),
                ledger("reader", Stream::Staff)?,
                orders.clone(),
            );
            self.readers.spawn(reader.run());
            let device = match index % POSTS_IN {
                0 => Some(("device", Stream::Public, at_page)),
                1 => Some(("operator", Stream::Staff, at_desk)),
                _ => None,
            };
            if let Some((name, stream, pen)) = device {
                let poster = Poster {
                    api: posts.api,
                    pen,
                    dialog: *dialog,
                    outbox: outbox(name, stream, 13, posts.node)?,
                    orders: orders.clone(),
                    pulse: Arc::clone(&self.pulse),
                    back_off: BackOff::new(dice.part(14)),
                    dice: dice.part(15),
                    longest_pause,
                    epoch: None,
                    looks: plan.restores,
                };
                self.writers.spawn(poster.run());
            }
        }
        Ok(())
    }

    async fn ask(&mut self, ways: &[Api], assistant: &str, plan: &Plan, orders: &Orders) -> Result<()> {
        let owner = self.operator.party(&self.straight).await?;
        import_articles(&self.straight, &owner, assistant).await?;
        let questions = Arc::new(questions()?);
        ensure!(!questions.is_empty(), "there are no questions to ask");
        for index in 0..plan.askers {
            let mut secrets = Dice::fresh();
            let visitor = Visitor::new(assistant, &mut secrets);
            let dialog = visitor.open_dialog(&self.straight, &mut secrets).await?;
            let dice = Dice::from_seed(plan.seed).part(1_000_000 + index as u64);
            let pen = Pen::Visitor(visitor.party());
            let pulse = Arc::clone(&self.pulse);
            // Not one of the counted clients: it comes and goes with its questions.
            let way = Way::of(ways, index).context("there is no way to the server")?;
            let seat = Seat::new(usize::MAX, way, pen, dialog, pulse, &dice, false);
            let asker = Asker {
                seat,
                visitor,
                questions: Arc::clone(&questions),
                orders: orders.clone(),
                pulse: Arc::clone(&self.pulse),
                dice: dice.part(3),
            };
            self.askers.spawn(asker.run());
        }
        Ok(())
    }
}

/// Opens a dialog for each visitor and gives it to `operator`, so that the assistant keeps out of it.
async fn open_dialogs(
    api: &Api,
    assistant: &str,
    operator: &Operator,
    count: usize,
) -> Result<Vec<(i64, Visitor)>> {
    let open = (0..count).map(|_| async {
        let mut secrets = Dice::fresh();
        let visitor = Visitor::new(assistant, &mut secrets);
        let dialog = visitor.open_dialog(api, &mut secrets).await?;
        let party = operator.party(api).await?;
        let claimed = api.claim(&party, dialog).await?;
        claimed
            .read::<serde_json::Value>()
            .context("the operator cannot claim")?;
        Ok::<_, anyhow::Error>((dialog, visitor))
    });
    stream::iter(open).buffer_unordered(AT_ONCE).try_collect().await
}
