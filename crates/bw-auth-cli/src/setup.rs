//! Setup: the options that say which credentials, account and environment, and the client that comes of them.

use std::sync::Arc;

use bw_auth_blocking::{Client, ClientBuilder};
use bw_auth_core::{AccountId, Environment};
use bw_auth_sources::{Chain, Explicit, SourceError, Surroundings};
use clap::Args;

use crate::authorities;
use crate::failure::Failure;
use crate::proxy;
use crate::token_store::NotedStore;

/// Where to take credentials from, and for what
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Setup {
    /// Use this profile of the profile file
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// Use this environment: production or test
    #[arg(long, value_name = "NAME", value_parser = environment)]
    pub(crate) environment: Option<Environment>,
    /// Use this account
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<AccountId>,
    /// Trust the certificates in this PEM file too
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<std::path::PathBuf>,
}

impl Setup {
    /// The sources as the options have them.
    pub(crate) fn chain(&self) -> Chain {
        let mut explicit = Explicit::new();
        if let Some(profile) = &self.profile {
            explicit = explicit.profile(profile);
        }
        if let Some(environment) = &self.environment {
            explicit = explicit.environment(environment.clone());
        }
        if let Some(account) = &self.account {
            explicit = explicit.account(account.clone());
        }
        let chain = Chain::standard(Surroundings::of_process());
        let says_nothing =
            self.profile.is_none() && self.environment.is_none() && self.account.is_none();
        // Without options they are no source to tell of.
        if says_nothing {
            chain
        } else {
            chain.with_explicit(explicit)
        }
    }

    /// The client. With a store, tokens are shared with other runs of this program.
    ///
    /// # Errors
    ///
    /// As for [`Setup::builder`], a variable for a proxy that holds none, or no client.
    pub(crate) fn client(
        &self,
        chain: Arc<Chain>,
        store: Option<NotedStore>,
    ) -> Result<Client, Failure> {
        proxy::check(&proxy::urls_of(&chain.resolve()?))?;
        self.built(chain, store)
    }

    /// One that sends nothing but the request for a token, if the credentials call for one.
    ///
    /// # Errors
    ///
    /// As for [`Setup::client`].
    pub(crate) fn token_client(
        &self,
        chain: Arc<Chain>,
        store: Option<NotedStore>,
    ) -> Result<Client, Failure> {
        let url = proxy::token_url_of(&chain.resolve()?);
        proxy::check(url.as_slice())?;
        self.built(chain, store)
    }

    fn built(&self, chain: Arc<Chain>, store: Option<NotedStore>) -> Result<Client, Failure> {
        let mut builder = self.builder(chain)?;
        if let Some(store) = store {
            builder = builder.token_store(store);
        }
        Ok(builder.build()?)
    }

    /// What the client is built from, for whoever has more to set, and has looked at the variables for proxies.
    ///
    /// # Errors
    ///
    /// No usable credentials, an unreadable CA file, or a variable for authorities that holds none.
    pub(crate) fn builder(&self, chain: Arc<Chain>) -> Result<ClientBuilder, Failure> {
        authorities::check()?;
        let builder = Client::from_chain(chain)?;
        let Some(file) = &self.ca else {
            return Ok(builder);
        };
        Ok(builder.add_root_pem(authorities::read(file)?))
    }
}

fn environment(name: &str) -> Result<Environment, String> {
    match name {
        "production" | "prod" => Ok(Environment::production()),
        "test" | "uat" => Ok(Environment::test()),
        _ => Err("it is production or test".into()),
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Self::not_configured(&error)
    }
}
