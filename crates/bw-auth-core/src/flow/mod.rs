//! The decisions about a whole request.

mod answer;
mod authenticator;
mod cause;
mod claims;
mod clock;
mod error;
mod error_body;
mod event;
mod exchange;
mod fault;
mod fingerprint;
mod head;
#[cfg(feature = "http")]
mod header_map;
mod held;
mod obtain;
mod outcome;
mod outline;
#[cfg(feature = "http")]
mod passing;
mod pause;
mod policy;
mod preparation;
mod provider;
mod reception;
mod redact;
mod redirect;
mod refusal;
mod rejections;
mod stats;
mod step;
mod stored_token;
mod token;
mod token_answer;
mod token_errand;
mod token_error;
mod token_request;
mod tokens;
mod transport_error;
mod unescape;
mod wait;

pub use answer::Answer;
pub use authenticator::Authenticator;
pub use cause::Cause;
pub use claims::Claims;
pub use clock::{Clock, Now};
pub use error::{BoxError, Error};
pub use event::Event;
pub use exchange::Exchange;
pub use fault::Fault;
pub use fingerprint::Fingerprint;
pub use head::{Field, Fields, Head};
pub use outcome::Outcome;
#[cfg(feature = "client")]
pub(crate) use outline::LONGEST_TIME_LIMIT;
pub use outline::{Can, Outline, Replay};
pub use policy::{Policy, Retry};
pub use preparation::Preparation;
pub use provider::{CredentialsProvider, Generation, Loaded, ProviderError};
pub use refusal::{Forbidden, RateLimited, RejectedEarlier, Rejection};
pub use stats::Stats;
pub use step::{Dispatch, Errand, Step, Work};
pub use stored_token::{StoredToken, TokenKey, TokenStore};
pub use token_error::{TokenError, TokenFailure, Unusable};
pub use token_request::{TokenAnswer, TokenRequest};
pub use transport_error::TransportError;
