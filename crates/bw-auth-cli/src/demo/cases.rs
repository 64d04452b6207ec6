//! The lists: the endpoints that are open without any role, and one case of each way to be refused.

mod api_user;
mod oauth_client;

use core::error::Error;

use bw_auth_core::{AccountId, Credentials, Endpoint, OrdersPage, PageSize, Service};
use bw_auth_sandbox::Sandbox;

use super::case::{Call, Case, Requests};
use super::incident::Incident;
use super::outcome::Outcome;

/// What a list is about, and the list.
pub(super) type Titled = (&'static str, Vec<Case>);

pub(super) fn all(sandbox: &Sandbox) -> Result<[Titled; 2], Box<dyn Error>> {
    Ok([
        ("Client credentials", oauth_client::cases(sandbox)?),
        ("API user", api_user::cases(sandbox)?),
    ])
}

/// Makes cases of one caller, which differ in what one call costs.
struct Caller {
    credentials: Credentials,
    account: AccountId,
    /// What the first call costs besides itself.
    for_tokens: usize,
}

impl Caller {
    /// A call to the service that is made once.
    fn to(&self, name: &'static str, endpoint: Endpoint, expected: Outcome) -> Case {
        Case {
            name,
            call: Call {
                credentials: self.credentials.clone(),
                account: self.account.clone(),
                endpoint,
            },
            times: 1,
            incident: None,
            expected,
            requests: Requests {
                to_services: 1,
                for_tokens: self.for_tokens,
            },
        }
    }

    fn orders(&self, name: &'static str, expected: Outcome) -> Case {
        let orders = Endpoint::orders(OrdersPage::FIRST, PageSize::MAX);
        self.to(name, orders, expected)
    }

    /// Two calls, and what happens between them.
    fn orders_across(&self, name: &'static str, incident: Incident, expected: Outcome) -> Case {
        let mut case = self.orders(name, expected);
        case.times = 2;
        case.incident = Some(incident);
        case.requests.to_services = 2;
        case
    }

    /// What is open to everybody who is let in at all.
    fn open_endpoints(&self, sandbox: &Sandbox) -> Result<Vec<Case>, Box<dyn Error>> {
        let order = Endpoint::order(sandbox.order_id().parse()?);
        let peers = Endpoint::sip_peers(sandbox.site_id().parse()?);
        let settings = Endpoint::edge_management_settings();
        Ok(vec![
            self.orders("orders", Outcome::Accepted),
            self.to("order details", order, Outcome::Accepted),
            self.to("SIP peers", peers, Outcome::Accepted),
            self.to("edge management settings", settings, Outcome::Accepted),
            self.to(
                "subscriptions",
                Endpoint::subscriptions(),
                Outcome::Accepted,
            ),
        ])
    }

    fn missing_role(&self) -> Result<Case, Box<dyn Error>> {
        let numbers = Endpoint::path(Service::Numbers, "/accounts/{accountId}/tns")?;
        let forbidden = Outcome::Forbidden {
            code: Some("1001".into()),
            description: Some("Access Denied".into()),
        };
        Ok(self.to("missing role", numbers, forbidden))
    }

    /// The sandbox itself by another name, so that a request would arrive if it were sent.
    fn unlisted_origin(&self, sandbox: &Sandbox) -> Result<Case, Box<dyn Error>> {
        let elsewhere = format!(
            "https://localhost:{}/api/accounts/{{accountId}}/subscriptions",
            sandbox.address().port()
        );
        let withheld = Outcome::Withheld {
            code: "withheld.foreign_origin",
        };
        let mut case = self.to("origin off the list", Endpoint::url(&elsewhere)?, withheld);
        case.requests = Requests {
            to_services: 0,
            for_tokens: 0,
        };
        Ok(case)
    }
}

/// An account that is nobody's.
fn other_account(sandbox: &Sandbox) -> Result<AccountId, Box<dyn Error>> {
    Ok(format!("{}0", sandbox.account_id()).parse()?)
}
