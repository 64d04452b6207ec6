//! The diagnosis: from the answers of a check to one finding.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bw_auth_core::{
    Cause, CheckReport, CheckVerdict, Environment, Error, Forbidden, Probe, Rejection, Scheme,
    TokenError, Withheld,
};
use bw_auth_sources::Resolved;

use super::network;
use super::text::claimed;
use crate::exit::{Exit, is_answer};
use crate::failure::Failure;
use crate::finding::{Finding, whole_seconds};

pub(super) fn of(report: &CheckReport, resolved: Option<&Resolved>) -> Finding {
    let verdict = report.verdict();
    let mut probes = report.probes.iter();
    let decisive = match verdict {
        CheckVerdict::Accepted if answered(report) => return accepted(report),
        CheckVerdict::Accepted => probes.find(|probe| probe.outcome.is_err()),
        verdict => probes.find(|probe| probe.verdict() == verdict),
    };
    match decisive.map(|probe| (probe, &probe.outcome)) {
        Some((_, Err(error))) => failed(error, report, resolved).wait(error.wait()),
        Some((probe, Ok(status))) => in_trouble(probe, *status),
        None => Finding::new("unknown", Exit::Failed, "Nothing was asked."),
    }
}

/// Whether the service has looked at the credentials and said yes. A rate limit may be counted before they are looked at.
fn answered(report: &CheckReport) -> bool {
    let mut probes = report.probes.iter();
    probes.any(|probe| probe.outcome.is_ok() && probe.verdict() == CheckVerdict::Accepted)
}

fn accepted(report: &CheckReport) -> Finding {
    let what = match &report.account {
        Some(account) => format!("The service accepts these credentials for account {account}."),
        None => "The service accepts these credentials.".to_owned(),
    };
    Finding::new("accepted", Exit::Fine, what)
}

fn in_trouble(probe: &Probe, status: u16) -> Finding {
    trouble(format!(
        "The service answered {status} for {}, which says nothing about the credentials.",
        probe.name
    ))
}

fn trouble(what: String) -> Finding {
    Finding::new("service", Exit::Failed, what)
        .remedy("try again in a minute; if it stays, look at Bandwidth's status page")
        .remedy("a proxy or gateway in between may have answered in its place")
}

fn failed(error: &Error, report: &CheckReport, resolved: Option<&Resolved>) -> Finding {
    if let Some(fault) = error.fault() {
        return network::of(error, fault, resolved);
    }
    let exit = Exit::of(error);
    let finding = match error {
        Error::Rejected(rejection) => rejected(rejection, resolved),
        Error::Forbidden(forbidden) => lacking_a_role(forbidden),
        Error::Token(token) => without_token(token, exit),
        Error::RateLimited(limited) => Finding::new(
            "rate_limited",
            exit,
            format!(
                "The service limits the rate of these credentials ({}).",
                limited.answer()
            ),
        )
        .remedy(later(limited.wait())),
        Error::Withheld(Withheld::AccountMissing) => without_account(report, exit),
        Error::Provider(_) => Finding::new("provider", exit, said(error))
            .remedy("bw-auth explain lists every place that was looked at"),
        Error::Withheld(withheld) if is_answer(withheld) => trouble(said(error)),
        Error::Withheld(_) => Finding::new("withheld", exit, said(error)),
        _ => Finding::new("failed", exit, said(error)),
    };
    finding.code(error.code())
}

fn without_account(report: &CheckReport, exit: Exit) -> Finding {
    let accounts = report.claims.iter().flat_map(|claims| claims.accounts());
    let accounts: Vec<_> = accounts.cloned().collect();
    let what = match accounts.as_slice() {
        [] => "No account is set, and none is known by a token.".to_owned(),
        several => format!(
            "No account is set, and the token is good for several: {}. Which of them is meant has to be said.",
            claimed(several)
        ),
    };
    Finding::new("no_account", exit, what)
        .remedy("set BANDWIDTH_ACCOUNT_ID, account_id in the profile, or --account")
}

fn rejected(rejection: &Rejection, resolved: Option<&Resolved>) -> Finding {
    let finding = |verdict, what: String| Finding::new(verdict, Exit::Rejected, what);
    let account = match rejection.account() {
        Some(account) => format!("account {account}"),
        None => "this request".to_owned(),
    };
    let (origin, answer) = (rejection.origin(), rejection.answer());
    if rejection.fingerprint().scheme() == Scheme::Basic {
        return finding(
            "secret_or_account",
            format!(
                "{origin} does not accept this username and password for {account} ({answer}). It does not say which of them is wrong."
            ),
        )
        .remedies(rejection.causes().iter().map(|cause| format!("check {cause}")));
    }
    let claims = rejection.claims();
    // One that was fetched a moment ago has not: then it is a clock that is wrong.
    let is_given = rejection.fingerprint().scheme() == Scheme::Bearer;
    let end = claims.and_then(|claims| claims.expires_at());
    if is_given && end.is_some_and(|end| end <= now()) {
        return finding(
            "token_expired",
            format!("The token has expired by its own words, and {origin} does not accept it ({answer})."),
        )
        .remedy("set a new token")
        .remedy("or set a client id and secret, with which tokens are renewed by themselves");
    }
    if let Some(name) = rejection.foreign_environment() {
        return finding(
            "environment",
            format!(
                "The token says that it is of the {name} environment, and requests go to {}: {origin} does not accept it ({answer}).",
                rejection.environment()
            ),
        )
        .remedy(set_environment(name))
        .remedy(format!("or use a token of {}", rejection.environment()));
    }
    let names = claims.zip(rejection.account());
    if let Some((claims, account)) = names.filter(|(claims, id)| claims.names(id) == Some(false)) {
        return finding(
            "account",
            format!(
                "The token is good for account {}, not for {account}: {origin} does not accept it there ({answer}).",
                claimed(claims.accounts())
            ),
        )
        .remedy("set one of its accounts: BANDWIDTH_ACCOUNT_ID, account_id in the profile, or --account")
        .remedy("or use credentials that have this account");
    }
    if let Some((name, place)) = resolved.and_then(foreign_tokens) {
        return finding(
            "environment",
            format!(
                "The token is of the {name} environment, and requests go to {}: {origin} does not accept it ({answer}).",
                rejection.environment()
            ),
        )
        .remedy(set_environment(&name))
        .remedy(format!("or unset {place}, and use credentials of {}", rejection.environment()));
    }
    let is_named = names.is_some_and(|(claims, account)| claims.names(account) == Some(true));
    let causes = rejection.causes().iter();
    let causes = causes.filter(|cause| !(is_named && **cause == Cause::Account));
    finding(
        "token",
        format!("{origin} does not accept the token for {account} ({answer})."),
    )
    .remedies(causes.map(|cause| format!("check {cause}")))
    .remedy(
        "a token of the test environment is not accepted by production, nor the other way round",
    )
}

/// Any of them may be what decides: a profile that is named stands before the variable.
fn set_environment(name: &str) -> String {
    format!(
        "set the environment to {name}: BANDWIDTH_ENVIRONMENT, environment in the profile, or --environment"
    )
}

/// The environment that tokens are fetched from, and where that is said, if it is another than requests go to.
fn foreign_tokens(resolved: &Resolved) -> Option<(String, String)> {
    let place = resolved.token_url_from()?;
    let origin =
        |environment: &Environment| environment.token_url().map(|url| url.origin().clone());
    let used = origin(resolved.environment())?;
    let known = [Environment::production(), Environment::test()];
    let owner = known
        .iter()
        .find(|known| origin(known).as_ref() == Some(&used))?;
    let is_foreign = owner.name() != resolved.environment().name();
    is_foreign.then(|| (owner.name().to_owned(), place.to_string()))
}

fn lacking_a_role(forbidden: &Forbidden) -> Finding {
    let what = format!(
        "{} knows these credentials, and they may do nothing that was tried ({}).",
        forbidden.origin(),
        forbidden.answer()
    );
    let finding = Finding::new("forbidden", Exit::Forbidden, what);
    match forbidden.claims() {
        Some(claims) if claims.roles().is_empty() => finding.remedy(
            "the token has no role: give the client the roles that it needs in the Bandwidth App",
        ),
        Some(claims) => finding.remedy(format!(
            "the token has the roles {}: give the client those that it lacks in the Bandwidth App",
            claimed(claims.roles())
        )),
        None => finding.remedy("give the credentials the role that they need in the Bandwidth App"),
    }
    .remedy("or have the product enabled for the account")
}

fn without_token(error: &TokenError, exit: Exit) -> Finding {
    let endpoint = error.endpoint();
    let answer = match error.answer() {
        Some(answer) => format!(" ({answer})"),
        None => String::new(),
    };
    let said = error.answer().and_then(|answer| answer.code());
    let status = error.answer().map(|answer| answer.status());
    match error.code() {
        "token.refused" if is_not_the_pair(said, status) => Finding::new(
            "token_request",
            exit,
            format!("{endpoint} refuses the request for a token{answer}."),
        )
        .remedy("read its answer: it names what is not allowed, such as the scope, or the grant of client credentials to this client")
        .remedy("check in the Bandwidth App what this client may do")
        .remedy("a proxy or gateway in between may have answered in its place"),
        "token.refused" => Finding::new(
            "secret",
            exit,
            format!("{endpoint} does not accept this client id and secret{answer}."),
        )
        .remedy("check client id and client secret (case sensitive)")
        .remedy("check whether the secret has expired or was replaced")
        .remedy("check the environment: a client of test is unknown to production, and the other way round")
        .remedy("an API user's name and password are none: set them as BANDWIDTH_USERNAME and BANDWIDTH_PASSWORD"),
        "token.rate_limited" => Finding::new(
            "rate_limited",
            exit,
            format!("{endpoint} limits the rate of token requests{answer}."),
        )
        .remedy(later(error.next_try()))
        .remedy("let processes share their tokens: docs/sources.md, Tokens between processes"),
        _ => Finding::new("token_endpoint", exit, format!("There is no token: {error}."))
            .remedy("try again in a minute; if it stays, check the token URL and what is between here and there"),
    }
}

fn is_not_the_pair(code: Option<&str>, status: Option<u16>) -> bool {
    match code {
        Some("invalid_client") => false,
        // RFC 6749 has no 403: it is of a gateway, or of a rule about who may ask.
        code => status == Some(403) || code.is_some_and(|code| NOT_THE_PAIR.contains(&code)),
    }
}

/// RFC 6749 section 5.2: what is refused is another thing than id and secret.
const NOT_THE_PAIR: [&str; 4] = [
    "invalid_request",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
];

fn later(wait: Option<Duration>) -> String {
    match wait {
        Some(wait) => format!("try again in {} s", whole_seconds(wait).max(1)),
        None => "try again later; it does not say when".to_owned(),
    }
}

fn said(error: &Error) -> String {
    Failure::new(Exit::of(error), error.code(), error).text
}

fn now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}
