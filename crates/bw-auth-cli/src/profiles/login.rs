//! `bw-auth login`: credentials into a profile.

use bw_auth_core::{
    AccountId, BasicCredentials, ClientCredentials, CredentialsError, Environment, Scheme,
};
use bw_auth_sources::Shown;
use clap::Args;
use toml_edit::{Item, TableLike, Value};

use super::file::{ProfileFile, resolve};
use super::{named, secret, usage};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print;

/// Keep credentials in a profile of the profile file
///
/// The secret is asked for on the terminal, where it is not shown, or read from standard input. Nothing is sent; `bw-auth doctor`
/// tries the credentials out.
#[derive(Args, Debug)]
pub(crate) struct Login {
    /// Profile to keep them in [default: $BANDWIDTH_PROFILE, or default]
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Client id of client credentials
    #[arg(long, value_name = "ID", conflicts_with = "username")]
    client_id: Option<String>,
    /// Name of an API user
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    /// Account that goes with them
    #[arg(long, value_name = "ID")]
    account: Option<AccountId>,
    /// Environment that goes with them
    #[arg(long, value_name = "NAME", value_parser = ["production", "prod", "test", "uat"])]
    environment: Option<String>,
    /// Read the secret from standard input; a line end that closes it is dropped
    #[arg(long)]
    secret_stdin: bool,
    // Whatever stands here may be a secret, and clap would show it in its message.
    #[arg(hide = true)]
    rest: Vec<String>,
}

impl Login {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        if !self.rest.is_empty() {
            return Err(usage(
                "a secret is never an argument, which every user of the machine can see; it is asked for, or read with --secret-stdin",
            ));
        }
        let name = named(self.profile.as_deref())?;
        if name.is_empty() {
            return Err(usage(
                "a profile has a name; say one, or leave out --profile",
            ));
        }
        // First, so that nobody types a secret for a file that cannot be used.
        let seen = ProfileFile::read()?;
        let identity = self.identity()?;
        let asks = identity.asks_for(seen.profile(&name));
        let secret = secret::read(self.secret_stdin, &asks, secret::no_terminal)?;
        identity.check(&secret).map_err(|error| Failure {
            text: format!("nothing was kept: {error}"),
            ..Failure::new(Exit::NotConfigured, error.code(), &error)
        })?;

        let mut file = ProfileFile::read_to_change()?;
        let profile = file.profile_mut(&name)?;
        for key in CREDENTIALS {
            if ![identity.key(), identity.secret_key()].contains(&key) {
                profile.remove(key);
            }
        }
        set(profile, identity.key(), identity.id());
        set(profile, identity.secret_key(), &secret);
        if let Some(account) = &self.account {
            set(profile, "account_id", account.as_str());
        }
        if let Some(environment) = &self.environment {
            set(profile, "environment", environment);
        }
        let mut said = String::new();
        let mut token_url = None;
        file.write(|path| {
            let resolved = resolve(path, &name)?;
            let account = resolved.account().map_or("none", AccountId::as_str);
            said = format!(
                "{} {}, account {account}, environment {}",
                resolved.credentials().scheme(),
                Shown::text(resolved.credentials().principal()),
                resolved.environment().name()
            );
            if resolved.credentials().scheme() == Scheme::ClientCredentials {
                token_url = resolved
                    .token_url_from()
                    .and(resolved.environment().token_url().cloned());
            }
            Ok(())
        })?;
        print(&format!(
            "profile {}: {said}\nkept in {}\n",
            Shown::text(&name),
            Shown::path(file.path())
        ))?;
        if let Some(url) = token_url {
            print(&format!(
                "the secret is sent to {}, since the profile has a token_url; take that out of the file if it is not meant\n",
                url.origin()
            ))?;
        }
        Ok(Exit::Fine)
    }

    fn identity(&self) -> Result<Identity, Failure> {
        match (&self.client_id, &self.username) {
            (Some(id), _) => Ok(Identity::Client(id.clone())),
            (None, Some(name)) => Ok(Identity::User(name.clone())),
            (None, None) if self.secret_stdin => Err(usage(
                "whose secret this is was not said; say --client-id or --username",
            )),
            (None, None) => Ok(Identity::Client(secret::ask("Client id: ")?)),
        }
    }
}

/// Whose the secret is.
enum Identity {
    Client(String),
    User(String),
}

impl Identity {
    fn id(&self) -> &str {
        match self {
            Self::Client(id) | Self::User(id) => id,
        }
    }

    fn key(&self) -> &'static str {
        match self {
            Self::Client(_) => "client_id",
            Self::User(_) => "username",
        }
    }

    fn secret_key(&self) -> &'static str {
        match self {
            Self::Client(_) => "client_secret",
            Self::User(_) => "password",
        }
    }

    /// The question, which says where a client's secret will go if the profile that there is says so.
    fn asks_for(&self, profile: Option<&dyn TableLike>) -> String {
        match (self, profile.and_then(token_origin)) {
            (Self::Client(_), Some(origin)) => {
                format!("Client secret, for {origin}, which is the profile's token_url: ")
            }
            (Self::Client(_), None) => "Client secret: ".into(),
            (Self::User(_), _) => "Password: ".into(),
        }
    }

    /// Whether requests could carry it.
    fn check(&self, secret: &str) -> Result<(), CredentialsError> {
        match self {
            Self::Client(id) => ClientCredentials::new(id, secret.to_owned()).map(drop),
            Self::User(name) => BasicCredentials::new(name, secret.to_owned()).map(drop),
        }
    }
}

/// Where the profile has tokens fetched, if it is a URL; if it is none, nothing will be kept.
fn token_origin(profile: &dyn TableLike) -> Option<String> {
    let url = profile.get("token_url")?.as_str()?;
    let environment = Environment::production().with_token_url(url).ok()?;
    Some(environment.token_url()?.origin().to_string())
}

/// In the place of what was there, with the comments around it.
fn set(profile: &mut dyn TableLike, key: &str, text: &str) {
    let mut value = Value::from(text);
    match profile.get_mut(key) {
        Some(item) => {
            if let Some(old) = item.as_value() {
                *value.decor_mut() = old.decor().clone();
            }
            *item = Item::Value(value);
        }
        None => {
            profile.insert(key, Item::Value(value));
        }
    }
}

/// Of another scheme, or of two at once, requests could use none.
const CREDENTIALS: [&str; 6] = [
    "username",
    "password",
    "client_id",
    "client_secret",
    "access_token",
    "auth",
];
