#![doc = include_str!("../README.md")]
#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

mod assertions;
mod decimal;
mod emitted;
mod evidence;
mod form;
mod hex;
mod hexdump;
mod listener;
mod logger;
mod percent;
mod record;
mod texts;
mod traces;

pub use assertions::{assert_no_secret, assert_no_secret_in, find_secret};
pub use emitted::{Emitted, emitted};
pub use evidence::{Debugged, Displayed, Evidence, Failed};
pub use form::Form;
pub use texts::Texts;
