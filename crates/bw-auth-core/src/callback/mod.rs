//! Callbacks: Bandwidth as the client, which authenticates to its customer's server.

#[cfg(feature = "http")]
mod http_glue;
mod pair_hash;
mod product;
mod verdict;
mod verifier;

pub use product::{CallbackProduct, CallbackWarning};
pub use verdict::Verdict;
pub use verifier::CallbackVerifier;
