//! The one test binary of the workspace.

// A test that unwraps in vain has failed, and says where.
#![allow(clippy::unwrap_used)]

mod cancellation;
mod conformance;
mod documentation;
mod errands;
mod hooks;
mod in_memory;
mod own_errors;
mod probes;
mod properties;
mod request_builder;
mod secrecy;
mod setup;
#[cfg(unix)]
mod sources;
mod streams;
mod tokens;
mod vectors;
