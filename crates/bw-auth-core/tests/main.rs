//! What the types of bw-auth-core promise, run with each set of features.

mod authorization;
mod basic_credentials;
mod bearer_token;
#[cfg(feature = "callbacks")]
mod callback;
mod client_credentials;
mod credentials;
mod endpoint;
mod environment;
#[cfg(feature = "flow")]
mod flow;
mod ids;
mod origin;
mod parse;
#[cfg(feature = "flow")]
mod token_key;
mod url;
mod withheld;
