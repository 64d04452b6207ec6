//! Requests for one account, in one line each.

use bw_auth_core::{Error, Exchange, Outline, RejectedEarlier, Step};

use super::bench::{Bench, End, account_outline, code};
use super::reply::Reply;

/// At another origin than [`account_outline`] has.
pub(crate) const VOICE: &str = "https://voice.example:8443/v2/accounts/1/calls";

impl Bench {
    pub(crate) fn ask(&mut self, account: &str, status: u16) -> &'static str {
        self.ask_with(account_outline(account), status)
    }

    pub(crate) fn ask_with(&mut self, outline: Outline, status: u16) -> &'static str {
        code(&self.run(outline, [Reply::status(status)]))
    }

    pub(crate) fn refuse(&mut self, account: &str, times: usize) {
        for _ in 0..times {
            assert_eq!(self.ask(account, 401), "auth.rejected");
        }
    }

    /// The request is not sent; this is why.
    pub(crate) fn stopped(&mut self, account: &str) -> Box<RejectedEarlier> {
        self.stopped_with(account_outline(account))
    }

    pub(crate) fn stopped_with(&mut self, outline: Outline) -> Box<RejectedEarlier> {
        match self.run(outline, []) {
            Err(Error::RejectedEarlier(earlier)) => earlier,
            other => panic!("not stopped: {other:?}"),
        }
    }

    /// A request on its way.
    pub(crate) fn start(&mut self, account: &str) -> Exchange {
        let mut exchange = Exchange::new(account_outline(account));
        match self.next(&mut exchange) {
            Step::Send(_) => exchange,
            step => panic!("not sent: {step:?}"),
        }
    }

    pub(crate) fn finish(&mut self, mut exchange: Exchange, reply: Reply) -> &'static str {
        self.answer(&mut exchange, reply);
        loop {
            match self.next(&mut exchange) {
                Step::Read { .. } => exchange.read(&[], true),
                Step::Deliver => return "delivered",
                Step::Fail(error) => return error.code(),
                step => panic!("{step:?}"),
            }
        }
    }

    /// As `run`, where it may be that nothing is sent.
    pub(crate) fn run_answered(&mut self, outline: Outline, status: u16) -> End {
        let mut exchange = Exchange::new(outline);
        self.drive(&mut exchange, &mut [Reply::status(status)].into())
    }
}
