//! A naive model of the memory of rejections.
//!
//! It keeps a log of all that happened and reads it from the beginning for every question: the rules of
//! `flow/rejections.rs` once more, without its state.

use std::time::Duration;

use super::bench::seconds;

pub(crate) type Key = (u8, u8);

#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    /// Sent, as a probe of the account, of the origin.
    Sent,
    Rejected,
    Accepted,
    Undecided,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) at: Duration,
    pub(crate) key: Key,
    pub(crate) what: What,
    pub(crate) probe: Probe,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Probe {
    /// When its lease ends, by which it is known.
    pub(crate) account: Option<Duration>,
    pub(crate) origin: Option<Duration>,
}

#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) log: Vec<Entry>,
}

/// What a breaker comes to when its part of the log is read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reading {
    in_a_row: u32,
    /// Until when nothing is sent, for how long that was, and until when a probe is waited for.
    open: Option<(Duration, Duration, Duration)>,
}

impl Reading {
    fn rejected(&mut self, at: Duration, probe: Option<Duration>) {
        self.in_a_row += 1;
        self.open = match self.open {
            None if self.in_a_row < 5 => None,
            None => Some((at + seconds(30), seconds(30), Duration::ZERO)),
            Some((_, length, lease)) if probe == Some(lease) => {
                let length = (length * 2).min(seconds(300));
                Some((at + length, length, Duration::ZERO))
            }
            open => open,
        };
    }

    fn probed(&mut self, probe: Option<Duration>) {
        if let (Some((_, _, lease)), Some(until)) = (&mut self.open, probe) {
            *lease = until;
        }
    }

    fn given_back(&mut self, probe: Option<Duration>) {
        if let Some((_, _, lease)) = &mut self.open {
            if probe == Some(*lease) {
                *lease = Duration::ZERO;
            }
        }
    }

    pub(crate) fn stops(&self, now: Duration) -> bool {
        self.open
            .is_some_and(|(until, _, lease)| now < until.max(lease))
    }
}

impl Model {
    pub(crate) fn account(&self, key: Key) -> Reading {
        let mut reading = Reading::default();
        for entry in self.log.iter().filter(|entry| entry.key == key) {
            match entry.what {
                What::Sent => reading.probed(entry.probe.account),
                What::Rejected => reading.rejected(entry.at, entry.probe.account),
                What::Accepted => reading = Reading::default(),
                What::Undecided => reading.given_back(entry.probe.account),
            }
        }
        reading
    }

    pub(crate) fn origin(&self, origin: u8) -> Reading {
        let mut reading = Reading::default();
        for (position, entry) in self.log.iter().enumerate() {
            if entry.key.1 != origin {
                continue;
            }
            let before = &self.log[..position];
            match entry.what {
                What::Sent => reading.probed(entry.probe.origin),
                What::Rejected => {
                    let ever = |e: &Entry| matches!(e.what, What::Accepted) && e.key.1 == origin;
                    let first = Self {
                        log: before.to_vec(),
                    }
                    .account(entry.key)
                    .in_a_row
                        == 0;
                    if !before.iter().any(ever) && (first || entry.probe.origin.is_some()) {
                        reading.rejected(entry.at, entry.probe.origin);
                    }
                }
                What::Accepted => reading = Reading::default(),
                What::Undecided => reading.given_back(entry.probe.origin),
            }
        }
        reading
    }

    /// As which probe a request may be sent, if it may. `time_left` is what it has itself.
    pub(crate) fn admits(
        &self,
        key: Key,
        now: Duration,
        time_left: Option<Duration>,
    ) -> Option<Probe> {
        let (account, origin) = (self.account(key), self.origin(key.1));
        let stops = account.stops(now) || origin.stops(now);
        let lease = now + time_left.unwrap_or_default().max(seconds(30));
        (!stops).then_some(Probe {
            account: account.open.map(|_| lease),
            origin: origin.open.map(|_| lease),
        })
    }

    /// Whether anything was ever accepted.
    pub(crate) fn has_accepted(&self) -> bool {
        let mut whats = self.log.iter().map(|entry| entry.what);
        whats.any(|what| matches!(what, What::Accepted))
    }

    /// Whether a rejection less than a minute old has the provider left alone.
    pub(crate) fn remembers(&self, key: Key, now: Duration) -> bool {
        let mut until = Duration::ZERO;
        for entry in self.log.iter().filter(|entry| entry.key == key) {
            match entry.what {
                What::Rejected if entry.at >= until => until = entry.at + seconds(60),
                What::Accepted => until = Duration::ZERO,
                _ => {}
            }
        }
        now < until
    }
}
