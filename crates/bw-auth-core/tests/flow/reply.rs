//! What the other side answers to one sending.

use bw_auth_core::Fault;

#[derive(Clone, Debug)]
pub(crate) enum Reply {
    Response(Response),
    Broken(Fault),
}

#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) fields: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
    pub(crate) complete: bool,
}

impl Reply {
    pub(crate) fn status(status: u16) -> Self {
        Self::Response(Response {
            status,
            fields: Vec::new(),
            body: Vec::new(),
            complete: true,
        })
    }

    pub(crate) fn redirect(status: u16, location: &str) -> Self {
        Self::status(status).field("Location", location)
    }

    pub(crate) fn field(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        if let Self::Response(response) = &mut self {
            let value = value.as_ref().to_vec();
            response.fields.push((name.to_owned(), value));
        }
        self
    }

    pub(crate) fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        if let Self::Response(response) = &mut self {
            response.body = body.as_ref().to_vec();
        }
        self
    }

    pub(crate) fn cut_off(mut self) -> Self {
        if let Self::Response(response) = &mut self {
            response.complete = false;
        }
        self
    }
}
