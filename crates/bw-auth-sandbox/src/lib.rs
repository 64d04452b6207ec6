#![doc = include_str!("../README.md")]
#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

extern crate alloc;

mod answer;
mod body;
mod builder;
mod certificate;
mod clients;
mod clock;
mod credential;
mod defaults;
mod dialect;
mod environment;
mod error;
mod fault;
mod faulty;
mod grant;
mod limit;
mod log;
mod outbound;
mod place;
mod presented;
mod proxy;
mod random;
mod realm;
mod request_head;
mod resources;
mod sandbox;
mod script;
mod server;
mod state;
mod token_endpoint;
mod token_text;
mod tokens;
mod users;
mod wire;
mod xml;

pub use builder::SandboxBuilder;
pub use certificate::Certificate;
pub use clients::OAuthClient;
pub use clock::SandboxClock;
pub use credential::Credential;
pub use error::SandboxError;
pub use fault::{Echo, Fault};
pub use limit::RateLimit;
pub use log::{LoggedRequest, Peer, ProxyRequest};
pub use outbound::{
    Callback, CallbackKind, CallbackUrlError, Delivery, DeliveryEnd, DeliveryStep, Loss,
    StepAnswer, basic_realm,
};
pub use sandbox::Sandbox;
pub use users::ApiUser;
