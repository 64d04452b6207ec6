#![no_std]
#![doc = include_str!("../README.md")]
#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]
#![warn(
    clippy::alloc_instead_of_core,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core
)]

extern crate alloc;

mod account_id;
mod authorization;
mod basic_credentials;
mod bearer_token;
mod client_credentials;
mod credential_text;
mod credentials;
mod credentials_error;
mod endpoint;
mod endpoint_error;
mod endpoint_template;
mod environment;
mod environment_error;
#[cfg(feature = "http")]
mod header_value;
mod host;
mod id_error;
mod order_id;
mod orders_page;
mod origin;
mod parse_error;
mod path_segment;
mod query;
mod scheme;
mod service;
mod site_id;
mod target;
mod url;
mod url_error;
mod withheld;

pub use account_id::AccountId;
pub use authorization::Authorization;
pub use basic_credentials::BasicCredentials;
pub use bearer_token::BearerToken;
pub use client_credentials::ClientCredentials;
pub use credentials::Credentials;
pub use credentials_error::{CredentialField, CredentialsError};
pub use endpoint::Endpoint;
pub use endpoint_error::EndpointError;
pub use environment::Environment;
pub use environment_error::EnvironmentError;
#[cfg(feature = "http")]
pub use http;
pub use id_error::IdError;
pub use order_id::OrderId;
pub use orders_page::{OrdersPage, PageSize, PageSizeError};
pub use origin::Origin;
pub use parse_error::ParseError;
pub use scheme::Scheme;
pub use secrecy;
pub use service::{Service, UnknownService};
pub use site_id::SiteId;
pub use target::Target;
pub use url::Url;
pub use url_error::UrlError;
pub use withheld::Withheld;

#[cfg(feature = "callbacks")]
mod callback;
#[cfg(feature = "callbacks")]
pub use callback::*;

#[cfg(feature = "flow")]
mod flow;
#[cfg(feature = "flow")]
pub use flow::*;

#[cfg(feature = "client")]
extern crate std;
#[cfg(feature = "client")]
#[doc(hidden)]
pub mod client;
#[cfg(feature = "client")]
pub use client::{
    BuildError, CheckReport, CheckVerdict, InMemoryAnswer, Probe, RequestError, SystemClock,
};
