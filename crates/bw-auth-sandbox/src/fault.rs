//! What can go wrong with an answer, by script.

use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use bytes::Bytes;

/// What is to happen to a request instead of, or to, its proper answer.
///
/// A fault meets one request, the next that matches, unless [`times`](Self::times) or [`always`](Self::always)
/// says otherwise. It does not ask who the request is from.
///
/// ```
/// use bw_auth_sandbox::Fault;
/// use core::time::Duration;
///
/// let overloaded = Fault::status(503).header("retry-after", "5").body("busy").times(2);
/// let slow = Fault::delay(Duration::from_secs(60));
/// # let _ = (overloaded, slow);
/// ```
#[derive(Clone, Debug)]
#[must_use = "a fault does nothing until a sandbox's `script` has it"]
pub struct Fault {
    pub(crate) kind: FaultKind,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) delay: Duration,
    pub(crate) times: Option<u64>,
}

/// How an answer writes the `Authorization` field that it repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Echo {
    /// In a JSON string, with all but letters, digits and spaces escaped: JSON allows it, and a search for the text misses it.
    Json,
    /// In text, as it came.
    Plain,
    /// In an XML element, with the same characters as character references.
    Xml,
}

#[derive(Clone, Debug)]
pub(crate) enum FaultKind {
    Delay,
    Status { status: u16, body: Bytes },
    Hang,
    CloseAfter(usize),
    Garbage(Bytes),
    Redirect(u16),
    Echo { status: u16, echo: Echo },
    Drip(Duration),
    HugeBody { bytes: u64, status: u16 },
    HugeHeader(usize),
}

impl Fault {
    fn new(kind: FaultKind) -> Self {
        Self {
            kind,
            headers: Vec::new(),
            delay: Duration::ZERO,
            times: Some(1),
        }
    }

    /// An answer with this status and an empty body. A number that is no status (100 to 999) is answered 500, with
    /// a body that says so.
    pub fn status(status: u16) -> Self {
        let body = Bytes::new();
        Self::new(FaultKind::Status { status, body })
    }

    /// The proper answer, after this much time of the sandbox's clock.
    pub fn delay(delay: Duration) -> Self {
        Self::new(FaultKind::Delay).after(delay)
    }

    /// No answer, while connection and sandbox last.
    pub fn hang() -> Self {
        Self::new(FaultKind::Hang)
    }

    /// The connection ends before the first byte of an answer, without a TLS close.
    pub fn close() -> Self {
        Self::new(FaultKind::CloseAfter(0))
    }

    /// The connection ends after this many bytes of the proper answer, counted from the start of its status line,
    /// without a TLS close. If the answer is shorter, it ends after it.
    pub fn close_after_bytes(bytes: usize) -> Self {
        Self::new(FaultKind::CloseAfter(bytes))
    }

    /// These bytes in place of an answer, then the end of the connection.
    pub fn garbage(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(FaultKind::Garbage(Bytes::from(bytes.into())))
    }

    /// An answer with this status, a `Location` field and an empty body.
    pub fn redirect(status: u16, location: impl Into<String>) -> Self {
        Self::new(FaultKind::Redirect(status)).header("location", location)
    }

    /// An error body that repeats the `Authorization` field of the request, as some servers' do, and a field
    /// `X-Received-Authorization` that repeats it as it came.
    pub fn echo_authorization(status: u16, echo: Echo) -> Self {
        Self::new(FaultKind::Echo { status, echo })
    }

    /// The proper answer a byte at a time, each after `interval` of real time.
    pub fn drip(interval: Duration) -> Self {
        Self::new(FaultKind::Drip(interval))
    }

    /// An answer whose body is this long. It is made as it is sent and takes no memory.
    pub fn huge_body(bytes: u64, status: u16) -> Self {
        Self::new(FaultKind::HugeBody { bytes, status })
    }

    /// The proper answer with a header field of this many bytes, `X-Filler`.
    pub fn huge_header(bytes: usize) -> Self {
        Self::new(FaultKind::HugeHeader(bytes))
    }

    /// Adds a header field to the answer, beside those of the same name. One that HTTP cannot carry makes the
    /// answer a 500 whose body says so.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Gives the answer of [`status`](Self::status) a body; a body of any other fault stays what it is.
    pub fn body(mut self, text: impl Into<Vec<u8>>) -> Self {
        if let FaultKind::Status { body, .. } = &mut self.kind {
            *body = Bytes::from(text.into());
        }
        self
    }

    /// Holds the fault back for this much time of the sandbox's clock.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// For this many requests.
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// For every request, until the script is cleared.
    pub fn always(mut self) -> Self {
        self.times = None;
        self
    }

    pub(crate) fn name(&self) -> &'static str {
        match self.kind {
            FaultKind::Delay => "delay",
            FaultKind::Status { .. } => "status",
            FaultKind::Hang => "hang",
            FaultKind::CloseAfter(0) => "close",
            FaultKind::CloseAfter(_) => "close_after_bytes",
            FaultKind::Garbage(_) => "garbage",
            FaultKind::Redirect(_) => "redirect",
            FaultKind::Echo { .. } => "echo_authorization",
            FaultKind::Drip(_) => "drip",
            FaultKind::HugeBody { .. } => "huge_body",
            FaultKind::HugeHeader(_) => "huge_header",
        }
    }
}
