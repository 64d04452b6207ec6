//! Fault: how an exchange over the network can break, told apart as far as an operator's next step differs.

use core::fmt;

/// What broke, when no usable response came.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The request's body could not be had, or the response's not be read to its end.
    Body,
    /// The connection was closed before an answer came.
    Closed,
    /// No connection could be made.
    Connect,
    /// The host's name could not be resolved.
    Dns,
    /// Something else, told by the error's source.
    Other,
    /// What came back was not valid HTTP.
    Protocol,
    /// The proxy could not be reached or refused to connect.
    Proxy,
    /// The time allowed was over.
    Timeout,
    /// TLS could not be agreed on, or the certificate was not accepted.
    Tls,
}

impl Fault {
    /// The stable code of this fault.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Body => "transport.body",
            Self::Closed => "transport.closed",
            Self::Connect => "transport.connect",
            Self::Dns => "transport.dns",
            Self::Other => "transport.other",
            Self::Protocol => "transport.protocol",
            Self::Proxy => "transport.proxy",
            Self::Timeout => "transport.timeout",
            Self::Tls => "transport.tls",
        }
    }

    pub(super) fn is_passing(self) -> bool {
        matches!(
            self,
            Self::Body | Self::Closed | Self::Connect | Self::Dns | Self::Timeout
        )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Body => "the body of the request or of the response broke off; try again if sending it twice is harmless",
            Self::Closed => "the connection was closed before an answer came; try again if sending it twice is harmless",
            Self::Connect => {
                "no connection could be made; check the network, the firewall and the port"
            }
            Self::Dns => "the host name could not be resolved; check the name and the resolver",
            Self::Other => "the request could not be carried out; look at the cause",
            Self::Protocol => "the answer was not valid HTTP; check the port, and what is between here and the service",
            Self::Proxy => {
                "the proxy could not be reached or refused to connect; check the proxy settings"
            }
            Self::Timeout => "the time allowed for the request was over; allow more, or check the network",
            Self::Tls => {
                "TLS failed; check the certificate, the trusted roots and the system's clock"
            }
        })
    }
}
