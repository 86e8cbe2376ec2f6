use proptest::prelude::*;

use super::*;
use crate::domain::{Person, Role, SessionId, TenantId};

fn operator(id: i64, role: Role) -> OperatorPrincipal {
    OperatorPrincipal {
        tenant: TenantId(1),
        role,
        session: SessionId(1),
        person: Person {
            id: OperatorId(id),
            name: format!("Operator {id}"),
            avatar_url: None,
        },
    }
}

const AT: Timestamp = Timestamp(1_000);

#[derive(Clone, Debug)]
enum Step {
    Request,
    Claim(i64),
    Release(i64, ReleaseTo),
    Transfer(i64, i64),
    Close(i64),
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = 1..4_i64;
    let step = prop_oneof![
        Just(Step::Request),
        who.clone().prop_map(Step::Claim),
        (
            who.clone(),
            prop_oneof![Just(ReleaseTo::Assistant), Just(ReleaseTo::Queue)]
        )
            .prop_map(|(by, to)| Step::Release(by, to)),
        (who.clone(), who.clone()).prop_map(|(by, to)| Step::Transfer(by, to)),
        who.prop_map(Step::Close),
        Just(Step::Reopen),
    ];
    proptest::collection::vec(step, 0..40)
}

fn apply(state: Handoff, step: &Step) -> Result<Handoff, Refused> {
    let agent = |id: i64| operator(id, Role::Agent);
    match *step {
        Step::Request => state.request(HandoffReason::Visitor, AT),
        Step::Claim(by) => state.claim(OperatorId(by), AT),
        Step::Release(by, to) => state.release(&agent(by), to, AT),
        Step::Transfer(by, to) => state.transfer(&agent(by), OperatorId(to), AT),
        Step::Close(by) => state.close(&agent(by), AT),
        Step::Reopen => state.reopen(),
    }
}

proptest! {
    /// Each accepted step raises the epoch by one; a refused one changes nothing.
    #[test]
    fn the_epoch_counts_the_changes_of_hands(steps in steps()) {
        let mut state = Handoff::new();
        for step in &steps {
            if let Ok(next) = apply(state.clone(), step) {
                prop_assert_eq!(next.epoch, state.epoch + 1);
                prop_assert_ne!(&next.holder, &state.holder);
                state = next;
            }
        }
    }

    /// An agent never takes from, gives away or closes what another agent holds.
    #[test]
    fn what_somebody_holds_only_they_let_go(steps in steps()) {
        let mut state = Handoff::new();
        for step in &steps {
            let holder = state.holder.operator();
            if let Ok(next) = apply(state.clone(), step) {
                if let Some(holder) = holder {
                    let by = match step {
                        Step::Release(by, _) | Step::Transfer(by, _) | Step::Close(by) => *by,
                        other => panic!("{other:?} took it from {holder}"),
                    };
                    prop_assert_eq!(OperatorId(by), holder);
                }
                state = next;
            }
        }
    }

    /// Nobody leaves `closed` but by reopening.
    #[test]
    fn closed_is_left_only_by_reopening(steps in steps()) {
        let mut state = Handoff::new();
        for step in &steps {
            let closed = matches!(state.holder, Holder::Closed { .. });
            if let Ok(next) = apply(state.clone(), step) {
                prop_assert!(!closed || matches!(step, Step::Reopen));
                state = next;
            }
        }
    }
}

#[test]
fn a_lost_claim_names_the_holder() {
    let held = Handoff::new().claim(OperatorId(1), AT).unwrap();
    assert_eq!(held.claim(OperatorId(2), AT), Err(Refused::HeldBy(OperatorId(1))));
}

#[test]
fn an_admin_may_act_on_what_an_agent_holds() {
    let held = Handoff::new().claim(OperatorId(1), AT).unwrap();
    let admin = operator(9, Role::Admin);
    assert!(held.clone().close(&admin, AT).is_ok());
    assert!(held.clone().release(&admin, ReleaseTo::Queue, AT).is_ok());
    assert_eq!(held.admits_reply(&admin), Err(Refused::HeldBy(OperatorId(1))));
}

#[test]
fn a_reply_needs_a_claim() {
    let agent = operator(1, Role::Agent);
    assert_eq!(Handoff::new().admits_reply(&agent), Err(Refused::NotHeld));
    assert_eq!(
        Handoff::new()
            .claim(OperatorId(1), AT)
            .unwrap()
            .admits_reply(&agent),
        Ok(())
    );
}
