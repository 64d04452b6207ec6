#![doc = include_str!("../README.md")]
#![warn(missing_docs, clippy::exhaustive_enums, clippy::exhaustive_structs)]

mod candidate;
mod chain;
mod choice;
mod clock;
#[cfg(feature = "client")]
mod discover_error;
mod explanation;
mod explanation_json;
mod explicit;
mod families;
mod family;
mod file_token_store;
mod found;
#[cfg(feature = "helper")]
mod helper;
#[cfg(feature = "helper")]
mod helper_output;
mod look;
mod name;
mod note;
mod patience;
mod place;
mod profile;
mod reading;
mod resolved;
mod secret_file;
mod secret_files;
mod settings;
mod shown;
mod source_code;
mod source_error;
mod stamp;
mod state;
mod step;
mod surroundings;
mod token_file;
mod token_lease;
mod token_store_error;
mod unused;

pub use bw_auth_core;
pub use bw_auth_core::{
    AccountId, BasicCredentials, BearerToken, ClientCredentials, Clock, Credentials,
    CredentialsError, CredentialsProvider, Environment, EnvironmentError, Generation, IdError,
    Loaded, Now, ProviderError, StoredToken, TokenKey, TokenStore,
};
pub use chain::Chain;
#[cfg(feature = "client")]
pub use discover_error::DiscoverError;
pub use explanation::{Explanation, SourceFile};
pub use explicit::Explicit;
pub use file_token_store::FileTokenStore;
pub use note::Note;
pub use place::{Place, SourceKind};
pub use resolved::Resolved;
pub use shown::Shown;
pub use source_error::SourceError;
pub use step::{Step, Verdict};
pub use surroundings::Surroundings;
pub use token_store_error::TokenStoreError;
