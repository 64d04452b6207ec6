//! curl, asked for the status code, and for the body where there is one to read.

use crate::json::Json;
use crate::step::{Outcome, Step};

#[derive(Clone, Debug)]
pub(super) struct Curl {
    arguments: Vec<String>,
}

/// What a request carries to say whom it is from.
#[derive(Clone, Copy)]
pub(super) enum Proof<'a> {
    Nothing,
    /// `username:password`.
    Basic(&'a str),
    Bearer(&'a str),
}

impl Curl {
    pub(super) fn trusting(ca_file: &str) -> Self {
        let fixed = "--silent --show-error --max-time 20 --write-out \\n%{http_code}";
        let mut arguments: Vec<_> = fixed.split(' ').map(str::to_owned).collect();
        arguments.extend(["--cacert".to_owned(), ca_file.to_owned()]);
        Self { arguments }
    }

    pub(super) fn through(mut self, proxy: &str) -> Self {
        self.arguments
            .extend(["--proxy".to_owned(), proxy.to_owned()]);
        self
    }

    pub(super) fn status(&self, url: &str, proof: Proof<'_>) -> Outcome<u16> {
        self.ask(url, proof, &[]).map(|(status, _)| status)
    }

    /// Asks for a token with `client`, which is `id:secret`.
    pub(super) fn token(&self, url: &str, client: &str) -> Outcome<(u16, Json)> {
        let form = ["--data", "grant_type=client_credentials"];
        let (status, body) = self.ask(url, Proof::Basic(client), &form)?;
        Ok((status, Json::parse(&body)?))
    }

    fn ask(&self, url: &str, proof: Proof<'_>, more: &[&str]) -> Outcome<(u16, String)> {
        let mut curl = Step::program("curl").args(self.arguments.iter().cloned());
        curl = match proof {
            Proof::Nothing => curl,
            Proof::Basic(pair) => curl.args(["--user", pair]),
            Proof::Bearer(token) => curl.args(["--oauth2-bearer", token]),
        };
        let answer = curl.args(more.iter().copied()).args([url]).capture()?;
        if !answer.success {
            return Err(format!("curl {url} failed: {}", answer.stderr.trim()));
        }
        answer
            .stdout
            .rsplit_once('\n')
            .and_then(|(body, status)| Some((status.parse().ok()?, body.to_owned())))
            .ok_or_else(|| format!("curl {url} told no status"))
    }
}
