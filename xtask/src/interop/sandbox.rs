//! curl as a client of our own sandbox, direct and through its proxy.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use super::built;
use super::curl::{Curl, Proof};
use super::ending::end;
use crate::json::Json;
use crate::step::{Outcome, Step};

pub(super) fn run() -> Outcome {
    let sandbox = Sandbox::start()?;
    let direct = Curl::trusting(&sandbox.field("ca")?);
    let proxied = direct.clone().through(&sandbox.field("proxy")?);
    let url = sandbox.field("url")?;
    let token_url = sandbox.field("token_url")?;
    for (way, curl, base, token_url) in [
        ("direct", direct, url.as_str(), token_url.as_str()),
        ("proxy", proxied, PRODUCTION, PRODUCTION_TOKEN_URL),
    ] {
        let base = base.trim_end_matches('/');
        basic(&sandbox, &curl, base)?;
        bearer(&sandbox, &curl, base, token_url)?;
        println!("curl and the sandbox understand each other ({way})");
    }
    Ok(())
}

fn basic(sandbox: &Sandbox, curl: &Curl, base: &str) -> Outcome {
    let (username, password) = (sandbox.field("username")?, sandbox.field("password")?);
    let accepted = format!("{username}:{password}");
    let refused = [
        format!("{username}:{password}x"),
        format!("{username}:{}", swap_case(&password)),
        format!("{}:{password}", swap_case(&username)),
    ];
    for endpoint in sandbox.endpoints()? {
        let url = format!("{base}{endpoint}");
        expect(curl, &url, Proof::Basic(&accepted), 200)?;
        expect(curl, &url, Proof::Nothing, 401)?;
        for pair in &refused {
            expect(curl, &url, Proof::Basic(pair), 401)?;
        }
    }
    let other = format!("{base}{}/tns", sandbox.account()?);
    expect(curl, &other, Proof::Basic(&accepted), 403)
}

fn bearer(sandbox: &Sandbox, curl: &Curl, base: &str, token_url: &str) -> Outcome {
    let (id, secret) = (sandbox.field("client_id")?, sandbox.field("client_secret")?);
    let client = format!("{id}:{secret}");
    let issue = || {
        let (status, answer) = curl.token(token_url, &client)?;
        let told = |name| answer.get(name).text();
        match (status, told("token_type"), told("access_token")) {
            (200, Some("Bearer"), Some(token)) => Ok(token.to_owned()),
            _ => Err(format!("{token_url} answered {status} without a token")),
        }
    };
    let (token, other_token) = (issue()?, issue()?);
    if token == other_token {
        return Err(format!("{token_url} issued the same token twice"));
    }
    for wrong in [format!("{client}x"), format!("{}:{secret}", swap_case(&id))] {
        let (status, answer) = curl.token(token_url, &wrong)?;
        let error = answer.get("error").text();
        // RFC 6749 section 5.2.
        if (status, error) != (401, Some("invalid_client")) {
            return Err(format!(
                "{token_url} answered {status} {error:?} to a wrong client"
            ));
        }
    }
    for endpoint in sandbox.endpoints()? {
        let url = format!("{base}{endpoint}");
        expect(curl, &url, Proof::Bearer(&token), 200)?;
        expect(curl, &url, Proof::Bearer(&other_token), 200)?;
        expect(curl, &url, Proof::Bearer(&format!("{token}x")), 401)?;
        // A client's secret is for the token endpoint alone.
        expect(curl, &url, Proof::Basic(&client), 401)?;
    }
    let other = format!("{base}{}/tns", sandbox.account()?);
    expect(curl, &other, Proof::Bearer(&token), 403)
}

fn expect(curl: &Curl, url: &str, proof: Proof<'_>, wanted: u16) -> Outcome {
    let found = curl.status(url, proof)?;
    if found == wanted {
        Ok(())
    } else {
        Err(format!("{url} answered {found}, not {wanted}"))
    }
}

fn swap_case(text: &str) -> String {
    let swap = |c: char| {
        if c.is_ascii_lowercase() {
            c.to_ascii_uppercase()
        } else {
            c.to_ascii_lowercase()
        }
    };
    text.chars().map(swap).collect()
}

struct Sandbox {
    child: Child,
    ready: Json,
}

impl Sandbox {
    fn start() -> Outcome<Self> {
        let step = Step::program(built(&["bw-auth"])?.display().to_string());
        let step = step.args(["sandbox", "--json", "--exit-with-stdin"]);
        println!("$ {step}");
        let fail = |error| format!("the sandbox could not be run: {error}");
        let child = step
            .command()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut sandbox = Self {
            child: child.map_err(fail)?,
            ready: Json::Null,
        };
        let stdout = sandbox
            .child
            .stdout
            .take()
            .ok_or("the sandbox has no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).map_err(fail)?;
        sandbox.ready = Json::parse(&line)?;
        Ok(sandbox)
    }

    fn field(&self, name: &str) -> Outcome<String> {
        let value = self.ready.get(name).text().map(str::to_owned);
        value.ok_or_else(|| format!("the sandbox's line has no field {name}"))
    }

    fn account(&self) -> Outcome<String> {
        Ok(format!("/api/accounts/{}", self.field("account_id")?))
    }

    /// The five that need no role.
    fn endpoints(&self) -> Outcome<[String; 5]> {
        let account = self.account()?;
        Ok([
            format!("{account}/orders?page=1&size=1000"),
            format!("{account}/orders/{}", self.field("order_id")?),
            format!("{account}/sites/{}/sippeers", self.field("site_id")?),
            format!("{account}/products/edgemanagement/settings"),
            format!("{account}/subscriptions"),
        ])
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // The end of its standard input is what it was told to stop at.
        drop(self.child.stdin.take());
        end(&mut self.child);
    }
}

/// The host that the five endpoints of Bandwidth's *Credentials* page live at.
const PRODUCTION: &str = "https://dashboard.bandwidth.com";
const PRODUCTION_TOKEN_URL: &str = "https://api.bandwidth.com/api/v1/oauth2/token";
