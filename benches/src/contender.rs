//! One way to do what is compared.

use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::counting::allocations;

/// A name, and an operation that can be run any number of times under the clock.
pub struct Contender<'a> {
    pub(crate) name: &'static str,
    run: Box<dyn FnMut(usize) -> Sample + 'a>,
}

impl<'a> Contender<'a> {
    /// An operation that needs nothing prepared. Dropping its result is a part of it.
    pub fn new<T>(name: &'static str, mut operation: impl FnMut() -> T + 'a) -> Self {
        let run = move |times| {
            Sample::of(|| {
                for _ in 0..times {
                    black_box(operation());
                }
            })
        };
        Self {
            name,
            run: Box::new(run),
        }
    }

    /// An operation that uses up something, which is prepared before the clock starts. What it returns
    /// is dropped while the clock runs.
    pub fn consuming<I, T>(
        name: &'static str,
        mut prepare: impl FnMut() -> I + 'a,
        mut operation: impl FnMut(I) -> T + 'a,
    ) -> Self {
        let run = move |times| {
            let prepared: Vec<I> = (0..times).map(|_| prepare()).collect();
            Sample::of(|| {
                for input in prepared {
                    black_box(operation(input));
                }
            })
        };
        Self {
            name,
            run: Box::new(run),
        }
    }

    pub(crate) fn sample(&mut self, times: usize) -> Sample {
        (self.run)(times)
    }
}

impl fmt::Debug for Contender<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Contender").field(&self.name).finish()
    }
}

/// What a number of operations took together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    pub(crate) elapsed: Duration,
    pub(crate) allocations: u64,
}

impl Sample {
    fn of(work: impl FnOnce()) -> Self {
        let before = allocations();
        let start = Instant::now();
        work();
        let elapsed = start.elapsed();
        Self {
            elapsed,
            allocations: allocations() - before,
        }
    }
}
