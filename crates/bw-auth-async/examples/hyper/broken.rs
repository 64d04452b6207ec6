//! `Broken`: what kind of fault kept a response from coming, told apart as far as an operator's next step differs.

use core::error::Error as StdError;
use core::iter::successors;
use std::io;

use bw_auth_core::{BoxError, Fault};
use tokio_rustls::rustls;

/// What `Exchange::failed` wants to know. Core looks at the cause before it shows it, lest it print the secret.
#[derive(Debug)]
pub struct Broken {
    pub fault: Fault,
    pub cause: Option<BoxError>,
}

impl Broken {
    /// For a step that can break in one way only.
    pub fn by<E: Into<BoxError>>(fault: Fault) -> impl FnOnce(E) -> Self {
        move |cause| Self {
            fault,
            cause: Some(cause.into()),
        }
    }

    /// A TLS handshake fails by itself, or because the connection under it ends.
    pub fn handshake(error: io::Error) -> Self {
        let fault = if is_tls(&error) {
            Fault::Tls
        } else {
            Fault::Closed
        };
        Self::by(fault)(error)
    }
}

impl From<hyper::Error> for Broken {
    fn from(error: hyper::Error) -> Self {
        let mut causes = successors(error.source(), |&cause| cause.source());
        let fault = if error.is_parse() {
            Fault::Protocol
        } else if causes.any(is_tls) {
            Fault::Tls
        } else if error.is_user() {
            Fault::Other
        } else {
            // All that is left has to do with a connection that ended: by itself, or in the middle of a message.
            Fault::Closed
        };
        Self::by(fault)(error)
    }
}

/// rustls puts its errors inside I/O errors, whose `source` passes over them.
fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
        .is_some_and(|inner| inner.is::<rustls::Error>())
}
