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
mod layer;
mod provider;
mod request_builder;
mod sender;
mod time_limit;
mod timer;
mod tls;
mod token_endpoint;
mod token_store;
mod urls;
mod waiting;

pub use async_trait::async_trait;
pub use bw_auth_core;
#[cfg(feature = "in-memory")]
pub use bw_auth_core::InMemoryAnswer;
pub use bw_auth_core::{
    AccountId, Answer, BasicCredentials, BearerToken, BuildError, Cause, CheckReport, CheckVerdict,
    Claims, ClientCredentials, Clock, CredentialField, Credentials, CredentialsError, Endpoint,
    EndpointError, Environment, EnvironmentError, Error, Event, Fault, Fingerprint, Forbidden,
    Generation, IdError, Loaded, Now, OrderId, OrdersPage, Origin, Outcome, PageSize,
    PageSizeError, ParseError, Probe, ProviderError, RateLimited, RejectedEarlier, Rejection,
    RequestError, Retry, Service, SiteId, Stats, StoredToken, TokenError, TokenFailure, TokenKey,
    TransportError, Unusable, UrlError, Withheld,
};
#[cfg(feature = "sources")]
pub use bw_auth_sources;
#[cfg(feature = "sources")]
pub use bw_auth_sources::DiscoverError;
pub use client::Client;
pub use client_builder::ClientBuilder;
pub use layer::{AuthorizationLayer, AuthorizationService};
pub use provider::{CredentialsProvider, Offloaded};
pub use request_builder::RequestBuilder;
pub use reqwest;
pub use timer::{SystemTimer, Timer};
pub use token_store::TokenStore;
