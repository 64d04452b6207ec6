//! Listener: what a thread gives to `tracing`.

use core::error::Error;
use core::fmt::{self, Write as _};
use core::sync::atomic::{AtomicU64, Ordering};

use tracing_core::field::{Field, Visit};
use tracing_core::span::{Attributes, Id, Record as Values};
use tracing_core::{Event, LevelFilter, Metadata, Subscriber};

use crate::emitted::Sink;
use crate::record::Record;
use crate::texts::Texts;

/// A subscriber that wants everything and keeps it as text.
pub(crate) struct Listener {
    sink: Sink,
    spans: AtomicU64,
}

impl Listener {
    pub(crate) fn new(sink: Sink) -> Self {
        let spans = AtomicU64::new(1);
        Self { sink, spans }
    }

    fn keep(&self, kind: &str, metadata: Option<&Metadata<'_>>, visit: impl FnOnce(&mut Line)) {
        let mut line = Line::default();
        let place = match metadata {
            Some(metadata) => {
                let (level, target, name) = (metadata.level(), metadata.target(), metadata.name());
                line.push(format_args!("{level} {target} {name}:"));
                match (metadata.file(), metadata.line()) {
                    (Some(file), Some(line)) => format!("{kind} of tracing ({file}:{line})"),
                    _ => format!("{kind} of tracing ({name})"),
                }
            }
            None => format!("{kind} of tracing"),
        };
        visit(&mut line);
        self.sink.push(Record::new(place, line.0));
    }
}

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::TRACE)
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.keep("a span", Some(span.metadata()), |line| span.record(line));
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed))
    }

    fn record(&self, _: &Id, values: &Values<'_>) {
        self.keep("a value in a span", None, |line| values.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.keep("an event", Some(event.metadata()), |line| {
            event.record(line)
        });
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Line(String);

impl Line {
    fn push(&mut self, text: fmt::Arguments<'_>) {
        // A `Debug` that fails has written what it could.
        let _ = self.0.write_fmt(text);
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.push(format_args!(" {field}: {value:?}"));
    }

    /// Without escapes: what a subscriber makes of a text is its own affair.
    fn record_str(&mut self, field: &Field, value: &str) {
        self.push(format_args!(" {field}: {value}"));
    }

    /// A subscriber may print the causes too.
    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let mut texts = Texts::default();
        texts.error(value);
        for record in texts.0 {
            let text = String::from_utf8_lossy(&record.text);
            self.push(format_args!(" {field}: {text}"));
        }
    }
}
