//! How well a passage answers a question.

use super::facts::Fact;
use super::place::{Met, Place, Wanted, best_of, scaled};
use super::sentences::{Unit, units};
use super::weight::share;
use crate::store::PassageHit;

/// A found passage, taken apart.
pub(super) struct Read<'a> {
    pub(super) hit: &'a PassageHit,
    pub(super) title: Place,
    pub(super) heading: Place,
    pub(super) text: Place,
    units: Vec<(Unit<'a>, Place)>,
}

impl<'a> Read<'a> {
    pub(super) fn of(hit: &'a PassageHit) -> Self {
        let units: Vec<(Unit<'a>, Place)> = units(&hit.text)
            .into_iter()
            .map(|unit| (unit, Place::of(unit.text)))
            .collect();
        Self {
            hit,
            title: Place::of(&hit.title),
            heading: Place::of(&hit.heading),
            text: Place::joined(units.iter().map(|(_, place)| place)),
            units,
        }
    }
}

/// What a found passage is worth.
#[derive(Debug)]
pub(super) struct Scored<'a> {
    /// To order passages of different articles by.
    pub(super) score: f64,
    /// To order passages of one article by: what the title says is the same for all of them.
    pub(super) fit: f64,
    /// How much of the question it meets, with what stands above it; 0 to 1.
    pub(super) coverage: f64,
    /// How much of the question its best sentence meets, with what stands above it; 0 to 1.
    pub(super) best_unit: f64,
    /// Whether a heading, or the title, speaks of what is asked and of nothing else; 0 to 1.
    pub(super) on_topic: f64,
    /// How well each term of the question is met, in the question's order.
    pub(super) anywhere: Vec<f64>,
    pub(super) units: Vec<ScoredUnit<'a>>,
}

#[derive(Debug)]
pub(super) struct ScoredUnit<'a> {
    pub(super) unit: Unit<'a>,
    /// 0 to a little over 1: how much of the question it meets by itself.
    pub(super) score: f64,
    /// How well each term of the question is met by it and what stands above it, in the question's order.
    pub(super) met: Vec<f64>,
    /// And by it alone.
    pub(super) own: Vec<f64>,
}

/// What a question asks, ready to be looked for: its terms and its context's, with what each of them counts.
pub(super) struct Sought<'q> {
    pub(super) terms: Wanted<'q>,
    pub(super) weights: Vec<f64>,
    pub(super) context: Wanted<'q>,
    pub(super) context_weights: Vec<f64>,
    pub(super) wants: &'q [Fact],
}

/// Scores one passage.
pub(super) fn score<'a>(sought: &Sought<'_>, read: &Read<'a>) -> Scored<'a> {
    let weights = &sought.weights;
    let title = read.title.meets(&sought.terms).how_well;
    let heading = read.heading.meets(&sought.terms).how_well;
    let Met {
        how_well: text,
        how_often,
    } = read.text.meets(&sought.terms);
    let above = best_of(&scaled(&title, 0.7), &scaled(&heading, 0.9));
    let anywhere = best_of(&above, &text);

    let units: Vec<ScoredUnit<'a>> = read
        .units
        .iter()
        .map(|(unit, place)| {
            let own = place.meets(&sought.terms).how_well;
            let met = best_of(&own, &scaled(&above, 0.7));
            let by_itself = share(&own, weights);
            ScoredUnit {
                score: 0.6 * by_itself
                    + 0.4 * share(&met, weights)
                    + bonus(sought.wants, unit.text) * by_itself.clamp(0.1, 0.5),
                unit: *unit,
                met,
                own,
            }
        })
        .collect();
    let best_unit = units
        .iter()
        .map(|unit| share(&unit.met, weights))
        .fold(0.0, f64::max);
    let best_score = units.iter().map(|unit| unit.score).fold(0.0, f64::max);
    let coverage = share(&anywhere, weights);
    let context = [&read.title, &read.heading, &read.text]
        .map(|place| place.meets(&sought.context).how_well)
        .into_iter()
        .reduce(|one, other| best_of(&one, &other))
        .map_or(0.0, |met| share(&met, &sought.context_weights));
    let together = pairs(&title, &units, weights);
    let density: Vec<f64> = how_often.iter().map(|often| often / (often + 1.0)).collect();
    let (title_precision, heading_precision) =
        (read.title.precision(&title), read.heading.precision(&heading));
    // A heading that the question names is good evidence, even if the question has more words than that.
    let on_topic = (title_precision * share(&title, weights).sqrt())
        .max(heading_precision * share(&heading, weights).sqrt());
    let fit = 0.45 * share(&best_of(&text, &scaled(&heading, 0.9)), weights)
        + 0.35 * best_score
        + 0.20 * share(&heading, weights)
        + 0.10 * heading_precision
        + 0.20 * context
        + if read.hit.heading.is_empty() {
            0.02 + 0.15 * on_topic
        } else {
            0.0
        };
    Scored {
        score: 0.55 * best_score
            + 0.60 * title_precision
            + 0.20 * share(&title, weights)
            + 0.25 * share(&heading, weights)
            + 0.40 * heading_precision
            + 0.40 * together
            + 0.55 * share(&density, weights)
            + 0.90 * context,
        fit,
        coverage,
        best_unit,
        on_topic,
        anywhere,
        units,
    }
}

/// How much of what stands side by side in the question is met by one sentence, or by the title.
fn pairs(title: &[f64], units: &[ScoredUnit<'_>], weights: &[f64]) -> f64 {
    let counts: Vec<f64> = weights.windows(2).map(|pair| pair[0].min(pair[1])).collect();
    let both = |met: &[f64], at: usize| met[at].min(met[at + 1]);
    let met: Vec<f64> = (0..counts.len())
        .map(|at| {
            units
                .iter()
                .map(|unit| both(&unit.own, at))
                .fold(both(title, at), f64::max)
        })
        .collect();
    share(&met, &counts)
}

/// What a unit gains for each kind of fact that the question asks for and the unit holds.
fn bonus(wants: &[Fact], text: &str) -> f64 {
    0.3 * wants.iter().filter(|fact| fact.is_told_by(text)).count() as f64
}
