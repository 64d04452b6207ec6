#![doc = include_str!("../README.md")]
#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

mod body;
mod label;
mod layer;
mod response_future;

pub use body::CallbackBody;
pub use bw_auth_core::{
    self, BasicCredentials, CallbackProduct, CallbackVerifier, CallbackWarning, CredentialsError,
    Verdict,
};
pub use label::CallbackLabel;
pub use layer::{CallbackLayer, CallbackService};
pub use response_future::ResponseFuture;
