//! `bw-auth callback-test`: would Bandwidth's callbacks arrive at this endpoint, and if not, what is wrong?

mod challenge;
mod judgement;
mod pair;
mod port;
mod steps;
mod tls;
mod wrong;

use std::path::PathBuf;
use std::time::Duration;

use bw_auth_blocking::{Client, CredentialsProvider, Generation, Loaded, ProviderError};
use bw_auth_core::{BasicCredentials, Origin};
use bw_auth_sandbox::CallbackKind;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use http::Uri;
use http::uri::Scheme;
use serde_json::{Value, json};

use crate::authorities;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::finding::Finding;
use crate::output::{Style, print};
use crate::proxy;
use pair::PairError;
use steps::Endpoint;
use wrong::Wrong;

/// Play Bandwidth's part before an endpoint for callbacks, and say what is wrong with it
///
/// Sends a callback without credentials, and once more with them if the endpoint asks for them as
/// Bandwidth needs to be asked: 401 with WWW-Authenticate: Basic. If it takes them, a third request
/// has wrong ones, which it should refuse: from one kind of callback to the next a made-up password,
/// a made-up username, and the password with another last character. The ids in the bodies are made
/// up. Trusts public authorities alone, as Bandwidth does.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment, after_help = EXAMPLES)]
pub(crate) struct CallbackTest {
    /// Where callbacks go, as it is registered at Bandwidth
    url: String,
    /// Username that is registered for it [default: $WEBHOOK_USER]
    ///
    /// The password is $WEBHOOK_PASSWORD, or read with --secret-stdin, or asked for on the terminal.
    #[arg(long, value_name = "NAME", verbatim_doc_comment)]
    username: Option<String>,
    /// Read the password from standard input; a line end that closes it is dropped
    #[arg(long)]
    secret_stdin: bool,
    /// Send callbacks of this kind only; may be repeated [default: each kind once]
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    kind: Vec<CallbackKind>,
    /// Wait so long for each answer, in place of what Bandwidth waits for that kind
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=600))]
    timeout: Option<u32>,
    /// Trust the certificates in this PEM file too, although Bandwidth does not
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Print one JSON object, for programs
    #[arg(long)]
    json: bool,
}

impl CallbackTest {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        let uri = self.uri()?;
        let pair = self.pair()?;
        let kinds = match self.kind.as_slice() {
            [] => &CallbackKind::ALL,
            some => some,
        };
        let endpoint = Endpoint {
            agent: self.agent(&uri)?,
            uri,
            time_limit: self
                .timeout
                .map(|seconds| Duration::from_secs(seconds.into())),
        };
        let sent = kinds
            .iter()
            .map(|kind| (*kind, endpoint.send(*kind, pair.as_ref())));
        let mut courses: Vec<_> = sent.collect();
        // After all that is right: a handler may lock out whoever comes with a wrong password.
        if let Some(pair) = &pair {
            let mut taken: Vec<_> = courses.iter_mut().map(|(_, course)| course).collect();
            taken.retain(|course| course.is_taken());
            let wrong = Wrong::pairs(pair)?;
            // Every way once, and every kind once: each way for each kind would be more refusals than some handlers bear.
            let (kinds, ways) = (taken.len(), wrong.len());
            let tries = if kinds == 0 { 0 } else { kinds.max(ways) };
            for turn in 0..tries {
                if let (Some(course), Some((wrong, pair))) =
                    (taken.get_mut(turn % kinds), wrong.get(turn % ways))
                {
                    endpoint.send_wrong(course, *wrong, pair);
                }
            }
        }
        let judged = courses
            .iter()
            .map(|(kind, course)| (*kind, judgement::of(course, *kind, &endpoint)));
        let findings: Vec<_> = judged.collect();
        let exit = findings.iter().fold(Exit::Fine, |exit, (_, finding)| {
            exit.or_graver(finding.exit)
        });
        if self.json {
            print(&format!("{:#}\n", to_json(exit, &findings)))?;
        } else {
            print(&to_text(&findings, Style::of_stdout()))?;
        }
        Ok(exit)
    }

    /// https, since credentials go there; but a developer's own machine needs none.
    fn uri(&self) -> Result<Uri, Failure> {
        let uri: Uri = self
            .url
            .parse()
            .map_err(|_| usage("this is no URL; give one such as https://example.com/callbacks"))?;
        let authority = uri.authority().ok_or_else(|| {
            usage("the URL names no host; give one such as https://example.com/callbacks")
        })?;
        if authority.as_str().contains('@') {
            return Err(usage(
                "a URL with a username in it is not registered at Bandwidth; say --username",
            ));
        }
        // A port that is none would be taken for the scheme's own.
        if authority.as_str().len() > authority.host().len() && authority.port_u16().is_none() {
            return Err(usage(
                "the URL names no port that there is; give one from 1 to 65535, or none",
            ));
        }
        match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => Ok(uri),
            Some(scheme) if *scheme == Scheme::HTTP && is_loopback(&uri) => Ok(uri),
            _ => Err(usage(
                "Bandwidth sends credentials over https alone; http is tried on this machine only",
            )),
        }
    }

    /// The pair to try, if there is one.
    fn pair(&self) -> Result<Option<BasicCredentials>, Failure> {
        let username = match &self.username {
            Some(name) => Some(name.clone()),
            None => pair::username()?,
        };
        match username {
            Some(name) => pair::of(&name, self.secret_stdin).map(Some),
            None if self.secret_stdin => Err(PairError::NoUsername.into()),
            None => Ok(None),
        }
    }

    fn agent(&self, uri: &Uri) -> Result<bw_auth_blocking::ureq::Agent, Failure> {
        let is_loopback = is_loopback(uri);
        if !is_loopback {
            proxy::check(&[uri.to_string()])?;
        }
        let mut builder = Client::builder(Nobody)
            .bundled_roots()
            .configure_http(move |http| {
                // A server may close the connection after its answer without having said so. The next request would be lost.
                let http = http.max_idle_connections(0);
                match is_loopback {
                    true => http.proxy(None),
                    false => http,
                }
            });
        if let Some(file) = &self.ca {
            builder = builder.add_root_pem(authorities::read(file)?);
        }
        Ok(builder.build_agent()?)
    }
}

/// The agent carries no credentials of its own.
#[derive(Debug)]
struct Nobody;

impl CredentialsProvider for Nobody {
    fn load(&self, _: Option<Generation>) -> Result<Loaded, ProviderError> {
        Err(ProviderError::new("there are none for this"))
    }
}

fn to_text(findings: &[(CallbackKind, Finding)], style: Style) -> String {
    let mut text = String::new();
    for (kind, finding) in findings {
        // One of several that end alike says it all.
        let same = findings
            .iter()
            .filter(|(_, other)| says(other) == says(finding));
        let kinds: Vec<_> = same.map(|(kind, _)| kind.name()).collect();
        if kinds.first() == Some(&kind.name()) {
            text.push_str(&format!("{}\n{}", kinds.join(", "), finding.to_text(style)));
        }
    }
    text
}

fn says(finding: &Finding) -> (&str, &str, &[String]) {
    (finding.verdict, &finding.what, &finding.remedies)
}

fn to_json(exit: Exit, findings: &[(CallbackKind, Finding)]) -> Value {
    let callbacks = findings.iter().map(|(kind, finding)| {
        let mut value = finding.to_json();
        value["kind"] = kind.name().into();
        value
    });
    json!({ "exit": exit as u8, "callbacks": callbacks.collect::<Vec<_>>() })
}

/// Their names, as help and completions show them.
fn kinds() -> impl TypedValueParser<Value = CallbackKind> {
    PossibleValuesParser::new(CallbackKind::ALL.map(CallbackKind::name)).try_map(|name| {
        let mut all = CallbackKind::ALL.into_iter();
        all.find(|kind| kind.name() == name)
            .ok_or("there is no such kind")
    })
}

fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    Origin::parse(&format!("http://{host}")).is_ok_and(|origin| origin.is_loopback())
}

fn usage(text: &str) -> Failure {
    Failure {
        exit: Exit::Usage,
        code: "cli.usage",
        text: text.into(),
    }
}

const EXAMPLES: &str = "\
Examples:
  WEBHOOK_USER=hooks WEBHOOK_PASSWORD=… bw-auth callback-test https://hooks.example/callbacks
  bw-auth callback-test https://hooks.example/callbacks --username hooks --kind messaging
  bw-auth callback-test http://127.0.0.1:8080/callbacks --kind order --json";
