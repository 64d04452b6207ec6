//! An answer, printed while it comes.

use bw_auth_blocking::RequestBuilder;
use bw_auth_blocking::ureq::http::StatusCode;
use bw_auth_core::{Answer, Error, Outcome, Withheld};

use super::out::Out;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::remark;

/// What the service answered.
#[derive(Debug)]
pub(super) enum Printed {
    Success,
    /// 401, 403 or 429, and what that means.
    Refused(Failure),
    /// Any other status that is no success.
    Other,
    /// There was nothing to print, and that is for where the request was to go: others may get an answer.
    Unsent(Failure),
}

/// Sends the request. The body goes to standard output, the status to standard error, with `label` where there are many.
///
/// # Errors
///
/// There was no answer, or it broke off.
pub(super) fn print(
    request: RequestBuilder,
    label: Option<&str>,
    out: &mut Out,
) -> Result<Printed, Failure> {
    match request.send() {
        Ok(response) => {
            let status = response.status();
            say(status, label);
            if status.is_success() {
                out.copy(&mut response.into_body().into_reader())?;
                return Ok(Printed::Success);
            }
            let (head, body) = response.into_parts();
            let outcome = head.extensions.get::<Outcome>().cloned();
            let is_complete = out.copy_start(&mut body.into_reader(), |text| {
                outcome.unwrap_or_default().redact(text)
            })?;
            say_cut(is_complete);
            Ok(Printed::Other)
        }
        // Not as raw responses: these errors say what the status means, and keep the body without the credentials.
        Err(error) => {
            let Some((status, answer)) = refusal(&error) else {
                let is_of_the_place = is_of_the_place(&error);
                if let Some(status) = unfollowed(&error) {
                    say(status, label);
                }
                let failure = failed(error);
                return if is_of_the_place {
                    Ok(Printed::Unsent(failure))
                } else {
                    Err(failure)
                };
            };
            say(status, label);
            out.copy(&mut answer.body())?;
            say_cut(answer.is_complete());
            Ok(Printed::Refused(error.into()))
        }
    }
}

/// What was refused, and with which status. A token endpoint's answer is not what was asked for.
fn refusal(error: &Error) -> Option<(StatusCode, &Answer)> {
    let answer = match error {
        Error::Forbidden(_) | Error::RateLimited(_) | Error::Rejected(_) => error.answer()?,
        _ => return None,
    };
    Some((StatusCode::from_u16(answer.status()).ok()?, answer))
}

/// The status of a redirect that leads nowhere.
fn unfollowed(error: &Error) -> Option<StatusCode> {
    match error {
        Error::Withheld(withheld) => StatusCode::from_u16(withheld.status()?).ok(),
        _ => None,
    }
}

/// Whether a request to another place may go through.
fn is_of_the_place(error: &Error) -> bool {
    match error {
        Error::Withheld(
            // These come of the options and of the environment.
            Withheld::AuthorizationPresent
            | Withheld::ServiceMissing { .. }
            | Withheld::TokenUrlMissing { .. },
        ) => false,
        Error::Withheld(_) => true,
        _ => false,
    }
}

/// What is wrong with the command line, rather than with what is set up.
pub(crate) fn failed(error: Error) -> Failure {
    let exit = match &error {
        Error::Request(_)
        | Error::Withheld(
            Withheld::AuthorizationPresent | Withheld::MalformedUrl(_) | Withheld::Userinfo,
        ) => Exit::Usage,
        other => Exit::of(other),
    };
    Failure::new(exit, error.code(), &error)
}

fn say(status: StatusCode, label: Option<&str>) {
    let reason = status.canonical_reason().unwrap_or_default();
    let code = status.as_str();
    let line = [code, reason, label.unwrap_or_default()];
    let said: Vec<_> = line.into_iter().filter(|part| !part.is_empty()).collect();
    remark(&said.join(" "));
}

fn say_cut(is_complete: bool) {
    if !is_complete {
        remark("the body goes on; its start is what was printed");
    }
}
