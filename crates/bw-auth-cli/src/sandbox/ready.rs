//! What a client needs to know of a running sandbox, for people and for programs.

use core::fmt;

use bw_auth_sandbox::Sandbox;
use serde_json::{Map, Value};

#[cfg(test)]
mod tests;

/// It has no `Debug`: the password and the client secret are for standard output alone.
pub(super) struct Ready<'a> {
    url: String,
    proxy: String,
    ca: &'a str,
    account_id: &'a str,
    site_id: &'a str,
    order_id: &'a str,
    username: &'a str,
    password: &'a str,
    token_url: String,
    client_id: &'a str,
    client_secret: &'a str,
}

impl<'a> Ready<'a> {
    pub(super) fn of(sandbox: &'a Sandbox, ca: &'a str) -> Self {
        Self {
            url: sandbox.url(),
            proxy: sandbox.proxy_url(),
            ca,
            account_id: sandbox.account_id(),
            site_id: sandbox.site_id(),
            order_id: sandbox.order_id(),
            username: sandbox.username(),
            password: sandbox.password(),
            token_url: sandbox.token_url(),
            client_id: sandbox.client_id(),
            client_secret: sandbox.client_secret(),
        }
    }

    /// One object, on one line.
    pub(super) fn to_json(&self) -> Value {
        let fields = self
            .facts()
            .map(|(name, value)| (name.into(), value.into()));
        Value::Object(Map::from_iter(fields))
    }

    fn facts(&self) -> [(&'static str, &str); 11] {
        [
            ("url", &self.url),
            ("proxy", &self.proxy),
            ("ca", self.ca),
            ("account_id", self.account_id),
            ("site_id", self.site_id),
            ("order_id", self.order_id),
            ("username", self.username),
            ("password", self.password),
            ("token_url", &self.token_url),
            ("client_id", self.client_id),
            ("client_secret", self.client_secret),
        ]
    }
}

impl fmt::Display for Ready<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("A sandbox plays Bandwidth until it is interrupted:\n\n")?;
        for (name, value) in self.facts() {
            writeln!(f, "  {name:<13}  {value}")?;
        }
        let ca = shell_word(self.ca);
        let user = shell_word(&format!("{}:{}", self.username, self.password));
        let path = format!("/api/accounts/{}/subscriptions", self.account_id);
        let (url, proxy) = (&self.url, &self.proxy);
        write!(
            f,
            "\nTry it, directly and through its proxy by the service's own name:\n\n  \
             curl --cacert {ca} --user {user} {url}{path}\n  \
             HTTPS_PROXY={proxy} curl --cacert {ca} --user {user} https://dashboard.bandwidth.com{path}"
        )
    }
}

/// Quotes what a POSIX shell would not take as one word (XCU section 2.2.2).
fn shell_word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@%".contains(c);
    if text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
