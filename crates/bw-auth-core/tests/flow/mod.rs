//! The decisions about a whole request, driven by a bench that plays network, provider and clock.

// A test that unwraps in vain has failed, and says where.
#![allow(clippy::unwrap_used)]

mod attach;
mod attempts;
mod bench;
mod breakers;
#[cfg(feature = "client")]
mod check;
mod claims;
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
mod naive_accounts;
mod naive_memory;
mod naive_tokens;
mod origin_check;
mod preparation;
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
#[cfg(feature = "client")]
mod tenants;
mod token_acts;
mod token_answers;
mod token_bench;
mod token_callers;
mod token_clocks;
mod token_errands;
mod token_explained;
mod token_failures;
mod token_life;
mod token_memory;
mod token_model;
mod token_patience;
mod token_reception;
mod token_refused;
mod token_rejected;
mod token_rotation;
mod token_secrecy;
mod token_statuses;
mod token_store;
mod token_verdicts;
mod token_world;
mod waits;
