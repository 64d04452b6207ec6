//! `bw-auth get` and `bw-auth request`: requests with credentials, for scripts and for people who look around.

mod answer;
mod content;
mod field;
mod list;
mod out;
mod place;

use core::time::Duration;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use bw_auth_blocking::ureq::http::Method;
use bw_auth_blocking::{Client, RequestBuilder};
use bw_auth_core::{Endpoint, Service};
use clap::Args;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::setup::Setup;
use crate::token_store::NotedStore;
use answer::Printed;
pub(crate) use answer::failed;
use content::Content;
use field::Field;
use out::Out;
pub(crate) use place::service;

/// GET a path with credentials, and print what is answered
///
/// The body goes to standard output and the status to standard error. It ends with 0 if the status is a success. With any other
/// status no more than the first 16 KiB of the body are printed, without what repeats the credentials.
#[derive(Args, Debug)]
pub(crate) struct Get {
    /// Path on the service, in which {accountId} stands for the account; or a whole URL; or -
    ///
    /// With - many of them are read from standard input, one a line, and asked for one after the other under one token. The
    /// program then goes on whatever is answered, and where a line is no path; it stops where no answer comes, and where
    /// nobody reads what it prints. It ends as the gravest failure has it.
    path: String,
    #[command(flatten)]
    sending: Sending,
}

/// Send a request with credentials, and print what is answered
///
/// The body goes to standard output and the status to standard error. It ends with 0 if the status is a success. With any other
/// status no more than the first 16 KiB of the body are printed, without what repeats the credentials.
#[derive(Args, Debug)]
pub(crate) struct Request {
    /// Method, such as POST
    #[arg(value_parser = method)]
    method: Method,
    /// Path on the service, in which {accountId} stands for the account; or a whole URL
    path: String,
    /// Send what is in this file, or with - what comes from standard input
    ///
    /// Up to 1 MiB can be sent again if the token has to be renewed; more than that is sent while it is read.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Say that this is what the data is, such as application/xml
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    #[command(flatten)]
    sending: Sending,
}

// What is common to all requests. A doc comment would be taken for the commands' own description.
#[derive(Args, Debug)]
struct Sending {
    /// Service that the path is on, such as messaging [default: numbers]
    #[arg(long, value_name = "NAME", value_parser = service)]
    service: Option<Service>,
    /// Send this header field too, as in 'Accept: application/xml'
    #[arg(long, value_name = "FIELD")]
    header: Vec<String>,
    /// Give up after so many seconds [default: 60]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: Option<u64>,
    /// Neither use nor keep the token that runs of this program share
    #[arg(long)]
    no_cache: bool,
    #[command(flatten)]
    setup: Setup,
}

impl Get {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        if self.path != "-" {
            let client = self.sending.client()?;
            let request = self.sending.request(&client, Method::GET, &self.path)?;
            return answer::print(request, None, &mut Out::new(false))?.ended();
        }
        let fields = self.sending.fields()?;
        let client = self.sending.client()?;
        let mut out = Out::new(true);
        list::each(
            &mut io::stdin().lock(),
            &mut out,
            |path, out| match place::endpoint(path, self.sending.service) {
                Ok(place) => {
                    let request = self.sending.to(&client, Method::GET, place, &fields);
                    answer::print(request, Some(path), out)
                }
                Err(failure) => Ok(Printed::Unsent(failure)),
            },
        )
    }
}

impl Request {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        let client = self.sending.client()?;
        let mut request = self
            .sending
            .request(&client, self.method.clone(), &self.path)?;
        if let Some(content_type) = &self.content_type {
            request = request.header("content-type", field::value(content_type)?);
        }
        if let Some(data) = &self.data {
            let Content { body, length } = Content::read(data)?;
            if let Some(length) = length {
                request = request.header("content-length", length);
            }
            request = request.body(body);
        }
        answer::print(request, None, &mut Out::new(false))?.ended()
    }
}

impl Sending {
    fn client(&self) -> Result<Client, Failure> {
        // A quarter for finding a token, and another for keeping one that was fetched, so that half is left for the network.
        let wait = self.timeout.map(|seconds| Duration::from_secs(seconds) / 4);
        let store = (!self.no_cache).then(|| NotedStore::new(wait));
        self.setup.client(Arc::new(self.setup.chain()), store)
    }

    fn request(
        &self,
        client: &Client,
        method: Method,
        path: &str,
    ) -> Result<RequestBuilder, Failure> {
        let endpoint = place::endpoint(path, self.service)?;
        Ok(self.to(client, method, endpoint, &self.fields()?))
    }

    fn fields(&self) -> Result<Vec<Field>, Failure> {
        self.header.iter().map(|text| field::field(text)).collect()
    }

    fn to(
        &self,
        client: &Client,
        method: Method,
        endpoint: Endpoint,
        fields: &[Field],
    ) -> RequestBuilder {
        let mut request = client.request(method, endpoint);
        for (name, value) in fields {
            request = request.header(name.clone(), value.clone());
        }
        match self.timeout {
            Some(seconds) => request.timeout(Duration::from_secs(seconds)),
            None => request,
        }
    }
}

impl Printed {
    /// How a command ends that has made one request.
    fn ended(self) -> Result<Exit, Failure> {
        match self {
            Self::Success => Ok(Exit::Fine),
            Self::Other => Ok(Exit::Failed),
            Self::Refused(failure) | Self::Unsent(failure) => Err(failure),
        }
    }
}

/// None of the registered methods is in lower case, and people type them so.
fn method(name: &str) -> Result<Method, String> {
    name.to_ascii_uppercase()
        .parse()
        .map_err(|_| "it is a method of HTTP, such as POST".into())
}
