//! What the fuzz targets share.

#![forbid(unsafe_code)]

mod echo;
mod every_text;
mod hostile_error;
mod marker;
mod readings;
mod request;
mod run;
mod script;
mod short;

pub use every_text::error_texts;
pub use marker::{assert_unreadable, assert_unreadable_escaped, basic, password};
pub use readings::assert_read_alike;
pub use run::Run;
pub use script::Script;
