//! `Examination`: credentials looked for, tried out, and judged.

use std::sync::Arc;
use std::time::Duration;

use bw_auth_blocking::Client;
use bw_auth_core::{BuildError, CheckReport, ClientCredentials, SiteId};
use bw_auth_sandbox::Sandbox;
use bw_auth_sources::{Chain, Explanation, Resolved, SourceError};

use super::diagnosis;
use super::text::claimed;
use super::warning::{self, Warning};
use crate::authorities;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::finding::Finding;
use crate::profiles;
use crate::proxy;
use crate::setup::Setup;

/// Credentials looked for, tried out, and judged.
#[derive(Debug)]
pub(super) struct Examination {
    /// Where they came from; a sandbox knows its own.
    pub(super) explanation: Option<Explanation>,
    /// What the service said, if there were any.
    pub(super) report: Option<CheckReport>,
    pub(super) finding: Finding,
    pub(super) warnings: Vec<Warning>,
}

impl Examination {
    /// # Errors
    ///
    /// No client can be built. That there are no credentials is no error here but a finding.
    pub(super) fn of(
        setup: &Setup,
        chain: &Arc<Chain>,
        site: Option<&SiteId>,
        timeout: Option<Duration>,
    ) -> Result<Self, Failure> {
        let explanation = chain.explain();
        let Some(resolved) = explanation.resolved() else {
            return Ok(Self::without_credentials(explanation));
        };
        let wrong = proxy::check(&proxy::urls_of(resolved))
            .err()
            .map(|failure| (failure, PROXIES));
        let wrong = wrong.or_else(|| {
            authorities::check()
                .err()
                .map(|failure| (failure, AUTHORITIES))
        });
        if let Some((failure, remedy)) = wrong {
            return Ok(Self::misconfigured(failure, remedy, explanation));
        }
        let mut builder = match setup.builder(Arc::clone(chain)) {
            Ok(builder) => builder,
            Err(failure) => return Ok(Self::misconfigured(failure, CA_FILE, explanation)),
        };
        if let Some(timeout) = timeout {
            builder = builder.timeout(timeout);
        }
        let client = match builder.build() {
            Err(error @ BuildError::NoRoots(_)) => {
                return Ok(Self {
                    finding: without_roots(&error),
                    explanation: Some(explanation),
                    report: None,
                    warnings: Vec::new(),
                });
            }
            built => built?,
        };
        let report = checked(&client, site);
        Ok(Self::judged(report, Some(resolved), Some(&explanation)))
    }

    /// A sandbox that lives as long as this takes, and its own client.
    ///
    /// # Errors
    ///
    /// The sandbox cannot be started.
    pub(super) fn of_sandbox() -> Result<Self, Failure> {
        authorities::needless()?;
        let started = Sandbox::start();
        let sandbox = started.map_err(|error| Failure::new(Exit::Failed, "cli.sandbox", &error))?;
        let credentials = ClientCredentials::new(sandbox.client_id(), sandbox.client_secret());
        let credentials =
            credentials.map_err(|error| Failure::new(Exit::Failed, error.code(), &error))?;
        let builder = Client::builder(credentials)
            .environment(sandbox.environment())
            .add_root_pem(sandbox.ca_pem())
            // The sandbox is on this machine, whatever lies between it and Bandwidth.
            .configure_http(|settings| settings.proxy(None));
        let site = sandbox.site_id().parse().ok();
        let report = checked(&builder.build()?, site.as_ref());
        Ok(Self::judged(report, None, None))
    }

    fn judged(
        report: CheckReport,
        resolved: Option<&Resolved>,
        explanation: Option<&Explanation>,
    ) -> Self {
        Self {
            finding: diagnosis::of(&report, resolved),
            warnings: warning::of(&report),
            report: Some(report),
            explanation: explanation.cloned(),
        }
    }

    fn misconfigured(failure: Failure, remedy: &str, explanation: Explanation) -> Self {
        Self {
            finding: Finding::new("misconfigured", failure.exit, failure.text)
                .remedy(remedy)
                .code(failure.code),
            explanation: Some(explanation),
            report: None,
            warnings: Vec::new(),
        }
    }

    fn without_credentials(explanation: Explanation) -> Self {
        let error = explanation.error().unwrap_or(&SourceError::NotConfigured);
        let finding = match error {
            SourceError::NotConfigured => {
                Finding::new("not_configured", Exit::NotConfigured, "There are no credentials.")
                    .remedies(other_profiles())
                    .remedy("Set BANDWIDTH_CLIENT_ID and BANDWIDTH_CLIENT_SECRET,")
                    .remedy("  or BANDWIDTH_CLIENT_ID_FILE and BANDWIDTH_CLIENT_SECRET_FILE to files that hold them,")
                    .remedy("  or keep them in a profile: bw-auth login")
                    .remedy("An API user has BANDWIDTH_USERNAME, BANDWIDTH_PASSWORD and BANDWIDTH_ACCOUNT_ID in their place.")
                    .remedy("Then run bw-auth doctor again. No account yet: bw-auth doctor --sandbox, bw-auth demo.")
            }
            wrong => {
                let wrong = Failure::not_configured(wrong);
                Finding::new("misconfigured", Exit::NotConfigured, wrong.text)
                    .remedy("bw-auth explain lists every place that was looked at")
            }
        };
        Self {
            finding: finding.code(error.code()),
            report: None,
            warnings: Vec::new(),
            explanation: Some(explanation),
        }
    }
}

/// Those that are kept under other names than the one that was looked for.
fn other_profiles() -> Option<String> {
    let names = profiles::names();
    (!names.is_empty()).then(|| {
        let names = claimed(&names);
        format!("The profile file has profiles of other names: {names}. Choose one with --profile, or BANDWIDTH_PROFILE.")
    })
}

fn checked(client: &Client, site: Option<&SiteId>) -> CheckReport {
    match site {
        Some(site) => client.check_site(site.clone()),
        None => client.check(),
    }
}

fn without_roots(error: &BuildError) -> Finding {
    let what = "No certificate is trusted here, so that no server can be: TLS cannot begin.";
    Finding::new("tls_roots", Exit::Network, what)
        .remedy("install the system's CA certificates (package ca-certificates)")
        .remedy("or name a PEM file of authorities with --ca FILE, or SSL_CERT_FILE; unset SSL_CERT_DIR if none are there")
        .code(error.code())
}

const PROXIES: &str =
    "the other variables for proxies are ALL_PROXY, HTTPS_PROXY, HTTP_PROXY and NO_PROXY";
const CA_FILE: &str = "name a file of authorities in PEM with --ca, or leave it out: the system's are trusted without it";
const AUTHORITIES: &str = "the system's CA certificates are used where SSL_CERT_FILE and SSL_CERT_DIR are not set; --ca FILE adds to them";
