//! What can happen to a token, as the model test draws it.

use proptest::prelude::*;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    Start(Request),
    /// A request that nobody disturbs: it gets this status each time, and each errand that it needs this outcome.
    Whole(Request, u16, Outcome),
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
    /// Before it is begun, a store is looked into: a token of this number, and how long before or after now it ends.
    Store(u64, i64),
    /// A token is given, likewise.
    Give(u64, i64),
    Pass(u64),
    /// The wall clock alone is set, or taken away.
    Step(i64),
    LoseUnix,
    Install(Change),
    Invalidate,
    ResetRejections,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Request {
    pub(crate) account: u8,
    /// A request of middleware cannot be sent again.
    pub(crate) resend: bool,
    /// Neither can a stream.
    pub(crate) stream: bool,
    pub(crate) limit: Option<u64>,
}

/// What is put in place of the secret.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Change {
    SameClient,
    OtherClient,
    /// An API user, and after it the same client once more.
    OtherScheme,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Outcome {
    Granted(u64),
    Refused(Option<u64>),
    Limited(u64),
    Unavailable,
    Broken,
    Unusable,
    /// Whoever sent the request had no more time for it than so many seconds.
    GivenUp(u64),
    /// Of a load: another secret, if there is one.
    Newer(Option<Change>),
    LoadFailed,
}

const DECADE: i64 = 3652 * 86_400;

fn request() -> impl Strategy<Value = Request> {
    let account = prop_oneof![4 => Just(0), 2 => Just(1), 2 => 2..7_u8];
    let limit = prop_oneof![
        4 => Just(None), 1 => Just(Some(1)), 1 => Just(Some(4)), 1 => Just(Some(20)), 1 => Just(Some(120)),
    ];
    let mostly = |is: bool| prop_oneof![5 => Just(is), 1 => Just(!is)];
    (account, mostly(true), mostly(false), limit).prop_map(|(account, resend, stream, limit)| {
        Request {
            account,
            resend,
            stream,
            limit,
        }
    })
}

fn outcome() -> impl Strategy<Value = Outcome> {
    let change = prop_oneof![
        Just(None),
        Just(Some(Change::SameClient)),
        Just(Some(Change::OtherClient)),
    ];
    prop_oneof![
        6 => prop_oneof![Just(1), Just(20), Just(90), Just(600), Just(3600), Just(1_000_000)].prop_map(Outcome::Granted),
        2 => prop_oneof![Just(None), Just(Some(0)), Just(Some(120))].prop_map(Outcome::Refused),
        1 => prop_oneof![Just(5), Just(90), Just(100_000)].prop_map(Outcome::Limited),
        2 => Just(Outcome::Unavailable),
        2 => Just(Outcome::Broken),
        1 => Just(Outcome::Unusable),
        2 => prop_oneof![Just(1), Just(4), Just(9)].prop_map(Outcome::GivenUp),
        1 => change.prop_map(Outcome::Newer),
        1 => Just(Outcome::LoadFailed),
    ]
}

fn status() -> impl Strategy<Value = u16> {
    prop_oneof![6 => Just(401), 4 => Just(200), 1 => Just(403), 1 => Just(500), 1 => Just(0_u16)]
}

/// A token of somebody else's. There are few numbers, so that one and the same is met again.
fn kept() -> impl Strategy<Value = (u64, i64)> {
    let ends = prop_oneof![
        Just(-1),
        Just(0),
        Just(1),
        Just(50),
        Just(700),
        Just(4000),
        Just(900_000)
    ];
    (0..4_u64, ends)
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::SameClient),
        Just(Change::OtherClient),
        Just(Change::OtherScheme),
    ]
}

/// Anything, at any time.
fn wild() -> impl Strategy<Value = Act> {
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
        10 => request().prop_map(Act::Start),
        8 => any::<usize>().prop_map(Act::Poll),
        10 => (any::<usize>(), status()).prop_map(|(which, status)| Act::Finish(which, status)),
        1 => any::<usize>().prop_map(Act::Drop),
        1 => any::<usize>().prop_map(Act::Abandon),
        6 => Just(Act::Begin),
        8 => outcome().prop_map(Act::Report),
        2 => kept().prop_map(|(number, ends)| Act::Store(number, ends)),
        1 => kept().prop_map(|(number, ends)| Act::Give(number, ends)),
        6 => time.prop_map(Act::Pass),
        1 => prop_oneof![Just(DECADE), Just(-DECADE), Just(3600), Just(-3600), Just(299)].prop_map(Act::Step),
        1 => Just(Act::LoseUnix),
        1 => change().prop_map(Act::Install),
        1 => Just(Act::Invalidate),
        1 => Just(Act::ResetRejections),
    ]
}

/// Whole requests one after the other, with tokens that live and a few requests on their way: what a service usually sees, so
/// that what needs many answers in a row is met too.
fn calm() -> impl Strategy<Value = Act> {
    let whole_status = prop_oneof![5 => Just(401), 4 => Just(200), 1 => Just(500_u16)];
    let whole = prop_oneof![
        6 => Just(Outcome::Granted(3600)),
        1 => Just(Outcome::Limited(100)),
        1 => Just(Outcome::Refused(Some(120))),
        1 => Just(Outcome::Newer(None)),
    ];
    let time = prop_oneof![Just(1), Just(4), Just(15), Just(31), Just(61), Just(299)];
    prop_oneof![
        20 => (request(), whole_status, whole).prop_map(|(r, status, outcome)| Act::Whole(r, status, outcome)),
        4 => request().prop_map(Act::Start),
        4 => (any::<usize>(), status()).prop_map(|(which, status)| Act::Finish(which, status)),
        2 => any::<usize>().prop_map(Act::Poll),
        4 => time.prop_map(Act::Pass),
        1 => any::<usize>().prop_map(Act::Drop),
        1 => kept().prop_map(|(number, ends)| Act::Give(number, ends)),
        1 => prop_oneof![2 => change().prop_map(Act::Install), 1 => Just(Act::Invalidate)],
    ]
}

pub(crate) fn acts() -> impl Strategy<Value = Vec<Act>> {
    use proptest::collection::vec;

    prop_oneof![vec(wild(), 0..150), vec(calm(), 0..60)]
}
