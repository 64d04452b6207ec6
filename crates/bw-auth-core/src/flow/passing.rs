//! Requests in passing: put together and sent by somebody else, with our header added on the way.

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, Method, Uri};

use super::error::Error;
use super::fault::Fault;
use super::outline::{Can, Outline};
use super::step::{Dispatch, Step};
use super::transport_error::TransportError;
use crate::{Target, Url, Withheld};

impl Outline {
    /// A request that middleware sees pass: it can neither be sent again nor held back, and its response is the
    /// caller's, whatever the status.
    ///
    /// # Errors
    ///
    /// [`Withheld`] if the URL is not one that all clients read alike.
    pub fn in_passing(method: &Method, uri: &Uri, fields: &HeaderMap) -> Result<Self, Withheld> {
        let url = Url::parse(&alloc::string::ToString::to_string(uri))?;
        Ok(Self::new(method.as_str(), Target::from(url))
            .with_own_authorization(fields.contains_key(AUTHORIZATION))
            .with_powers(Can::NONE)
            .with_raw_status(true))
    }
}

impl Step {
    /// The sending that this step asks for. For drivers that only ever send once.
    ///
    /// # Errors
    ///
    /// The error, if the step is one; a transport error for a step that such a driver cannot carry out.
    pub fn into_dispatch(self) -> Result<Dispatch, Error> {
        match self {
            Self::Send(dispatch) => Ok(dispatch),
            Self::Fail(error) => Err(error),
            _ => Err(TransportError::new(Fault::Other, None).into()),
        }
    }

    /// The header value that this step's sending carries.
    ///
    /// # Errors
    ///
    /// As [`into_dispatch`](Self::into_dispatch); also when the request goes without credentials.
    pub fn into_header_value(self) -> Result<HeaderValue, Error> {
        let dispatch = self.into_dispatch()?;
        let authorization = dispatch
            .authorization()
            .ok_or_else(|| TransportError::new(Fault::Other, None))?;
        Ok(authorization.header_value())
    }
}
