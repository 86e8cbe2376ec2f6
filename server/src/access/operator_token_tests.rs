use super::*;

// In 2027: far from the system's clock, so that a look at that one would show.
const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn session() -> Session {
    Session {
        id: SessionId(7),
        operator: OperatorId(3),
        tenant: TenantId(2),
        expires_at: NOW.plus(Duration::from_hours(1)),
        rotated_at: NOW,
        revoked: false,
    }
}

#[test]
fn a_token_says_who_for_a_quarter_of_an_hour() {
    let tokens = OperatorTokens::new(&Keys::for_tests());
    let token = tokens.issue(&session(), NOW).unwrap();
    let claimed = Claimed {
        operator: OperatorId(3),
        tenant: TenantId(2),
        session: SessionId(7),
    };
    let after = |seconds| tokens.verify(token.reveal(), NOW.plus(Duration::from_secs(seconds)));
    assert_eq!(after(0), Ok(claimed));
    assert_eq!(after(15 * 60 - 1), Ok(claimed));
    assert_eq!(after(15 * 60 + 4), Ok(claimed));
    assert_eq!(after(15 * 60 + 5), Err(Invalid));
    assert_eq!(after(2 * 24 * 3_600), Err(Invalid));
}

#[test]
fn a_clock_that_went_back_signs_nobody_out() {
    let tokens = OperatorTokens::new(&Keys::for_tests());
    let token = tokens.issue(&session(), NOW).unwrap();
    assert!(
        tokens
            .verify(token.reveal(), NOW.minus(Duration::from_hours(1)))
            .is_ok()
    );
}
