//! Callers that send all the while, and report what each of their requests came to.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};

use bw_auth_core::Error;

use super::transport::Transport;

/// Callers at work. They stop when this is dropped.
pub(super) struct Callers {
    progress: Arc<Progress>,
    reports: Receiver<Report>,
    ends: Vec<Box<dyn FnOnce()>>,
}

/// One of them.
pub(super) struct Caller {
    number: usize,
    progress: Arc<Progress>,
    reports: Sender<Report>,
}

#[derive(Default)]
struct Progress {
    rotation: AtomicU64,
    is_over: AtomicBool,
}

struct Report {
    caller: usize,
    /// The rotation that was complete when the request was begun.
    begun: u64,
    /// None from a caller that is at its end.
    answer: Option<Result<(u16, u32), Error>>,
}

impl Report {
    /// Accepted, after one retry at the most.
    fn check(&self) {
        if !matches!(self.answer, Some(Ok((200, 1 | 2)))) {
            panic!("begun at rotation {}: {:?}", self.begun, self.answer);
        }
    }
}

impl Callers {
    pub(super) fn employed_by(client: &impl Transport) -> Self {
        let progress = Arc::new(Progress::default());
        let (sender, reports) = mpsc::channel();
        let callers = (0..CALLERS).map(|number| Caller {
            number,
            progress: Arc::clone(&progress),
            reports: sender.clone(),
        });
        let ends = callers.map(|caller| client.employ(caller)).collect();
        Self {
            progress,
            reports,
            ends,
        }
    }

    /// Says that this rotation is complete, and waits until each caller has sent a request that it began after that. So nobody
    /// lives through two rotations within one request, and one retry is enough for everybody.
    pub(super) fn see(&self, rotation: u64) {
        self.progress.rotation.store(rotation, Ordering::SeqCst);
        let mut seen = [false; CALLERS];
        while seen.contains(&false) {
            let report = self.reports.recv().unwrap();
            report.check();
            seen[report.caller] |= report.begun >= rotation;
        }
    }

    /// Waits for all of them to finish the request that they are at.
    pub(super) fn dismiss(mut self) {
        self.progress.is_over.store(true, Ordering::SeqCst);
        let ends = std::mem::take(&mut self.ends);
        ends.into_iter().for_each(|end| end());
        let last = self.reports.try_iter();
        last.filter(|report| report.answer.is_some())
            .for_each(|report| report.check());
    }
}

impl Drop for Callers {
    fn drop(&mut self) {
        self.progress.is_over.store(true, Ordering::SeqCst);
    }
}

impl Caller {
    pub(super) fn begin(&self) -> Option<u64> {
        let is_over = self.progress.is_over.load(Ordering::SeqCst);
        (!is_over).then(|| self.progress.rotation.load(Ordering::SeqCst))
    }

    pub(super) fn end(&self, begun: u64, answer: Result<(u16, u32), Error>) {
        self.report(begun, Some(answer));
    }

    fn report(&self, begun: u64, answer: Option<Result<(u16, u32), Error>>) {
        let caller = self.number;
        // Nobody listens any more once a test has failed.
        let _ = self.reports.send(Report {
            caller,
            begun,
            answer,
        });
    }
}

impl Drop for Caller {
    /// Told even if a panic is the reason: otherwise the test would wait for it.
    fn drop(&mut self) {
        self.report(0, None);
    }
}

pub(super) const CALLERS: usize = 8;
