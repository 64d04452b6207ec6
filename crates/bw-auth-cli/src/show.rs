//! `bw-auth header` and `bw-auth token`: what is sent as credentials, for use in a pipe.

use std::io::{self, IsTerminal as _};
use std::sync::Arc;

use bw_auth_blocking::Client;
use bw_auth_blocking::ureq::http::{HeaderValue, Uri};
use bw_auth_core::{Error, Service, UrlError, Withheld};
use clap::Args;
use zeroize::Zeroizing;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print;
use crate::request::{failed, service};
use crate::setup::Setup;
use crate::token_store::NotedStore;

/// Print the value of the Authorization header, for use in a pipe
///
/// With curl: bw-auth header --curl | curl --config - URL
#[derive(Args, Debug)]
pub(crate) struct Header {
    /// URL that it is for; it has to be one where credentials may go
    url: Option<String>,
    /// Service that it is for, in place of a URL [default: numbers]
    #[arg(long, value_name = "NAME", value_parser = service, conflicts_with = "url")]
    service: Option<Service>,
    #[command(flatten)]
    showing: Showing,
}

/// Print the token alone, for use in a pipe
///
/// With curl: bw-auth token --curl | curl --config - URL
#[derive(Args, Debug)]
pub(crate) struct Token {
    #[command(flatten)]
    showing: Showing,
}

// What is common to both. A doc comment would be taken for the commands' own description.
#[derive(Args, Debug)]
struct Showing {
    /// Print a configuration for `curl --config -`, so that no secret is in the list of processes
    #[arg(long)]
    curl: bool,
    /// Print it on a terminal too
    #[arg(long)]
    show: bool,
    /// Neither use nor keep the token that runs of this program share
    #[arg(long)]
    no_cache: bool,
    #[command(flatten)]
    setup: Setup,
}

impl Header {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        let client = self.showing.client()?;
        let value = match &self.url {
            Some(url) => client.authorize(&uri(url)?).map_err(failed)?,
            None => for_service(&client, self.service.unwrap_or(Service::Numbers))?,
        };
        let value = text(&value)?;
        self.showing.print(value, value)
    }
}

impl Token {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        let client = self.showing.client()?;
        // One token is good for all services.
        let value = for_service(&client, Service::Numbers)?;
        let value = text(&value)?;
        match value.strip_prefix("Bearer ") {
            Some(token) => self.showing.print(token, value),
            None => Err(Failure {
                exit: Exit::NotConfigured,
                code: "cli.no_token",
                text: "these are an API user's credentials, which go without a token; `bw-auth header` prints what is sent".into(),
            }),
        }
    }
}

impl Showing {
    /// Before anything is asked of anybody, it has to be clear that the answer may be shown.
    fn client(&self) -> Result<Client, Failure> {
        if io::stdout().is_terminal() && !self.show {
            return Err(Failure {
                exit: Exit::Usage,
                code: "cli.terminal",
                text: "a secret would be shown on this terminal; use a pipe, or say --show".into(),
            });
        }
        let store = (!self.no_cache).then(|| NotedStore::new(None));
        self.setup.token_client(Arc::new(self.setup.chain()), store)
    }

    /// What was asked for; curl is given the whole field in either case, as it sends no token by itself.
    fn print(&self, alone: &str, value: &str) -> Result<Exit, Failure> {
        let text = if self.curl {
            curl_config(value)
        } else {
            line(alone)
        };
        print(&text)?;
        Ok(Exit::Fine)
    }
}

fn for_service(client: &Client, service: Service) -> Result<HeaderValue, Failure> {
    let environment = client.environment();
    let base = environment.base(service).ok_or_else(|| {
        let environment = environment.name().into();
        Error::from(Withheld::ServiceMissing {
            service,
            environment,
        })
    })?;
    Ok(client.authorize(&uri(base.as_str())?)?)
}

fn uri(url: &str) -> Result<Uri, Failure> {
    // The parser's own words say no more than that.
    url.parse().map_err(|_| {
        let error = UrlError::Malformed;
        Failure::new(Exit::Usage, error.code(), &error)
    })
}

fn text(value: &HeaderValue) -> Result<&str, Failure> {
    let text = value.to_str();
    text.map_err(|error| Failure::new(Exit::Failed, "cli.output", &error))
}

fn line(secret: &str) -> Zeroizing<String> {
    let mut line = Zeroizing::new(String::with_capacity(secret.len() + 1));
    line.push_str(secret);
    line.push('\n');
    line
}

/// A line of curl's configuration, in which a quoted text has these escapes.
fn curl_config(value: &str) -> Zeroizing<String> {
    let mut line = Zeroizing::new(String::with_capacity(2 * value.len() + 32));
    line.push_str("header = \"Authorization: ");
    for symbol in value.chars() {
        if matches!(symbol, '"' | '\\') {
            line.push('\\');
        }
        line.push(symbol);
    }
    line.push_str("\"\n");
    line
}
