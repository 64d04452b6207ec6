//! Both clients against nginx and Apache with `auth_basic`: whom do servers let in that share no code with us?
//!
//! `cargo xtask interop` starts the servers and says where they are: `BW_INTEROP_NGINX_URL` and
//! `BW_INTEROP_APACHE_URL`, the certificate to trust (`BW_INTEROP_CA_FILE`), and the users that they know
//! (`BW_INTEROP_USERS_FILE`, a `username:password` on each line).

use core::error::Error as StdError;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use std::{env, fs};

use bw_auth_core::{BasicCredentials, Endpoint, Environment, Error, Service};
use bw_auth_tests::{Driver, Events, OverAsync, OverBlocking, Setup};

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
    let ca = fs::read_to_string(variable("BW_INTEROP_CA_FILE")?)?;
    let users = Users::read(&fs::read_to_string(variable("BW_INTEROP_USERS_FILE")?)?)?;
    let mut report = Report::default();
    report.heading();
    for (server, url) in [
        ("nginx", variable("BW_INTEROP_NGINX_URL")?),
        ("Apache", variable("BW_INTEROP_APACHE_URL")?),
    ] {
        let setup = || setup(&url, &ca);
        report.try_all(server, "async", &OverAsync::start(setup()?), &users)?;
        report.try_all(server, "blocking", &OverBlocking::start(setup()?), &users)?;
    }
    println!("\ninterop: {} checks", report.checks);
    for difference in &report.differences {
        println!("differs: {difference}");
    }
    Ok(report.differences.is_empty())
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("{name} is not set; `cargo xtask interop` sets it"))
}

fn setup(url: &str, ca: &str) -> Result<Setup, Box<dyn StdError>> {
    Ok(Setup {
        // Replaced for each check.
        provider: Arc::new(BasicCredentials::new("nobody", "nothing")?),
        environment: Environment::custom("interop").with_origin(Service::Numbers, url)?,
        account: None,
        retry: None,
        foreign_host: None,
        timeout: Duration::from_secs(60),
        clock: None,
        root_pem: vec![ca.to_owned()],
        proxy: None,
        added: Vec::new(),
        events: Events::default(),
        stand_in: None,
    })
}

#[derive(Clone, PartialEq, Eq)]
struct Pair {
    username: String,
    password: String,
}

/// Who is to be let in.
struct Users(Vec<Pair>);

impl Users {
    fn read(text: &str) -> Result<Self, &'static str> {
        let pairs: Option<Vec<_>> = text
            .lines()
            .map(|line| {
                let (username, password) = line.split_once(':')?;
                Some(Pair {
                    username: username.to_owned(),
                    password: password.to_owned(),
                })
            })
            .collect();
        match pairs {
            Some(pairs) if !pairs.is_empty() => Ok(Self(pairs)),
            _ => Err(
                "the file of users is not made of lines with a username, a colon and a password",
            ),
        }
    }
}

#[derive(Default)]
struct Report {
    checks: usize,
    differences: Vec<String>,
}

impl Report {
    fn heading(&self) {
        let names = VARIANTS.map(|(name, _)| format!("{name:<17}"));
        println!(
            "{:<7} {:<9} {:<8} {}",
            "server",
            "transport",
            "user",
            names.concat().trim_end()
        );
    }

    /// A row for each user: the pair itself, and whatever is nearly it.
    fn try_all(
        &mut self,
        server: &str,
        transport: &str,
        driver: &impl Driver,
        users: &Users,
    ) -> Result<(), Box<dyn StdError>> {
        for user in &users.0 {
            let mut row = format!("{server:<7} {transport:<9} {:<8}", user.username);
            for (name, vary) in VARIANTS {
                let variant = vary(user.clone());
                let cell = if variant == *user && name != ITSELF {
                    "-".to_owned()
                } else {
                    let wanted = if users.0.contains(&variant) {
                        ACCEPTED
                    } else {
                        REJECTED
                    };
                    let found = outcome(driver, &variant)?;
                    self.checks += 1;
                    if found != wanted {
                        self.differences.push(format!(
                            "{server}, {transport}, {}, {name}: {found}, not {wanted}",
                            user.username
                        ));
                    }
                    found
                };
                row.push_str(&format!(" {cell:<16}"));
            }
            println!("{}", row.trim_end());
        }
        Ok(())
    }
}

/// What the server says to this pair. Nothing is known of it from before, so that no rejection stops a later check.
fn outcome(driver: &impl Driver, pair: &Pair) -> Result<String, Box<dyn StdError>> {
    let credentials = BasicCredentials::new(&pair.username, pair.password.as_str())?;
    let endpoint = Endpoint::path(Service::Numbers, "/any/path")?;
    Ok(match driver.with_credentials(credentials).get(endpoint) {
        Ok(reply) if reply.status == 200 => ACCEPTED.to_owned(),
        Ok(reply) => format!("status {}", reply.status),
        Err(Error::Rejected(_)) => REJECTED.to_owned(),
        Err(other) => other.code().to_owned(),
    })
}

fn swap_case(text: &str) -> String {
    let swap = |c: char| -> String {
        if c.is_lowercase() {
            c.to_uppercase().collect()
        } else {
            c.to_lowercase().collect()
        }
    };
    text.chars().map(swap).collect()
}

type Vary = fn(Pair) -> Pair;

const VARIANTS: [(&str, Vary); 5] = [
    (ITSELF, |pair| pair),
    ("username's case", |pair| Pair {
        username: swap_case(&pair.username),
        ..pair
    }),
    ("password's case", |pair| Pair {
        password: swap_case(&pair.password),
        ..pair
    }),
    ("wrong password", |pair| Pair {
        password: format!("{}x", pair.password),
        ..pair
    }),
    ("trimmed", |pair| Pair {
        password: pair.password.trim().to_owned(),
        ..pair
    }),
];

const ITSELF: &str = "as it is";
const ACCEPTED: &str = "accepted";
const REJECTED: &str = "rejected";
