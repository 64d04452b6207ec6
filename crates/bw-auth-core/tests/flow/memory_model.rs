//! The memory of rejections against a naive model of it, over random interleavings of requests, answers and time.

use bw_auth_core::{Error, Exchange, Fault, Outline, Step};
use proptest::prelude::*;

use super::bench::{Bench, basic, outline, seconds};
use super::naive_memory::{Entry, Key, Model, Probe, What};
use super::reply::Reply;

#[derive(Clone, Debug)]
enum Act {
    /// A request of this account at this origin.
    Start(u8, u8),
    /// The answer to one of the requests on their way: a status, or 0 for a fault.
    Finish(usize, u16),
    /// One of them is dropped by its caller.
    Forget(usize),
    /// One of them is given up by its driver.
    Abandon(usize),
    Pass(u64),
    Install,
    Reset,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => (0..8_u8, prop_oneof![3 => Just(0), 1 => Just(1_u8)]).prop_map(|(a, o)| Act::Start(a, o)),
        10 => (any::<usize>(), prop_oneof![
            12 => Just(401), 1 => Just(200), 1 => Just(403), 1 => Just(500), 1 => Just(0_u16),
        ]).prop_map(|(which, status)| Act::Finish(which, status)),
        1 => any::<usize>().prop_map(Act::Forget),
        1 => any::<usize>().prop_map(Act::Abandon),
        4 => prop_oneof![Just(1), Just(10), Just(29), Just(30), Just(31), Just(61), Just(400)].prop_map(Act::Pass),
        1 => Just(Act::Reset),
        1 => Just(Act::Install),
    ]
}

struct Flying {
    exchange: Exchange,
    key: Key,
    probe: Probe,
    generation: u64,
    renewed: bool,
}

struct World {
    bench: Bench,
    model: Model,
    flying: Vec<Flying>,
    generation: u64,
}

impl World {
    fn new() -> Self {
        let mut bench = Bench::new();
        bench.auth.install(basic("secret number 1"));
        Self {
            bench,
            model: Model::default(),
            flying: Vec::new(),
            generation: 1,
        }
    }

    fn act(&mut self, act: &Act) -> Result<(), TestCaseError> {
        let count = self.flying.len().max(1);
        match *act {
            Act::Start(account, origin) => {
                let key = (account, origin);
                let exchange = Exchange::new(request(key));
                self.send(exchange, key, false)?;
            }
            Act::Finish(which, status) if which % count < self.flying.len() => {
                let flying = self.flying.swap_remove(which % count);
                self.finish(flying, status)?;
            }
            Act::Forget(which) if which % count < self.flying.len() => {
                self.flying.swap_remove(which % count);
            }
            Act::Abandon(which) if which % count < self.flying.len() => {
                let mut flying = self.flying.swap_remove(which % count);
                flying
                    .exchange
                    .abandoned(&mut self.bench.auth, self.bench.now);
                if flying.generation == self.generation {
                    self.log(flying.key, What::Undecided, flying.probe);
                }
            }
            Act::Finish(..) | Act::Forget(_) | Act::Abandon(_) => {}
            Act::Pass(time) => self.bench.pass(seconds(time)),
            Act::Install => {
                self.generation += 1;
                let password = format!("secret number {}", self.generation);
                self.bench.auth.install(basic(&password));
                self.model = Model::default();
            }
            Act::Reset => {
                self.bench.auth.reset_rejections();
                self.model = Model::default();
            }
        }
        Ok(())
    }

    fn send(
        &mut self,
        mut exchange: Exchange,
        key: Key,
        renewed: bool,
    ) -> Result<(), TestCaseError> {
        let now = self.bench.now.elapsed;
        let expected = self.model.admits(key, now, None);
        match (self.bench.next(&mut exchange), expected) {
            (Step::Send(_), Some(probe)) => {
                self.log(key, What::Sent, probe);
                self.flying.push(Flying {
                    exchange,
                    key,
                    probe,
                    generation: self.generation,
                    renewed,
                });
                Ok(())
            }
            (Step::Fail(Error::RejectedEarlier(earlier)), None) => {
                let next = now + earlier.wait();
                prop_assert!(!earlier.wait().is_zero());
                prop_assert!(self.model.admits(key, next, None).is_some(), "it says when");
                Ok(())
            }
            (step, expected) => Err(TestCaseError::fail(format!(
                "{key:?}: {step:?}, not {expected:?}"
            ))),
        }
    }

    fn finish(&mut self, flying: Flying, status: u16) -> Result<(), TestCaseError> {
        let Flying {
            mut exchange,
            key,
            probe,
            generation,
            renewed,
        } = flying;
        let now = self.bench.now.elapsed;
        let is_current = generation == self.generation;
        let asked = self.bench.asked.len();
        let reply = match status {
            0 => Reply::Broken(Fault::Closed),
            status => Reply::status(status),
        };
        self.bench.answer(&mut exchange, reply);
        if status != 401 {
            if is_current {
                let what = if status == 200 {
                    What::Accepted
                } else {
                    What::Undecided
                };
                self.log(key, what, probe);
            }
            return Ok(());
        }
        if !is_current && !renewed {
            // Newer credentials are at hand: it goes once more.
            return self.send(exchange, key, true);
        }
        let asks = !renewed && !self.model.remembers(key, now);
        let step = self.bench.next(&mut exchange);
        prop_assert!(matches!(step, Step::Read { .. }), "{:?}", step);
        prop_assert_eq!(self.bench.asked.len() - asked, usize::from(asks));
        if is_current {
            self.log(key, What::Rejected, probe);
        }
        Ok(())
    }

    fn log(&mut self, key: Key, what: What, probe: Probe) {
        let at = self.bench.now.elapsed;
        self.model.log.push(Entry {
            at,
            key,
            what,
            probe,
        });
    }
}

fn request((account, origin): Key) -> Outline {
    let base = [
        "https://numbers.example/api",
        "https://voice.example:8443/v2",
    ];
    let base = base[usize::from(origin)];
    outline("GET", &format!("{base}/accounts/{account}/x"))
}

proptest! {
    /// Who is sent, who is stopped, as what, and who has the provider asked: as the model says, in any order.
    #[test]
    fn the_memory_is_what_the_log_says(acts in prop::collection::vec(act(), 0..120)) {
        let mut world = World::new();
        for act in &acts {
            world.act(act)?;
        }
    }
}
