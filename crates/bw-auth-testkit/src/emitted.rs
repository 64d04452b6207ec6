//! Emitted: what is traced and logged while something runs.

use core::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tracing_core::dispatcher::{self, Dispatch};

use crate::form::Form;
use crate::listener::Listener;
use crate::logger;
use crate::record::Record;
use crate::traces::Traces;

/// What was traced and logged, at every level, in the order in which it came.
///
/// Its `Debug` counts and shows nothing, since there may be a secret in it.
#[derive(Clone, Default)]
pub struct Emitted {
    traced: Vec<Record>,
    logged: Vec<Record>,
}

/// Runs the closure and returns what it yields, with what its thread traced and logged meanwhile.
///
/// For what [`assert_no_secret`](crate::assert_no_secret) does not do by itself: a test that finds no secret in what was
/// traced should also see that something was traced.
///
/// ```
/// use bw_auth_testkit::{assert_no_secret_in, emitted};
///
/// let (sum, emitted) = emitted(|| {
///     log::info!("adding");
///     1 + 1
/// });
/// assert_eq!(sum, 2);
/// assert!(emitted.logged().contains("adding"));
/// assert_no_secret_in("correct-horse", emitted.logged());
/// ```
///
/// # Panics
///
/// When the process has a logger that keeps to itself what `log` is given.
#[track_caller]
pub fn emitted<T>(run: impl FnOnce() -> T) -> (T, Emitted) {
    let traced = Sink::default();
    let dispatch = Dispatch::new(Listener::new(traced.clone()));
    let (yielded, logged) = dispatcher::with_default(&dispatch, || {
        let logged = logger::listen();
        // A logger of somebody else's may hand over to tracing.
        let heard = logged.sink.take().len() + traced.take().len();
        assert!(
            heard > 0,
            "what is logged cannot be seen: the process has another logger, and it does not hand over to tracing",
        );
        let yielded = run();
        (yielded, logged.sink.take())
    });
    let traced = traced.take();
    (yielded, Emitted { traced, logged })
}

impl Emitted {
    /// Spans, what was recorded in them, and events of `tracing`, a line each.
    #[must_use]
    pub fn traced(&self) -> String {
        joined(&self.traced)
    }

    /// Records of `log`, a line each.
    #[must_use]
    pub fn logged(&self) -> String {
        joined(&self.logged)
    }

    /// One by one, and then together, since a dump may be a record for each row.
    pub(crate) fn find(&self, traces: &Traces) -> Option<(Form, &str)> {
        let together = |records, place| Some((traces.find(joined(records).as_bytes())?, place));
        find_in(&self.traced, traces)
            .or_else(|| find_in(&self.logged, traces))
            .or_else(|| together(&self.traced, "several records of tracing"))
            .or_else(|| together(&self.logged, "several records of log"))
    }
}

impl fmt::Debug for Emitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emitted")
            .field("traced", &self.traced.len())
            .field("logged", &self.logged.len())
            .finish()
    }
}

pub(crate) fn find_in<'a>(records: &'a [Record], traces: &Traces) -> Option<(Form, &'a str)> {
    records.iter().find_map(|record| {
        let form = traces.find(&record.text)?;
        Some((form, record.place.as_str()))
    })
}

fn joined(records: &[Record]) -> String {
    let lines = records.iter().map(|record| &*record.text);
    String::from_utf8_lossy(&lines.collect::<Vec<_>>().join(&b'\n')).into_owned()
}

/// Where records gather.
#[derive(Clone, Default)]
pub(crate) struct Sink(Arc<Mutex<Vec<Record>>>);

impl Sink {
    pub(crate) fn push(&self, record: Record) {
        self.lock().push(record);
    }

    fn take(&self) -> Vec<Record> {
        core::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Record>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
