//! Header fields from the command line.

use bw_auth_blocking::ureq::http::{HeaderName, HeaderValue};

use crate::exit::Exit;
use crate::failure::Failure;

pub(super) type Field = (HeaderName, HeaderValue);

/// A field as HTTP writes it. Which fields are the caller's to set, the client decides.
///
/// It is not parsed by clap, whose message would show a value that may be secret.
pub(super) fn field(text: &str) -> Result<Field, Failure> {
    let parts = text.split_once(':');
    let (name, text) =
        parts.ok_or_else(|| usage("this header field has no colon; give it as 'Name: value'"))?;
    let name = name
        .parse()
        .map_err(|_| usage("the name of this header field is none; it has no other characters than a-z, 0-9 and -, or a few signs, and no space before its colon"))?;
    Ok((name, value(text)?))
}

pub(super) fn value(text: &str) -> Result<HeaderValue, Failure> {
    text.trim_matches([' ', '\t']).parse().map_err(|_| {
        usage("the value of this header field is none; give one line of visible characters")
    })
}

fn usage(text: &str) -> Failure {
    Failure {
        exit: Exit::Usage,
        code: "cli.usage",
        text: text.into(),
    }
}
