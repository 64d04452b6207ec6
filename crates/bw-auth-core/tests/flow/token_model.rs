//! The token machine against naive models of it and of what is remembered of 401s, over random interleavings of callers and their
//! time limits, answers, failures, stores, given tokens, clocks and secrets.

use proptest::prelude::*;

use super::token_acts::acts;
use super::token_world::World;

proptest! {
    /// Who is sent with which token, who waits for what, who fails and for how long: as the model says, in any order.
    #[test]
    fn a_token_lives_as_the_log_says(acts in acts()) {
        let mut world = World::new();
        for act in &acts {
            world.act(*act)?;
        }
        world.settle_all()?;
    }
}
