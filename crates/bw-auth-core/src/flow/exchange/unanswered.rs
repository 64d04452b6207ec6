//! What an exchange makes of no response: the network broke, or the request was given up.

use core::mem;

use super::Exchange;
use super::state::{Purpose, Sent, State};
use crate::flow::authenticator::Authenticator;
use crate::flow::clock::Now;
use crate::flow::error::BoxError;
use crate::flow::fault::Fault;
use crate::flow::transport_error::{TransportError, without_secrets};

impl Exchange {
    /// Reports that no response came, why, and what the HTTP library says about it.
    ///
    /// The library's error is chained only if neither it nor its causes print the secret that was sent. To find out, it is
    /// printed: one that asks for the lock around `auth` while it is printed waits for ever.
    pub fn failed(&mut self, auth: &mut Authenticator, fault: Fault, source: Option<BoxError>) {
        let source = self.vet(source);
        self.broken(auth, fault, source);
    }

    /// What of the library's error can be shown. It runs code of the error's author, so it needs no authenticator.
    pub(crate) fn vet(&self, source: Option<BoxError>) -> Option<BoxError> {
        // With nothing on its way there is nothing to look for in the library's error, so it is not shown.
        let source = source.filter(|_| matches!(self.state, State::Sent));
        match &self.sent {
            Some(sent) => without_secrets(source, &sent.held.secrets()),
            // At a stranger's, the query may be a signature that opens a door.
            None => {
                let query = self.url.query().unwrap_or_default();
                without_secrets(source, &[query.as_bytes()])
            }
        }
    }

    /// Reports that no response came; `source` is vetted.
    pub(crate) fn broken(
        &mut self,
        auth: &mut Authenticator,
        fault: Fault,
        source: Option<BoxError>,
    ) {
        if let State::Reading(_) = self.state {
            // The refusal stands, whatever became of its body.
            return self.read(&[], false);
        }
        if let Some(Sent {
            held, admission, ..
        }) = self.sent.take()
        {
            self.undecided(auth, &held, admission);
        }
        self.state = State::Failed(TransportError::new(fault, source).into());
    }

    /// Reports that the request is given up: not sent after all, or its caller gone.
    ///
    /// Where it was to find out whether refused credentials work again, the next request does so instead. A refusal that it
    /// had met counts. A driver that cannot report this owes nothing: the probe's place is given away when its time is over.
    pub fn abandoned(&mut self, auth: &mut Authenticator, now: Now) {
        if let Some(Sent {
            held, admission, ..
        }) = self.sent.take()
        {
            self.undecided(auth, &held, admission);
        }
        if let State::Settling(_, Purpose::Renew(refused)) =
            mem::replace(&mut self.state, State::Over)
        {
            self.not_cured(auth, now, *refused);
        }
        self.state = State::Over;
    }
}
