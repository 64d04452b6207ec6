//! Judgement: what Bandwidth would make of the answers, and what there is to do.

use bw_auth_core::Fault;
use bw_auth_sandbox::CallbackKind;
use http::StatusCode;
use http::header::LOCATION;
use http::uri::Scheme;

use super::challenge::Asked;
use super::is_loopback;
use super::port;
use super::steps::{Answer, Course, Endpoint};
use super::tls;
use super::wrong::Wrong;
use crate::exit::Exit;
use crate::finding::Finding;

pub(super) fn of(course: &Course, kind: CallbackKind, endpoint: &Endpoint) -> Finding {
    let finding = of_answers(course, kind, endpoint);
    match port::uncalled(&endpoint.uri) {
        // What listens on this machine alone is not what is registered.
        Some(port) if !is_loopback(&endpoint.uri) => finding.remedy(format!(
            "register a URL with another port: Bandwidth sends callbacks to 80, 443 and those from 1024 on, and not to {port}"
        )),
        _ => finding,
    }
}

fn of_answers(course: &Course, kind: CallbackKind, endpoint: &Endpoint) -> Finding {
    let thirds = course.thirds.iter();
    let taken = thirds.filter_map(|(wrong, answer)| match answer {
        Answer::Status(status, _) if status.is_success() => Some((*wrong, *status)),
        _ => None,
    });
    let taken: Vec<_> = taken.collect();
    if !taken.is_empty() {
        return unchecked(&taken);
    }
    let status = |answer, step| status(answer, kind, endpoint, step);
    let judged = status(&course.first, "first").and_then(|first_status| {
        Ok(match (&course.asked, &course.second) {
            (None, _) => first(first_status),
            (Some(asked), None) => not_asked(asked),
            (Some(asked), Some(second)) => {
                let finding = second_step(asked, status(second, "second")?);
                let thirds = course.thirds.iter();
                thirds.fold(finding, |finding, (_, answer)| remark(finding, answer))
            }
        })
    });
    judged.unwrap_or_else(|finding| finding)
}

fn first(status: StatusCode) -> Finding {
    if status.is_success() {
        return Finding::new(
            "open",
            Exit::Failed,
            format!("The endpoint answered {} to a callback without credentials: it takes them from anybody.", status.as_u16()),
        )
        .remedy("have it verify every callback, and answer 401 with WWW-Authenticate: Basic realm=\"\" to what has no credentials")
        .remedy("if it does so, look for a gateway in front that answers in its place");
    }
    Finding::new(
        "no_challenge",
        Exit::Failed,
        format!(
            "The endpoint answered {} to a callback without credentials, and no 401. Bandwidth makes no second try then, and the callback is lost.",
            status.as_u16()
        ),
    )
    .remedy("answer 401 before anything else is looked at: the first request has the whole body, and no credentials")
    .remedy("a 404 or 405 is a wrong path; a 403 is often a firewall or an authorizer in front")
}

/// A 401 after which nothing more was sent.
fn not_asked(asked: &Asked) -> Finding {
    match asked {
        Asked::Basic { .. } => Finding::new(
            "challenged",
            Exit::Fine,
            "The endpoint asks for Basic credentials as Bandwidth needs it. What it makes of them was not tried, since none were given.",
        )
        .remedy("name them to try: --username, and WEBHOOK_PASSWORD or --secret-stdin"),
        Asked::Other(word) => Finding::new(
            "other_challenge",
            Exit::Failed,
            format!("The endpoint answered 401 with a WWW-Authenticate that is no challenge for Basic with a realm; it begins with {word:?}. Bandwidth answers no other, and the callback is lost."),
        )
        .remedy("answer WWW-Authenticate: Basic realm=\"\" on this path; frameworks may add another by themselves"),
        Asked::Nothing { renamed } => {
            let finding = Finding::new(
                "challenge_removed",
                Exit::Failed,
                "The endpoint answered 401 without the field WWW-Authenticate. Bandwidth makes no second try then, and the callback is lost.",
            );
            match renamed.as_slice() {
                names @ [_, ..] => finding.remedy(format!(
                    "a gateway has renamed it to {}: have the gateway answer with the right name (docs/callbacks.md, What breaks the two steps)",
                    names.join(", ")
                )),
                [] => finding
                    .remedy("if the server sends it, a gateway or an error page in front has removed it (docs/callbacks.md, What breaks the two steps)")
                    .remedy("if not, have the server send WWW-Authenticate: Basic realm=\"\""),
            }
        }
    }
}

fn second_step(asked: &Asked, status: StatusCode) -> Finding {
    let code = status.as_u16();
    if status.is_success() {
        let finding = Finding::new(
            "accepted",
            Exit::Fine,
            format!("The endpoint asks for credentials, and takes them ({code})."),
        );
        return match asked {
            Asked::Basic { realm_is_empty: false } => finding.remedy(
                "its realm is not the empty one of Bandwidth's documentation: Basic realm=\"\" is known to work",
            ),
            _ => finding,
        };
    }
    if status == StatusCode::UNAUTHORIZED {
        return Finding::new(
            "rejected",
            Exit::Rejected,
            "The endpoint asks for Basic credentials, and does not take these.",
        )
        .remedy("check username and password, case included, against what the server has and what is registered at Bandwidth")
        .remedy("check whether something in front drops the Authorization field: the server would see the first step twice");
    }
    Finding::new(
        "failed",
        Exit::Failed,
        format!(
            "The endpoint asks for credentials, and answered {code} to the callback that had them."
        ),
    )
    .remedy("look into its log: this body is of the right form, and its ids are made up")
}

fn unchecked(taken: &[(Wrong, StatusCode)]) -> Finding {
    let ways = taken.iter().map(|(wrong, status)| {
        let status = status.as_u16();
        format!("{} ({status}): {}", wrong.taken(), wrong.who())
    });
    let ways: Vec<_> = ways.collect();
    Finding::new(
        "unchecked",
        Exit::Failed,
        format!(
            "The endpoint asks for credentials, and {}.",
            ways.join("; it ")
        ),
    )
    .remedy("have it compare username and password with the pair that is registered, in constant time: CallbackVerifier and CallbackLayer do")
    .remedy("if it does so, look for something in front that answers, or puts credentials of its own, in the place of those that came")
}

/// What there is to say of the answer to a wrong pair that was not taken, if it has not been said of another.
fn remark(finding: Finding, third: &Answer) -> Finding {
    let remark = match third {
        Answer::Status(status, _) if *status != StatusCode::UNAUTHORIZED => format!(
            "wrong credentials are answered {}: 401 with the challenge tells everybody what is missing",
            status.as_u16()
        ),
        Answer::Broken(fault, _) => format!(
            "what it makes of wrong credentials is not known, since no answer came ({fault})"
        ),
        Answer::Status(..) => return finding,
    };
    match finding.remedies.contains(&remark) {
        true => finding,
        false => finding.remedy(remark),
    }
}

/// The status of an answer; what is wrong where none came, or one that leads elsewhere.
fn status(
    answer: &Answer,
    kind: CallbackKind,
    endpoint: &Endpoint,
    step: &str,
) -> Result<StatusCode, Finding> {
    let (fault, cause) = match answer {
        Answer::Status(status, fields) if status.is_redirection() => {
            let finding = Finding::new(
                "redirect",
                Exit::Failed,
                format!(
                    "The endpoint answered the {step} request with a redirect ({}), which is no success.",
                    status.as_u16()
                ),
            );
            return Err(finding.remedy(match fields.contains_key(LOCATION) {
                true => "register the URL that it leads to: with https, and with or without the slash at its end",
                false => "it names no other URL: look for a cache or a web server in front that answers in place of the handler",
            }));
        }
        Answer::Status(status, _) => return Ok(*status),
        Answer::Broken(fault, cause) => (*fault, cause.as_str()),
    };
    let network = |verdict, what: String| Finding::new(verdict, Exit::Network, what);
    let why = match cause {
        "" => String::new(),
        cause => format!(" ({cause})"),
    };
    Err(match fault {
        Fault::Timeout => network(
            "slow",
            match endpoint.time_limit {
                Some(limit) => format!("No answer to the {step} request came within {limit:?}."),
                None => format!(
                    "No answer to the {step} request came within {:?}, which is all that Bandwidth waits for a callback of this kind.",
                    kind.time_limit()
                ),
            },
        )
        .remedy("answer at once, and do the work afterwards")
        .remedy("if nothing arrives there at all, a firewall may drop packets without a word"),
        Fault::Tls => tls::judged(cause, &why),
        Fault::Dns => network("dns", format!("The name of the endpoint cannot be resolved{why}."))
            .remedy("check the spelling, and that the name is public"),
        Fault::Connect => network("connect", format!("No connection to the endpoint can be made{why}."))
            .remedy("check port and firewall: Bandwidth calls from outside"),
        Fault::Proxy => network("proxy", format!("The proxy between here and the endpoint does not connect{why}."))
            .remedy("unset HTTPS_PROXY for this test: Bandwidth does not use it"),
        Fault::Closed => {
            let finding = network("closed", format!("The connection was closed before an answer to the {step} request came{why}."));
            // Each request has a connection of its own, so a demand that TLS makes meets the first of them.
            let finding = match step == "first" && endpoint.uri.scheme() == Some(&Scheme::HTTPS) {
                true => finding.remedy(format!("the endpoint, or a gateway in front, may want a certificate of the client, which TLS need not say: {}", tls::NO_CERTIFICATE)),
                false => finding,
            };
            finding.remedy("look into the log of the server, and of what is in front of it, for a handler that ended early or a limit on requests")
        }
        _ => network("network", format!("The {step} request broke: {fault}{why}."))
            .remedy("look into the endpoint's log, and that of the proxy before it"),
    })
}
