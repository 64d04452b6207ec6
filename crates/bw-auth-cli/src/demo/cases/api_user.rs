//! What an API user meets: its username and password go along with each request.

use core::error::Error;

use bw_auth_core::BasicCredentials;
use bw_auth_sandbox::Sandbox;

use super::{Caller, other_account};
use crate::demo::case::Case;
use crate::demo::incident::{Incident, MINUTE};
use crate::demo::outcome::Outcome;

pub(super) fn cases(sandbox: &Sandbox) -> Result<Vec<Case>, Box<dyn Error>> {
    let (username, password) = (sandbox.username(), sandbox.password());
    let by = |username: &str, password: &str| {
        Ok::<_, Box<dyn Error>>(Caller {
            credentials: BasicCredentials::new(username, password)?.into(),
            account: sandbox.account_id().parse()?,
            for_tokens: 0,
        })
    };
    let user = by(username, password)?;
    let wrong_password = by(username, &format!("{password}x"))?;
    let capitals = by(&username.to_uppercase(), password)?;
    let stranger = Caller {
        account: other_account(sandbox)?,
        ..by(username, password)?
    };

    let mut cases = user.open_endpoints(sandbox)?;
    cases.extend([
        wrong_password.orders("wrong password", Outcome::Rejected),
        capitals.orders("username in capitals", Outcome::Rejected),
        stranger.orders("wrong account", Outcome::Rejected),
        user.missing_role()?,
        user.orders_across(
            "over the rate limit",
            Incident::RateIsLimited,
            Outcome::RateLimited { wait: Some(MINUTE) },
        ),
        user.unlisted_origin(sandbox)?,
        user.orders_across(
            "API users retired",
            Incident::ApiUsersRetire,
            Outcome::Rejected,
        ),
    ]);
    Ok(cases)
}
