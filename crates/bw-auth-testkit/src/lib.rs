#![doc = include_str!("../README.md")]
#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

mod assertions;
mod decimal;
mod emitted;
mod evidence;
mod form;
mod hex;
mod hexdump;
mod lines;
mod listener;
mod logger;
mod percent;
mod record;
#[cfg(any(feature = "async", feature = "blocking"))]
mod seen;
#[cfg(any(feature = "async", feature = "blocking"))]
mod stand_in;
mod texts;
mod traces;
mod written;

pub use assertions::{assert_no_secret, assert_no_secret_in, find_secret};
#[cfg(any(feature = "async", feature = "blocking"))]
pub use bw_auth_core::{Fault, InMemoryAnswer};
pub use emitted::{Emitted, emitted};
pub use evidence::{Debugged, Displayed, Evidence, Failed};
pub use form::Form;
#[cfg(any(feature = "async", feature = "blocking"))]
pub use http;
#[cfg(any(feature = "async", feature = "blocking"))]
pub use seen::Seen;
#[cfg(any(feature = "async", feature = "blocking"))]
pub use stand_in::StandIn;
pub use texts::Texts;
