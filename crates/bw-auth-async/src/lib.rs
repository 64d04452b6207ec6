#![doc = include_str!("../README.md")]
#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

mod client;
mod client_builder;
mod driver;
mod fault;
mod flight;
mod layer;
mod provider;
mod request_builder;
mod timer;
mod tls;
mod urls;
mod waiting;

pub use async_trait::async_trait;
pub use bw_auth_core;
pub use bw_auth_core::{
    AccountId, Answer, BasicCredentials, BuildError, Cause, Clock, CredentialField, Credentials,
    CredentialsError, Endpoint, EndpointError, Environment, EnvironmentError, Error, Event, Fault,
    Fingerprint, Forbidden, Generation, IdError, Loaded, Now, OrderId, OrdersPage, Origin, Outcome,
    PageSize, PageSizeError, ParseError, ProviderError, RateLimited, RejectedEarlier, Rejection,
    RequestError, Retry, Service, SiteId, TransportError, UrlError, Withheld,
};
pub use client::Client;
pub use client_builder::ClientBuilder;
pub use layer::{AuthorizationLayer, AuthorizationService};
pub use provider::{CredentialsProvider, Offloaded};
pub use request_builder::RequestBuilder;
pub use reqwest;
pub use timer::{SystemTimer, Timer};
