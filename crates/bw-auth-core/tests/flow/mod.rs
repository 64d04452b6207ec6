//! The decisions about a whole request, driven by a bench that plays network, provider and clock.

mod attach;
mod bench;
#[cfg(feature = "client")]
mod client;
mod error_bodies;
mod memory;
mod memory_model;
mod misuse;
mod origin_check;
mod redaction;
mod redirects;
mod refusals;
mod rejected;
mod reply;
mod retries;
mod secrecy;
mod waits;
