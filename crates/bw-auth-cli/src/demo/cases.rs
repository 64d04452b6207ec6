//! The list: the endpoints that any API user may read, and one case of each way to be refused.

use core::error::Error;
use core::time::Duration;

use bw_auth_core::{BasicCredentials, Endpoint, OrdersPage, PageSize, Service};
use bw_auth_sandbox::{RateLimit, Sandbox};

use super::case::{Call, Case};
use super::outcome::Outcome;

pub(super) fn all(sandbox: &Sandbox) -> Result<Vec<Case>, Box<dyn Error>> {
    let (username, password) = (sandbox.username(), sandbox.password());
    let orders = || Endpoint::orders(OrdersPage::FIRST, PageSize::MAX);
    let good = Call {
        credentials: BasicCredentials::new(username, password)?,
        account: sandbox.account_id().parse()?,
        endpoint: orders(),
    };
    let to = |endpoint| Call {
        endpoint,
        ..good.clone()
    };
    let by = |username: &str, password: &str| {
        Ok::<_, Box<dyn Error>>(Call {
            credentials: BasicCredentials::new(username, password)?,
            ..good.clone()
        })
    };

    let mut cases = vec![
        Case::new("orders", to(orders()), Outcome::Accepted),
        Case::new(
            "order details",
            to(Endpoint::order(sandbox.order_id().parse()?)),
            Outcome::Accepted,
        ),
        Case::new(
            "SIP peers",
            to(Endpoint::sip_peers(sandbox.site_id().parse()?)),
            Outcome::Accepted,
        ),
        Case::new(
            "edge management settings",
            to(Endpoint::edge_management_settings()),
            Outcome::Accepted,
        ),
        Case::new(
            "subscriptions",
            to(Endpoint::subscriptions()),
            Outcome::Accepted,
        ),
        Case::new(
            "wrong password",
            by(username, &format!("{password}x"))?,
            Outcome::Rejected,
        ),
        Case::new(
            "username in capitals",
            by(&username.to_uppercase(), password)?,
            Outcome::Rejected,
        ),
        Case::new(
            "wrong account",
            Call {
                account: format!("{}0", sandbox.account_id()).parse()?,
                ..good.clone()
            },
            Outcome::Rejected,
        ),
        Case::new(
            "missing role",
            to(Endpoint::path(
                Service::Numbers,
                "/accounts/{accountId}/tns",
            )?),
            Outcome::Forbidden {
                code: Some("1001".into()),
                description: Some("Access Denied".into()),
            },
        ),
    ];
    cases.push(Case {
        limit: Some(RateLimit {
            requests: 1,
            per: MINUTE,
        }),
        times: 2,
        requests: 2,
        ..Case::new(
            "second within a limit of one",
            good.clone(),
            Outcome::RateLimited { wait: Some(MINUTE) },
        )
    });
    // The sandbox itself by another name, so that a request would arrive if it were sent.
    let elsewhere = format!(
        "https://localhost:{}/api/accounts/{{accountId}}/subscriptions",
        sandbox.address().port()
    );
    cases.push(Case {
        requests: 0,
        ..Case::new(
            "origin off the list",
            to(Endpoint::url(&elsewhere)?),
            Outcome::Withheld {
                code: "withheld.foreign_origin",
            },
        )
    });
    Ok(cases)
}

const MINUTE: Duration = Duration::from_secs(60);
