//! Why a request was not sent.

use alloc::boxed::Box;

use crate::{account_id::AccountId, origin::Origin, service::Service, url_error::UrlError};

/// The rule of this crate that kept a request, or a hop of it, from being sent with credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Withheld {
    /// The account is not among those that the token names, and the client was told to see to that.
    #[error(
        "account {account} is not among this token's {accounts}; use another account, or credentials for this one"
    )]
    AccountNotInToken {
        /// The account of the request.
        account: AccountId,
        /// Those that the token names.
        accounts: Box<str>,
    },

    /// The URL has a place for an account, and none was given.
    #[error("the URL needs an account id and none is known; set one")]
    AccountMissing,

    /// The request came with an `Authorization` header of its own, and two would be one too many.
    #[error(
        "the request already has an authorization header; remove it, or send the request without this client"
    )]
    AuthorizationPresent,

    /// The environment does not list the origin.
    #[error(
        "the environment does not list {origin}, so credentials are not sent there; if they belong there, add it to the environment"
    )]
    ForeignOrigin {
        /// Where the request was to go.
        origin: Origin,
    },

    /// Plain http to an origin that is not allowed by name.
    #[error("the URL is not https, so credentials would be readable on the way; use https")]
    Insecure,

    /// Not a URL that all clients read alike.
    #[error("the request has no usable URL: {0}")]
    MalformedUrl(UrlError),

    /// A redirect with several `Location` fields.
    #[error(
        "the answer redirects to several places at once, so none is followed; report it to the service"
    )]
    RedirectAmbiguous {
        /// The status of the answer.
        status: u16,
    },

    /// A redirect from https to http.
    #[error("the answer redirects from https to http, which is not followed; use the https URL")]
    RedirectInsecure {
        /// The status of the answer.
        status: u16,
    },

    /// More redirects than are followed.
    #[error("the request was redirected more than {limit} times; ask for the final URL")]
    RedirectLimit {
        /// The most that are followed.
        limit: u32,
        /// The status of the answer.
        status: u16,
    },

    /// A redirect to something that is no URL.
    #[error("the answer redirects to something that is no usable URL; report it to the service")]
    RedirectMalformed {
        /// The status of the answer.
        status: u16,
    },

    /// A redirect to a URL with a user name.
    #[error(
        "the answer redirects to a URL with a user name in it, which is not followed; report it to the service"
    )]
    RedirectUserinfo {
        /// The status of the answer.
        status: u16,
    },

    /// The environment has no such service.
    #[error(
        "the {environment} environment has no {service} service; use another environment, or add the service's base URL to this one"
    )]
    ServiceMissing {
        /// What was asked for.
        service: Service,
        /// The name of the environment.
        environment: Box<str>,
    },

    /// The environment has no place to fetch tokens from.
    #[error(
        "the {environment} environment has no token URL, which client credentials need; set one"
    )]
    TokenUrlMissing {
        /// The name of the environment.
        environment: Box<str>,
    },

    /// A URL with a user name before its host.
    #[error("the URL has a user name or an @ before its host; give credentials apart from the URL")]
    Userinfo,
}

impl Withheld {
    /// A stable name for this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AccountNotInToken { .. } => "withheld.account_not_in_token",
            Self::AccountMissing => "withheld.no_account",
            Self::AuthorizationPresent => "withheld.authorization_present",
            Self::ForeignOrigin { .. } => "withheld.foreign_origin",
            Self::Insecure => "withheld.insecure",
            Self::MalformedUrl(_) => "withheld.malformed_url",
            Self::RedirectAmbiguous { .. } => "withheld.redirect_ambiguous",
            Self::RedirectInsecure { .. } => "withheld.redirect_insecure",
            Self::RedirectLimit { .. } => "withheld.redirect_limit",
            Self::RedirectMalformed { .. } => "withheld.redirect_malformed",
            Self::RedirectUserinfo { .. } => "withheld.redirect_userinfo",
            Self::ServiceMissing { .. } => "withheld.service_missing",
            Self::TokenUrlMissing { .. } => "withheld.token_url_missing",
            Self::Userinfo => "withheld.userinfo",
        }
    }

    /// The status of the answer that the rule is about: a redirect that is not followed. Otherwise nothing was answered.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::RedirectAmbiguous { status }
            | Self::RedirectInsecure { status }
            | Self::RedirectLimit { status, .. }
            | Self::RedirectMalformed { status }
            | Self::RedirectUserinfo { status } => Some(*status),
            _ => None,
        }
    }
}

impl From<UrlError> for Withheld {
    fn from(error: UrlError) -> Self {
        match error {
            UrlError::Userinfo => Self::Userinfo,
            other => Self::MalformedUrl(other),
        }
    }
}
