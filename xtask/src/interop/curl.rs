//! curl, asked for nothing but the status code.

use crate::step::{Outcome, Step};

#[derive(Clone, Debug)]
pub(super) struct Curl {
    arguments: Vec<String>,
}

impl Curl {
    pub(super) fn trusting(ca_file: &str) -> Self {
        let fixed =
            "--silent --show-error --max-time 20 --output /dev/null --write-out %{http_code}";
        let mut arguments: Vec<_> = fixed.split(' ').map(str::to_owned).collect();
        arguments.extend(["--cacert".to_owned(), ca_file.to_owned()]);
        Self { arguments }
    }

    pub(super) fn through(mut self, proxy: &str) -> Self {
        self.arguments
            .extend(["--proxy".to_owned(), proxy.to_owned()]);
        self
    }

    /// `credentials` as `username:password`.
    pub(super) fn status(&self, url: &str, credentials: Option<&str>) -> Outcome<u16> {
        let mut curl = Step::program("curl").args(self.arguments.iter().cloned());
        if let Some(credentials) = credentials {
            curl = curl.args(["--user", credentials]);
        }
        let answer = curl.args([url]).capture()?;
        if !answer.success {
            return Err(format!("curl {url} failed: {}", answer.stderr.trim()));
        }
        answer
            .stdout
            .trim()
            .parse()
            .map_err(|_| format!("curl {url} told no status"))
    }
}
