//! Answer: what is kept of a response that became an error.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use super::error_body;
use super::head::Head;
use super::redact::redact;

/// The response behind an error: status, the service's own code and description, header fields and the start of the body.
///
/// Whatever repeats the credentials that were sent is replaced by `[redacted]`.
#[derive(Clone)]
pub struct Answer {
    status: u16,
    code: Option<String>,
    description: Option<String>,
    fields: Vec<(String, String)>,
    body: Zeroizing<Vec<u8>>,
    complete: bool,
}

impl Answer {
    /// The status code.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The service's own error code or type, such as `1001` or `forbidden`. The same code can mean different things at
    /// different services.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The service's description, on one line, at most 512 characters.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The response's header fields, names in lower case; request ids for a support case are among them.
    /// At most 64 fields of at most 1 KiB; cookies are left out.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The start of the body, at most 16 KiB of it.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Whether [`body`](Self::body) is all of it.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }
}

/// The head of a refusal as it came. It is looked through once its body is there too, which is outside of the lock that a
/// driver holds while it reports a head: the search takes the longer the more a server sends.
pub(super) struct KeptHead {
    status: u16,
    fields: Vec<(String, Zeroizing<Vec<u8>>)>,
}

impl KeptHead {
    pub(super) fn of(head: &Head<'_>) -> Self {
        let mut fields = Vec::new();
        head.fields.each(&mut |name, value| {
            // A session cookie is a credential, and no help in a support case.
            if fields.len() < FIELD_LIMIT && !name.eq_ignore_ascii_case("set-cookie") {
                let value = value.get(..FIELD_VALUE_LIMIT).unwrap_or(value);
                fields.push((name.to_ascii_lowercase(), Zeroizing::new(value.to_vec())));
            }
        });
        Self {
            status: head.status,
            fields,
        }
    }

    /// What is kept of the whole response, without what repeats the secrets.
    pub(super) fn into_answer(self, body: &[u8], complete: bool, secrets: &[&[u8]]) -> Answer {
        let clean = |text: &[u8]| String::from_utf8_lossy(&redact(text, secrets)).into_owned();
        let kept = body.get(..BODY_LIMIT).unwrap_or(body);
        let body_is_whole = complete && kept.len() == body.len();
        let body = redact(kept, secrets);
        // Undoing the escapes may bring to light what was escaped once more than is looked for.
        let said = error_body::read(&body, &|text| clean(text.as_bytes()));
        let fields = self.fields.iter();
        Answer {
            status: self.status,
            code: said.code,
            description: said.description,
            fields: fields
                .map(|(name, value)| (clean(name.as_bytes()), clean(value)))
                .collect(),
            body,
            complete: body_is_whole,
        }
    }
}

impl fmt::Debug for KeptHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptHead")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("code", &self.code)
            .field("description", &self.description)
            .field("fields", &self.fields)
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// What a sentence about the answer adds: code and description, where there are any.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.status)?;
        if let Some(code) = &self.code {
            write!(f, ", code {code}")?;
        }
        if let Some(description) = &self.description {
            write!(f, ", \"{description}\"")?;
        }
        Ok(())
    }
}

/// How much of an error body is read.
pub(super) const BODY_LIMIT: usize = 16 * 1024;
const FIELD_LIMIT: usize = 64;
const FIELD_VALUE_LIMIT: usize = 1024;
