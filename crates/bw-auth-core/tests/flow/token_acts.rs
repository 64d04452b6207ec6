//! What can happen to a token, as the model test draws it.

use proptest::prelude::*;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// A request; of middleware, if it cannot be sent again.
    Start {
        resend: bool,
    },
    /// A request that waits looks again.
    Poll(usize),
    /// The answer to one of the requests on their way: a status, or 0 for a fault.
    Finish(usize, u16),
    Drop(usize),
    Abandon(usize),
    /// The open errand is begun.
    Begin,
    /// It is reported.
    Report(Outcome),
    Pass(u64),
    /// The wall clock alone is set, or taken away.
    Step(i64),
    LoseUnix,
    Install {
        same_client: bool,
    },
    Invalidate,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Outcome {
    Granted(u64),
    Refused(Option<u64>),
    Limited(u64),
    Unavailable,
    Broken,
    Unusable,
    /// Of a load: whether there is a newer secret.
    Newer(bool),
}

const DECADE: i64 = 3652 * 86_400;

pub(crate) fn act() -> impl Strategy<Value = Act> {
    let outcome = prop_oneof![
        6 => prop_oneof![Just(1), Just(20), Just(90), Just(600), Just(3600), Just(1_000_000)].prop_map(Outcome::Granted),
        2 => prop_oneof![Just(None), Just(Some(0)), Just(Some(120))].prop_map(Outcome::Refused),
        1 => prop_oneof![Just(5), Just(90), Just(100_000)].prop_map(Outcome::Limited),
        2 => Just(Outcome::Unavailable),
        2 => Just(Outcome::Broken),
        1 => Just(Outcome::Unusable),
        1 => any::<bool>().prop_map(Outcome::Newer),
    ];
    let status = prop_oneof![6 => Just(401), 4 => Just(200), 1 => Just(403), 1 => Just(500), 1 => Just(0_u16)];
    let time = prop_oneof![
        Just(1),
        Just(2),
        Just(5),
        Just(15),
        Just(31),
        Just(60),
        Just(300),
        Just(540),
        Just(3300),
        Just(3570),
        Just(90_000)
    ];
    prop_oneof![
        8 => prop_oneof![4 => Just(true), 1 => Just(false)].prop_map(|resend| Act::Start { resend }),
        8 => any::<usize>().prop_map(Act::Poll),
        8 => (any::<usize>(), status).prop_map(|(which, status)| Act::Finish(which, status)),
        1 => any::<usize>().prop_map(Act::Drop),
        1 => any::<usize>().prop_map(Act::Abandon),
        6 => Just(Act::Begin),
        8 => outcome.prop_map(Act::Report),
        6 => time.prop_map(Act::Pass),
        1 => prop_oneof![Just(DECADE), Just(-DECADE), Just(3600), Just(-3600), Just(299)].prop_map(Act::Step),
        1 => Just(Act::LoseUnix),
        1 => any::<bool>().prop_map(|same_client| Act::Install { same_client }),
        1 => Just(Act::Invalidate),
    ]
}
