//! What an OAuth client meets: its id and secret are exchanged for a token, which goes along with each request.

use core::error::Error;

use bw_auth_core::ClientCredentials;
use bw_auth_sandbox::Sandbox;

use super::{Caller, other_account};
use crate::demo::case::{Case, Requests};
use crate::demo::incident::Incident;
use crate::demo::outcome::Outcome;

pub(super) fn cases(sandbox: &Sandbox) -> Result<Vec<Case>, Box<dyn Error>> {
    let (id, secret) = (sandbox.client_id(), sandbox.client_secret());
    let by = |id: &str, secret: &str| {
        Ok::<_, Box<dyn Error>>(Caller {
            credentials: ClientCredentials::new(id, secret)?.into(),
            account: sandbox.account_id().parse()?,
            for_tokens: 1,
        })
    };
    let client = by(id, secret)?;
    let wrong_secret = by(id, &format!("{secret}x"))?;
    let capitals = by(&id.to_uppercase(), secret)?;
    let stranger = Caller {
        account: other_account(sandbox)?,
        ..by(id, secret)?
    };
    let refused = || Outcome::NoToken {
        code: "token.refused",
    };
    let busy = Outcome::NoToken {
        code: "token.rate_limited",
    };

    let mut cases = client.open_endpoints(sandbox)?;
    cases.extend([
        Case {
            times: MANY,
            ..costing(client.orders("a hundred calls", Outcome::Accepted), MANY, 1)
        },
        // The call before, the one that is refused, and the same again with a new token.
        renewed(&client, "token expired", Incident::TokensExpire),
        renewed(&client, "token revoked", Incident::TokensAreRevoked),
        client.orders_across(
            "API users retired",
            Incident::ApiUsersRetire,
            Outcome::Accepted,
        ),
        costing(wrong_secret.orders("wrong client secret", refused()), 0, 1),
        costing(capitals.orders("client id in capitals", refused()), 0, 1),
        Case {
            incident: Some(Incident::TokenEndpointIsBusy),
            ..costing(client.orders("token endpoint answers 429", busy), 0, 1)
        },
        // It may be the token that is refused, so another is tried, once.
        costing(stranger.orders("wrong account", Outcome::Rejected), 2, 2),
        client.missing_role()?,
        client.unlisted_origin(sandbox)?,
    ]);
    Ok(cases)
}

fn renewed(client: &Caller, name: &'static str, incident: Incident) -> Case {
    let case = client.orders_across(name, incident, Outcome::Accepted);
    costing(case, 3, 2)
}

fn costing(case: Case, to_services: usize, for_tokens: usize) -> Case {
    let requests = Requests {
        to_services,
        for_tokens,
    };
    Case { requests, ..case }
}

const MANY: usize = 100;
