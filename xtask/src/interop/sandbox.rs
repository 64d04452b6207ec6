//! curl as a client of our own sandbox, direct and through its proxy.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use super::built;
use super::curl::Curl;
use super::ending::end;
use crate::json::Json;
use crate::step::{Outcome, Step};

pub(super) fn run() -> Outcome {
    let sandbox = Sandbox::start()?;
    let field = |name: &str| {
        let value = sandbox.ready.get(name).text().map(str::to_owned);
        value.ok_or_else(|| format!("the sandbox's line has no field {name}"))
    };
    let (username, password) = (field("username")?, field("password")?);
    let accepted = format!("{username}:{password}");
    let refused = [
        format!("{username}:{password}x"),
        format!("{username}:{}", swap_case(&password)),
        format!("{}:{password}", swap_case(&username)),
    ];

    let direct = Curl::trusting(&field("ca")?);
    let proxied = direct.clone().through(&field("proxy")?);
    let account = format!("/api/accounts/{}", field("account_id")?);
    let endpoints = [
        format!("{account}/orders?page=1&size=1000"),
        format!("{account}/orders/{}", field("order_id")?),
        format!("{account}/sites/{}/sippeers", field("site_id")?),
        format!("{account}/products/edgemanagement/settings"),
        format!("{account}/subscriptions"),
    ];
    for (way, curl, base) in [
        ("direct", direct, field("url")?),
        ("proxy", proxied, PRODUCTION.to_owned()),
    ] {
        for endpoint in &endpoints {
            let url = format!("{}{endpoint}", base.trim_end_matches('/'));
            expect(&curl, &url, Some(&accepted), 200)?;
            expect(&curl, &url, None, 401)?;
            for credentials in &refused {
                expect(&curl, &url, Some(credentials), 401)?;
            }
        }
        let other = format!("{}{account}/tns", base.trim_end_matches('/'));
        expect(&curl, &other, Some(&accepted), 403)?;
        println!("curl and the sandbox understand each other ({way})");
    }
    Ok(())
}

fn expect(curl: &Curl, url: &str, credentials: Option<&str>, wanted: u16) -> Outcome {
    let found = curl.status(url, credentials)?;
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
