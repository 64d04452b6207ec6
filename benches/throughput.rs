//! Requests over loopback TLS, one after another: each client against the bare HTTP library with a fixed header.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bw_auth_async::reqwest;
use bw_auth_benches::Ratio;
use bw_auth_blocking::ureq;
use bw_auth_core::{
    AccountId, Authorization, BasicCredentials, Endpoint, http::header::AUTHORIZATION,
};
use bw_auth_sandbox::{Fault, Sandbox};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio::runtime::{Builder, Runtime};

/// Fails when a client's lower confidence bound is under the budget, after the whole table has been printed.
fn main() -> ExitCode {
    println!();
    println!("| requests over loopback TLS | ours | bare library | ours ÷ bare (95 %) | budget |");
    println!("|---|--:|--:|--:|---|");
    let met = [
        over_reqwest(Answer::Small),
        over_ureq(Answer::Small),
        over_reqwest(Answer::Page),
        over_ureq(Answer::Page),
    ];
    if met == [true; 4] {
        return ExitCode::SUCCESS;
    }
    eprintln!("a throughput budget is missed");
    ExitCode::FAILURE
}

fn over_reqwest(answer: Answer) -> bool {
    let bench = Bench::new(answer);
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let client = bw_auth_async::Client::builder(bench.pair.clone())
        .environment(bench.sandbox.environment())
        .account(bench.account.clone())
        .add_root_pem(bench.sandbox.ca_pem())
        .configure_http(|http| http.no_proxy())
        .build()
        .expect("a client");
    let bare = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .timeout(TIMEOUT)
        .connect_timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .tls_backend_preconfigured(bench.tls())
        .no_proxy()
        .build()
        .expect("a client");
    let run = |runtime: &Runtime, ours: bool| {
        runtime.block_on(async {
            for _ in 0..REQUESTS {
                let response = if ours {
                    client
                        .get(Endpoint::subscriptions())
                        .send()
                        .await
                        .expect("a response")
                } else {
                    let value = bench.authorization.header_value();
                    bare.get(&bench.url)
                        .header(AUTHORIZATION, value)
                        .send()
                        .await
                        .expect("a response")
                };
                assert_eq!(response.status(), 200);
                response.bytes().await.expect("a body");
            }
        });
    };
    bench.compare(
        "`bw-auth-async` over reqwest",
        || run(&runtime, true),
        || run(&runtime, false),
    )
}

fn over_ureq(answer: Answer) -> bool {
    let bench = Bench::new(answer);
    let client = bw_auth_blocking::Client::builder(bench.pair.clone())
        .environment(bench.sandbox.environment())
        .account(bench.account.clone())
        .add_root_pem(bench.sandbox.ca_pem())
        .configure_http(|settings| settings.proxy(None))
        .build()
        .expect("a client");
    let root =
        ureq::tls::Certificate::from_pem(bench.sandbox.ca_pem().as_bytes()).expect("a certificate");
    let tls = ureq::tls::TlsConfig::builder()
        .root_certs(ureq::tls::RootCerts::new_with_certs(&[root]))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    let bare: ureq::Agent = ureq::Agent::config_builder()
        .user_agent(USER_AGENT)
        .timeout_global(Some(TIMEOUT))
        .tls_config(tls)
        .proxy(None)
        .build()
        .into();
    let run = |ours: bool| {
        for _ in 0..REQUESTS {
            let response = if ours {
                client
                    .get(Endpoint::subscriptions())
                    .send()
                    .expect("a response")
            } else {
                let value = bench.authorization.header_value();
                bare.get(&bench.url)
                    .header(AUTHORIZATION, value)
                    .call()
                    .expect("a response")
            };
            assert_eq!(response.status(), 200);
            response.into_body().read_to_vec().expect("a body");
        }
    };
    bench.compare("`bw-auth-blocking` over ureq", || run(true), || run(false))
}

/// How much the server answers.
#[derive(Clone, Copy)]
enum Answer {
    /// The account's subscriptions, 1 KB: shows the fixed cost of a request at its worst.
    Small,
    /// 64 KiB, as much as a page of some 150 orders.
    Page,
}

/// A server, and what both clients are told of it.
struct Bench {
    answer: Answer,
    sandbox: Sandbox,
    account: AccountId,
    pair: BasicCredentials,
    authorization: Authorization,
    url: String,
}

impl Bench {
    fn new(answer: Answer) -> Self {
        let sandbox = Sandbox::start().expect("a sandbox");
        if let Answer::Page = answer {
            sandbox.script(Fault::huge_body(64 * 1024, 200).always());
        }
        let account: AccountId = sandbox.account_id().parse().expect("an account id");
        let pair =
            BasicCredentials::new(sandbox.username(), sandbox.password()).expect("a valid pair");
        let url = format!("{}/api/accounts/{account}/subscriptions", sandbox.url());
        Self {
            answer,
            authorization: Authorization::basic(&pair),
            sandbox,
            account,
            pair,
            url,
        }
    }

    fn tls(&self) -> rustls::ClientConfig {
        let mut roots = RootCertStore::empty();
        let root = CertificateDer::from_pem_slice(self.sandbox.ca_pem().as_bytes())
            .expect("a certificate");
        roots.add(root).expect("a root certificate");
        rustls::ClientConfig::builder_with_provider(Arc::new(
            rustls::crypto::ring::default_provider(),
        ))
        .with_safe_default_protocol_versions()
        .expect("the provider's own versions")
        .with_root_certificates(roots)
        .with_no_client_auth()
    }

    /// The two take turns, in alternating order. Prints a row; whether the budget was met.
    fn compare(&self, name: &str, mut ours: impl FnMut(), mut bare: impl FnMut()) -> bool {
        let timed = |run: &mut dyn FnMut()| {
            let start = Instant::now();
            run();
            let rate = REQUESTS as f64 / start.elapsed().as_secs_f64();
            // The server's log must not be what grows during the measurement.
            self.sandbox.clear_log();
            rate
        };
        timed(&mut ours);
        timed(&mut bare);
        let pairs: Vec<(f64, f64)> = (0..ROUNDS)
            .map(|round| {
                if round % 2 == 0 {
                    let ours = timed(&mut ours);
                    (ours, timed(&mut bare))
                } else {
                    let bare = timed(&mut bare);
                    (timed(&mut ours), bare)
                }
            })
            .collect();
        let ratio = Ratio::of_pairs(pairs.iter().copied()).expect("there are rounds");
        let met = ratio.lower >= BUDGET;
        let size = match self.answer {
            Answer::Small => "1 KB",
            Answer::Page => "64 KiB",
        };
        let verdict = if met { "met" } else { "**missed**" };
        println!(
            "| {name}, answers of {size} | {:.0}/s | {:.0}/s | {ratio} | lower bound ≥ {BUDGET:.2}: {verdict} |",
            median(pairs.iter().map(|(ours, _)| *ours)),
            median(pairs.iter().map(|(_, bare)| *bare)),
        );
        met
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// What ours sends, so that the same bytes go over the wire.
const USER_AGENT: &str = "bw-auth/0.1.0";
/// Both clients have a limit: one without any waits for ever for a server that does not answer.
const TIMEOUT: Duration = Duration::from_secs(60);
const ROUNDS: usize = 200;
const REQUESTS: usize = 50;
const BUDGET: f64 = 0.95;
