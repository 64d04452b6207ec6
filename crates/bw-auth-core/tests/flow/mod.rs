//! The decisions about a whole request, driven by a bench that plays network, provider and clock.

// A test that unwraps in vain has failed, and says where.
#![allow(clippy::unwrap_used)]

mod attach;
mod attempts;
mod bench;
mod breakers;
#[cfg(feature = "client")]
mod draft;
mod error_bodies;
#[cfg(feature = "client")]
mod framing;
#[cfg(feature = "client")]
mod header_maps;
mod memory;
mod memory_model;
mod misuse;
mod naive_memory;
mod origin_check;
mod redaction;
mod redirects;
mod refusals;
mod rejected;
mod reply;
mod retries;
mod secrecy;
#[cfg(feature = "client")]
mod session;
mod strangers;
mod suspicion;
mod waits;
