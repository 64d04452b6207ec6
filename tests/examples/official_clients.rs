//! Bandwidth's own client libraries against the sandbox: can programs that share no code with us get a token from it,
//! and read what it answers?
//!
//! `cargo xtask interop` says where they are: `BW_INTEROP_PYTHON` is an interpreter and `BW_INTEROP_NODE_MODULES` a
//! folder that have them installed. The sandbox's certificate is written to `BW_INTEROP_CA_OUT`. What each program
//! does is in `tests/interop`.

use std::env;
use std::error::Error as StdError;
use std::fs;
use std::process::{Command, ExitCode};

use bw_auth_sandbox::{Credential, LoggedRequest, OAuthClient, Peer, Sandbox};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all is as it should be.
fn run() -> Result<bool, Box<dyn StdError>> {
    let place = Place::start()?;
    let mut all = true;
    for program in PROGRAMS {
        let differences = program.differences(&place)?;
        if differences.is_empty() {
            let calls = program.sends.len() - 1;
            println!("{:<32} understood: 1 token, {calls} calls", program.client);
        } else {
            println!("{:<32} differs", program.client);
            all = false;
        }
        for difference in &differences {
            println!("{difference}");
        }
    }
    Ok(all)
}

/// The sandbox, and what the programs need besides.
struct Place {
    sandbox: Sandbox,
    ca_file: String,
    python: String,
    node_modules: String,
}

impl Place {
    fn start() -> Result<Self, Box<dyn StdError>> {
        let place = Self {
            sandbox: Sandbox::start()?,
            ca_file: variable("BW_INTEROP_CA_OUT")?,
            python: variable("BW_INTEROP_PYTHON")?,
            node_modules: variable("BW_INTEROP_NODE_MODULES")?,
        };
        fs::write(&place.ca_file, place.sandbox.ca_pem())?;
        let client = OAuthClient::new(CLIENT_ID, CLIENT_SECRET)
            .account(place.sandbox.account_id())
            .role("HttpVoice")
            .role("Messaging");
        place.sandbox.add_client(client);
        Ok(place)
    }

    fn command(&self, program: &Program) -> Command {
        let interpreter = match program.language {
            Language::Python => self.python.as_str(),
            Language::JavaScript => "node",
        };
        let sandbox = &self.sandbox;
        // None of the clients has a time limit of its own.
        let mut command = Command::new("timeout");
        command
            .args(["60", interpreter])
            .args(program.arguments)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/interop"));
        for name in ["https_proxy", "no_proxy", "NO_PROXY"] {
            command.env_remove(name);
        }
        command
            .env("BW_ACCOUNT_ID", sandbox.account_id())
            .env("BW_CA_FILE", &self.ca_file)
            .env("BW_CLIENT_ID", CLIENT_ID)
            .env("BW_CLIENT_SECRET", CLIENT_SECRET)
            .env("BW_ORDER_ID", sandbox.order_id())
            .env("BW_PROXY", sandbox.proxy_url())
            .env("BW_SITE_ID", sandbox.site_id())
            .env("BW_TOKEN_URL", sandbox.token_url())
            .env("HTTPS_PROXY", sandbox.proxy_url())
            .env("NODE_EXTRA_CA_CERTS", &self.ca_file)
            .env("NODE_PATH", &self.node_modules)
            .env("PYTHONIOENCODING", "utf-8")
            .env("REQUESTS_CA_BUNDLE", &self.ca_file)
            .env("SSL_CERT_FILE", &self.ca_file);
        command
    }

    /// The requests since the last program, each on a line.
    fn requests(&self) -> Vec<String> {
        let requests = self.sandbox.requests();
        let issued = requests.iter().filter_map(|r| r.token_number).min();
        requests.iter().map(|r| self.shown(r, issued)).collect()
    }

    fn shown(&self, request: &LoggedRequest, issued: Option<u64>) -> String {
        let host = match request.peer {
            Peer::Proxy => &request.host,
            _ => "sandbox",
        };
        let credential = match &request.credential {
            Credential::Client(id) if id == CLIENT_ID => "secret".to_owned(),
            Credential::Token(id) if id == CLIENT_ID && request.token_number == issued => {
                "token".to_owned()
            }
            other => format!("{other:?}"),
        };
        let status = request.status.unwrap_or_default();
        let path = self.general(&request.path);
        format!("{} {host}{path} {credential} {status}", request.method)
    }

    /// Ids as the tables below have them.
    fn general(&self, text: &str) -> String {
        text.replace(self.sandbox.account_id(), "{account}")
            .replace(self.sandbox.site_id(), "{site}")
            .replace(self.sandbox.order_id(), "{order}")
    }
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("{name} is not set; `cargo xtask interop` sets it"))
}

struct Program {
    client: &'static str,
    language: Language,
    arguments: &'static [&'static str],
    /// What it reads in the answers.
    prints: &'static [&'static str],
    /// Method, host and path, credential, status.
    sends: &'static [&'static str],
}

#[derive(Clone, Copy)]
enum Language {
    Python,
    JavaScript,
}

impl Program {
    fn differences(&self, place: &Place) -> Result<Vec<String>, Box<dyn StdError>> {
        place.sandbox.clear_log();
        let ended = place.command(self).output()?;
        let mut differences = Vec::new();
        if !ended.status.success() {
            let reason = String::from_utf8_lossy(&ended.stderr);
            differences.push(format!("{}\n{}", ended.status, reason.trim_end()));
        }
        let printed = place.general(&String::from_utf8_lossy(&ended.stdout));
        if !printed.lines().eq(self.prints.iter().copied()) {
            differences.push(format!("printed {printed:?}, not {:?}", self.prints));
        }
        let sent = place.requests();
        if sent != self.sends {
            differences.push(format!("sent {sent:#?}, not {:#?}", self.sends));
        }
        Ok(differences)
    }
}

const CLIENT_ID: &str = "CLI-interop";
/// Its characters show whether a client joins id and secret as they are, which is what Bandwidth expects.
const CLIENT_SECRET: &str = "open: sesame+%2F&=";

const PROGRAMS: [Program; 4] = [
    Program {
        client: "bandwidth-sdk (Python)",
        language: Language::Python,
        arguments: &["bandwidth_sdk.py"],
        prints: READ_AS_JSON,
        sends: &[
            // Its token request knows no proxy.
            "POST sandbox/api/v1/oauth2/token secret 200",
            "GET messaging.bandwidth.com/api/v2/users/{account}/messages token 200",
            "POST messaging.bandwidth.com/api/v2/users/{account}/messages token 202",
            "GET voice.bandwidth.com/api/v2/accounts/{account}/calls token 200",
            "GET voice.bandwidth.com/api/v2/accounts/{account}/statistics token 200",
            "GET api.bandwidth.com/v2/accounts/{account}/endpoints token 403",
        ],
    },
    Program {
        client: "bandwidth-sdk (JavaScript)",
        language: Language::JavaScript,
        arguments: &["bandwidth_sdk.js"],
        prints: READ_AS_JSON,
        sends: &[
            "POST api.bandwidth.com/api/v1/oauth2/token secret 200",
            "GET messaging.bandwidth.com/api/v2/users/{account}/messages token 200",
            "POST messaging.bandwidth.com/api/v2/users/{account}/messages token 202",
            "GET voice.bandwidth.com/api/v2/accounts/{account}/calls token 200",
            "GET voice.bandwidth.com/api/v2/accounts/{account}/statistics token 200",
            "GET api.bandwidth.com/v2/accounts/{account}/endpoints token 403",
        ],
    },
    Program {
        client: "bandwidth-numbers-sdk (Python)",
        language: Language::Python,
        arguments: &["bandwidth_numbers_sdk.py"],
        prints: READ_AS_XML,
        sends: READ_FROM_NUMBERS,
    },
    Program {
        client: "@bandwidth/numbers (JavaScript)",
        language: Language::JavaScript,
        arguments: &["--require", "./tunnel.js", "bandwidth_numbers.js"],
        prints: READ_AS_XML,
        sends: READ_FROM_NUMBERS,
    },
];

const READ_AS_JSON: &[&str] = &[
    "messages 0",
    "sent by +19195550142",
    "calls 0",
    "queue 900",
    "forbidden: The roles do not cover this resource",
];

const READ_AS_XML: &[&str] = &[
    "orders 5",
    "newest {order}",
    "its site {site}",
    "peer 618203",
    "subscriptions 2",
];

const READ_FROM_NUMBERS: &[&str] = &[
    "POST api.bandwidth.com/api/v1/oauth2/token secret 200",
    "GET dashboard.bandwidth.com/api/accounts/{account}/orders?page=1&size=10 token 200",
    "GET dashboard.bandwidth.com/api/accounts/{account}/orders/{order} token 200",
    "GET dashboard.bandwidth.com/api/accounts/{account}/sites/{site}/sippeers token 200",
    "GET dashboard.bandwidth.com/api/accounts/{account}/subscriptions token 200",
];
