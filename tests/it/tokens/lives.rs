//! One token after another.

use std::time::Duration;

use bw_auth_core::Endpoint;
use bw_auth_tests::Whole;

use super::stage::Stage;

/// A token of an hour is renewed after 55 minutes, when its last five begin: that is how long a life is here.
pub(super) fn ten_thousand_requests_over_twenty_tokens<D: Whole>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    for _ in 0..REQUESTS {
        let reply = client.get(Endpoint::subscriptions()).unwrap();
        assert_eq!((reply.status, reply.outcome.attempts()), (200, 1));
        stage.clock.advance(RENEWED_AFTER * TOKENS / REQUESTS);
    }
    assert_eq!(stage.sandbox.token_requests(), TOKENS as usize);
    assert_eq!(stage.answered(200), REQUESTS as usize);
    assert_eq!(client.stats().token_requests, u64::from(TOKENS));
}

pub(super) fn idle_past_the_end_of_a_token<D: Whole>() {
    let stage = Stage::new();
    let client = D::start(stage.setup.clone());
    for lives in 1..=20 {
        for _ in 0..3 {
            let reply = client.get(Endpoint::subscriptions()).unwrap();
            assert_eq!((reply.status, reply.outcome.attempts()), (200, 1));
        }
        assert_eq!(stage.sandbox.token_requests(), lives);
        stage.advance(3600);
    }
}

const REQUESTS: u32 = 10_000;
const TOKENS: u32 = 20;
const RENEWED_AFTER: Duration = Duration::from_secs(55 * 60);
