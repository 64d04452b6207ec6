#![doc = include_str!("../README.md")]
#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

extern crate alloc;

mod answer;
mod body;
mod builder;
mod certificate;
mod clock;
mod credential;
mod defaults;
mod dialect;
mod error;
mod fault;
mod faulty;
mod limit;
mod log;
mod place;
mod proxy;
mod request_head;
mod resources;
mod sandbox;
mod script;
mod server;
mod state;
mod users;
mod wire;
mod xml;

pub use builder::SandboxBuilder;
pub use certificate::Certificate;
pub use clock::SandboxClock;
pub use credential::Credential;
pub use error::SandboxError;
pub use fault::{Echo, Fault};
pub use limit::RateLimit;
pub use log::{LoggedRequest, Peer, ProxyRequest};
pub use sandbox::Sandbox;
pub use users::ApiUser;
