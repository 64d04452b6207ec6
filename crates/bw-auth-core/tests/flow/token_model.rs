//! The token machine against a naive model of it, over random interleavings of callers, answers, failures, clocks and secrets.

use proptest::prelude::*;

use super::token_acts::act;
use super::token_world::World;

proptest! {
    /// Who is sent with which token, who waits for what, who fails and for how long: as the model says, in any order.
    #[test]
    fn a_token_lives_as_the_log_says(acts in prop::collection::vec(act(), 0..150)) {
        let mut world = World::new();
        for act in &acts {
            world.act(*act)?;
        }
        world.settle_all()?;
    }
}
