//! Bandwidth's APIs, by name.

use core::{fmt, str::FromStr};

/// One of Bandwidth's APIs, each with a base URL of its own in an [`Environment`](crate::Environment).
///
/// ```
/// use bw_auth_core::Service;
///
/// assert_eq!(Service::TollFreeVerification.name(), "toll_free_verification");
/// assert_eq!("voice".parse(), Ok(Service::Voice));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Service {
    /// Endpoints of Bandwidth's real-time communication (BRTC).
    BrtcEndpoints,
    /// Call verification.
    CallVerification,
    /// Emergency calling, version 2.
    Emergency,
    /// Identity management.
    Identity,
    /// Insights. The account goes into the query: `?accountId={accountId}`.
    Insights,
    /// Phone number lookup, version 2.
    Lookup,
    /// Phone number lookup, version 1.
    LookupV1,
    /// Messaging. The account goes into the path as `/users/{accountId}`.
    Messaging,
    /// Multi-factor authentication.
    Mfa,
    /// Numbers and account management, in XML: the home of the five endpoints that [`Endpoint`](crate::Endpoint) names.
    Numbers,
    /// Sign-up for Bandwidth Build (express registration).
    SignUp,
    /// Verification of toll-free numbers.
    TollFreeVerification,
    /// The universal platform, to which the older APIs move.
    Unified,
    /// Programmable voice.
    Voice,
    /// The older WebRTC API.
    WebRtc,
}

impl Service {
    /// Every service.
    pub const ALL: &[Self] = &[
        Self::BrtcEndpoints,
        Self::CallVerification,
        Self::Emergency,
        Self::Identity,
        Self::Insights,
        Self::Lookup,
        Self::LookupV1,
        Self::Messaging,
        Self::Mfa,
        Self::Numbers,
        Self::SignUp,
        Self::TollFreeVerification,
        Self::Unified,
        Self::Voice,
        Self::WebRtc,
    ];

    /// Its name on command lines and in traces.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BrtcEndpoints => "brtc_endpoints",
            Self::CallVerification => "call_verification",
            Self::Emergency => "emergency",
            Self::Identity => "identity",
            Self::Insights => "insights",
            Self::Lookup => "lookup",
            Self::LookupV1 => "lookup_v1",
            Self::Messaging => "messaging",
            Self::Mfa => "mfa",
            Self::Numbers => "numbers",
            Self::SignUp => "sign_up",
            Self::TollFreeVerification => "toll_free_verification",
            Self::Unified => "unified",
            Self::Voice => "voice",
            Self::WebRtc => "web_rtc",
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Service {
    type Err = UnknownService;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|service| service.name() == name)
            .ok_or(UnknownService)
    }
}

/// A name that no [`Service`] has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no service has this name; the names are those of Service::ALL, as in toll_free_verification"
)]
#[non_exhaustive]
pub struct UnknownService;

impl UnknownService {
    /// A stable name for this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "service.unknown"
    }
}
