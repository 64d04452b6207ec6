//! What the two transports share above the decisions: the draft of a request, the lock around the state, the log.
//!
//! It is for `bw-auth-async` and `bw-auth-blocking` alone and outside semver: what is not at the root of this crate may
//! change with any release. A driver of one's own stands on [`Exchange`](crate::Exchange).

mod build_error;
mod check;
mod draft;
mod framing;
mod in_memory;
mod request_error;
mod root_certificates;
mod session;
mod settings;
mod system_clock;
mod tenants;
mod trace;
mod watched;

pub use build_error::BuildError;
pub use check::{CHECK_BODY_LIMIT, Check, CheckReport, CheckVerdict, Probe};
pub use draft::{Draft, Prepared};
pub use in_memory::{Handler, InMemoryAnswer};
pub use request_error::RequestError;
pub use root_certificates::root_certificates;
pub use session::{Machine, Observer, Session};
pub use settings::Settings;
pub use system_clock::SystemClock;
pub use tenants::Tenants;
pub use trace::RequestSpan;
pub use watched::Watched;
