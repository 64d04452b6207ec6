//! Logger: what a thread gives to `log`.

use core::fmt::Write as _;
use std::cell::RefCell;

use log::kv::{Error, Key, Value, VisitSource};
use log::{Level, LevelFilter, Log, Metadata};

use crate::emitted::Sink;
use crate::record::Record;

/// Hears what this thread logs, until it is dropped.
pub(crate) struct Listening {
    pub(crate) sink: Sink,
    before: Option<Sink>,
}

/// Begins to listen, and logs a first record, which tells whether anything is heard.
pub(crate) fn listen() -> Listening {
    // That there is a logger already shows in what arrives.
    if log::set_logger(&Logger).is_ok() {
        log::set_max_level(LevelFilter::Trace);
    }
    let sink = Sink::default();
    let before = SINK.replace(Some(sink.clone()));
    // Past the maximum level, which a program may have lowered on purpose.
    let first = log::Record::builder()
        .level(Level::Trace)
        .target(module_path!())
        .build();
    log::logger().log(&first);
    Listening { sink, before }
}

impl Drop for Listening {
    fn drop(&mut self) {
        SINK.set(self.before.take());
    }
}

/// `log` knows one logger for the whole process. This one gives each thread what is its own.
struct Logger;

impl Log for Logger {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        SINK.with_borrow(Option::is_some)
    }

    fn log(&self, record: &log::Record<'_>) {
        let Some(sink) = SINK.with_borrow(Clone::clone) else {
            return;
        };
        let place = match (record.file(), record.line()) {
            (Some(file), Some(line)) => format!("a record of log ({file}:{line})"),
            _ => format!("a record of log ({})", record.target()),
        };
        let mut text = format!("{} {}: {}", record.level(), record.target(), record.args());
        // A value that cannot be written has left what it could.
        let _ = record.key_values().visit(&mut Pairs(&mut text));
        sink.push(Record::new(place, text));
    }

    fn flush(&self) {}
}

/// Writes keys and values behind the message.
struct Pairs<'a>(&'a mut String);

impl<'kvs> VisitSource<'kvs> for Pairs<'_> {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), Error> {
        write!(self.0, " {key}={value}").map_err(Error::from)
    }
}

thread_local! {
    static SINK: RefCell<Option<Sink>> = const { RefCell::new(None) };
}
