use super::claimer::Outcome;

/// A race and what came of it.
#[derive(Debug)]
pub(super) struct Race {
    /// In the order of the operators.
    pub(super) outcomes: Vec<Outcome>,
    /// Who holds the dialog, by REST.
    pub(super) assignee: Option<i64>,
    /// How many takeovers the dialog's history tells of.
    pub(super) takeovers: usize,
}

/// What is wrong with a race between the operators `ids`.
pub(super) fn judge(race: &Race, ids: &[i64]) -> Vec<String> {
    let mut faults = Vec::new();
    let winners: Vec<i64> = ids
        .iter()
        .zip(&race.outcomes)
        .filter(|(_, outcome)| **outcome == Outcome::Won)
        .map(|(id, _)| *id)
        .collect();
    let winner = winners.first().copied().filter(|_| winners.len() == 1);
    if winner.is_none() {
        faults.push(format!("{} winners: {winners:?}", winners.len()));
    }
    if race.outcomes.len() != ids.len() {
        faults.push(format!("{} answers to {} claims", race.outcomes.len(), ids.len()));
    }
    if race.assignee.is_none() || (winner.is_some() && race.assignee != winner) {
        faults.push(format!("held by {:?}, won by {winners:?}", race.assignee));
    }
    for (id, outcome) in ids.iter().zip(&race.outcomes) {
        if let Outcome::Lost { holder } = outcome
            && (holder.is_none() || *holder != race.assignee)
        {
            faults.push(format!(
                "{id} was told that {holder:?} holds it, but {:?} does",
                race.assignee
            ));
        }
    }
    if race.takeovers != 1 {
        faults.push(format!("its history tells of {} takeovers", race.takeovers));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDS: [i64; 3] = [7, 8, 9];

    fn fair() -> Race {
        let lost = Outcome::Lost { holder: Some(8) };
        Race {
            outcomes: vec![lost, Outcome::Won, lost],
            assignee: Some(8),
            takeovers: 1,
        }
    }

    #[test]
    fn one_winner_whom_all_name_is_right() {
        assert_eq!(judge(&fair(), &IDS), Vec::<String>::new());
    }

    #[test]
    fn each_unfair_race_is_seen() {
        let lost = |holder| Outcome::Lost { holder };
        for (race, fault) in [
            (
                Race {
                    outcomes: vec![Outcome::Won, Outcome::Won, lost(Some(8))],
                    ..fair()
                },
                "2 winners",
            ),
            (
                Race {
                    outcomes: vec![lost(Some(8)); 3],
                    ..fair()
                },
                "0 winners",
            ),
            (
                Race {
                    assignee: Some(7),
                    ..fair()
                },
                "held by Some(7)",
            ),
            (
                Race {
                    assignee: None,
                    ..fair()
                },
                "held by None",
            ),
            (
                Race {
                    outcomes: vec![lost(None), Outcome::Won, lost(Some(8))],
                    ..fair()
                },
                "told that None",
            ),
            (
                Race {
                    outcomes: vec![lost(Some(9)), Outcome::Won, lost(Some(8))],
                    ..fair()
                },
                "told that Some(9)",
            ),
            (
                Race {
                    takeovers: 2,
                    ..fair()
                },
                "2 takeovers",
            ),
            (
                Race {
                    outcomes: vec![Outcome::Won],
                    ..fair()
                },
                "1 answers to 3",
            ),
        ] {
            let faults = judge(&race, &IDS).join("; ");
            assert!(faults.contains(fault), "{fault} not in {faults}");
        }
    }
}
