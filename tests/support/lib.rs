//! What the scenarios share: one way to drive either transport, and things to drive it against.

mod driver;
mod over_async;
mod over_blocking;
mod over_hyper;
mod provider;
mod raw_server;
#[cfg(doctest)]
mod readme;
mod secrecy;
mod test_clock;
mod token_store;
mod whole;

pub use driver::{Call, Driver, Events, Payload, Reply, Setup};
pub use over_async::OverAsync;
pub use over_blocking::OverBlocking;
pub use over_hyper::OverHyper;
pub use provider::{Inline, Rotating};
pub use raw_server::RawServer;
pub use secrecy::{assert_no_secret, emitted, parts_of_token};
pub use test_clock::TestClock;
pub use token_store::{InlineStore, Shelf};
pub use whole::{TokenSetup, Whole};

/// The TLS implementation that the tests bring along.
#[must_use]
pub fn ring_provider() -> rustls::crypto::CryptoProvider {
    rustls::crypto::ring::default_provider()
}
