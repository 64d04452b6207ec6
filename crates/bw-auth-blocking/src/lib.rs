#![doc = include_str!("../README.md")]
#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

mod body;
mod client;
mod client_builder;
#[cfg(feature = "sources")]
mod discover;
mod driver;
mod fault;
mod flight;
mod middleware;
mod request_builder;
mod sender;
mod timer;
mod tls;
mod token_endpoint;
mod tunnelled;

pub use body::Body;
pub use bw_auth_core;
#[cfg(feature = "in-memory")]
pub use bw_auth_core::InMemoryAnswer;
pub use bw_auth_core::{
    AccountId, Answer, BasicCredentials, BearerToken, BuildError, Cause, CheckReport, CheckVerdict,
    Claims, ClientCredentials, Clock, CredentialField, Credentials, CredentialsError,
    CredentialsProvider, Endpoint, EndpointError, Environment, EnvironmentError, Error, Event,
    Fault, Fingerprint, Forbidden, Generation, IdError, Loaded, Now, OrderId, OrdersPage, Origin,
    Outcome, PageSize, PageSizeError, ParseError, Probe, ProviderError, RateLimited,
    RejectedEarlier, Rejection, RequestError, Retry, Service, SiteId, Stats, StoredToken,
    TokenError, TokenFailure, TokenKey, TokenStore, TransportError, Unusable, UrlError, Withheld,
};
#[cfg(feature = "sources")]
pub use bw_auth_sources;
#[cfg(feature = "sources")]
pub use bw_auth_sources::DiscoverError;
pub use client::Client;
pub use client_builder::ClientBuilder;
pub use fault::fault_of;
pub use middleware::AuthorizationMiddleware;
pub use request_builder::RequestBuilder;
pub use timer::{SystemTimer, Timer};
pub use ureq;
