//! Reads the head of a request to the proxy: enough to decide about it, within limits.

use alloc::string::String;
use alloc::vec::Vec;

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// The head of a request, and whatever arrived behind it.
pub(crate) struct RequestHead {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) header_names: Vec<String>,
    pub(crate) rest: Vec<u8>,
}

/// Why there is none.
pub(crate) enum NoHead {
    /// The connection ended first.
    Gone,
    /// It is not HTTP, or larger than any client's.
    Invalid,
}

impl RequestHead {
    /// Reads up to the end of the head.
    ///
    /// # Errors
    ///
    /// The connection ended first, or what came is no head within the limits.
    pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Result<Self, NoHead> {
        let mut bytes = Vec::with_capacity(1024);
        while bytes.len() < MAX_BYTES {
            if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
                return Err(NoHead::Gone);
            }
            if let Some(head) = Self::parse(&bytes)? {
                return Ok(head);
            }
        }
        Err(NoHead::Invalid)
    }

    fn parse(bytes: &[u8]) -> Result<Option<Self>, NoHead> {
        let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
        let mut request = httparse::Request::new(&mut fields);
        let httparse::Status::Complete(length) =
            request.parse(bytes).map_err(|_| NoHead::Invalid)?
        else {
            return Ok(None);
        };
        let (Some(method), Some(target)) = (request.method, request.path) else {
            return Err(NoHead::Invalid);
        };
        Ok(Some(Self {
            method: method.into(),
            target: target.into(),
            header_names: request
                .headers
                .iter()
                .map(|field| field.name.to_ascii_lowercase())
                .collect(),
            rest: bytes.get(length..).unwrap_or_default().to_vec(),
        }))
    }
}

const MAX_BYTES: usize = 16 * 1024;
const MAX_FIELDS: usize = 64;
