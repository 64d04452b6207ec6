//! Check: does the service accept these credentials, and for what?

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use roxmltree::{Document, Node, ParsingOptions};

use crate::flow::wait::unix_time;
use crate::{
    AccountId, Claims, Endpoint, Error, Fingerprint, Head, OrderId, OrdersPage, PageSize, SiteId,
};

/// What a client's `check()` found out: an answer of each endpoint that is open to credentials without any role.
///
/// ```
/// use bw_auth_core::{CheckReport, CheckVerdict};
///
/// fn summary(report: &CheckReport) -> &'static str {
///     match report.verdict() {
///         CheckVerdict::Accepted => "the credentials work",
///         CheckVerdict::Rejected => "the credentials do not work for this account",
///         CheckVerdict::Forbidden => "the credentials are known, and may not do this",
///         _ => "nobody could say",
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct CheckReport {
    /// Which credentials were tried; `None` when there were none to be had.
    pub fingerprint: Option<Fingerprint>,
    /// The account.
    pub account: Option<AccountId>,
    /// What the fresh token says about itself, unverified.
    pub claims: Option<Claims>,
    /// What was asked, in order. It ends with the first 401, and with the first failure to send at all.
    pub probes: Vec<Probe>,
}

/// One request of a check.
#[derive(Debug)]
#[non_exhaustive]
pub struct Probe {
    /// What was asked for, such as "orders".
    pub name: &'static str,
    /// The status of the answer, or why there is none that is a response.
    pub outcome: Result<u16, Error>,
    /// What the answer says of the time, in whole seconds since 1970: its `Date`
    /// ([RFC 9110 §6.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1)). By it a wrong clock on this machine shows.
    pub date: Option<Duration>,
}

/// What the answers say about the credentials.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckVerdict {
    /// Accepted: a 2xx says so, and a 4xx other than 401 and 403 too.
    Accepted,
    /// Known, and not allowed here.
    Forbidden,
    /// Not accepted, or not for this account.
    Rejected,
    /// No answer came that says anything.
    Unknown,
}

impl fmt::Display for CheckVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Accepted => "accepted",
            Self::Forbidden => "forbidden",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
        })
    }
}

impl Probe {
    /// What this answer says.
    #[must_use]
    pub fn verdict(&self) -> CheckVerdict {
        match &self.outcome {
            // A gateway that is in trouble, or sends everybody elsewhere, has not looked at the credentials.
            Ok(300..=399 | 500..) => CheckVerdict::Unknown,
            Ok(_) | Err(Error::RateLimited(_)) => CheckVerdict::Accepted,
            Err(Error::Forbidden(_)) => CheckVerdict::Forbidden,
            Err(Error::Rejected(_) | Error::RejectedEarlier(_)) => CheckVerdict::Rejected,
            Err(Error::Token(error)) if error.code() == "token.refused" => CheckVerdict::Rejected,
            Err(_) => CheckVerdict::Unknown,
        }
    }
}

impl CheckReport {
    /// What all answers together say: a rejection, or else the best of them.
    #[must_use]
    pub fn verdict(&self) -> CheckVerdict {
        let verdicts = || self.probes.iter().map(Probe::verdict);
        let order = [
            CheckVerdict::Rejected,
            CheckVerdict::Accepted,
            CheckVerdict::Forbidden,
        ];
        order
            .into_iter()
            .find(|verdict| verdicts().any(|other| other == *verdict))
            .unwrap_or(CheckVerdict::Unknown)
    }

    /// Whether the credentials are accepted for this account.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.verdict() == CheckVerdict::Accepted
    }
}

/// The requests of a check, one after another, and what came of them. A transport sends each as any other request.
#[derive(Debug)]
pub struct Check {
    site: Option<SiteId>,
    order: Option<OrderId>,
    next: Option<Stage>,
    probes: Vec<Probe>,
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    Settings,
    Orders,
    Subscriptions,
    Order,
    SipPeers,
}

impl Stage {
    fn name(self) -> &'static str {
        match self {
            Self::Settings => "edge management settings",
            Self::Orders => "orders",
            Self::Subscriptions => "subscriptions",
            Self::Order => "order details",
            Self::SipPeers => "SIP peers",
        }
    }
}

impl Check {
    /// A check; of the SIP peers too where a site is given.
    #[must_use]
    pub fn new(site: Option<SiteId>) -> Self {
        Self {
            site,
            order: None,
            next: Some(Stage::Settings),
            probes: Vec::new(),
        }
    }

    /// What to GET next.
    #[must_use]
    pub fn next(&self) -> Option<Endpoint> {
        Some(match self.next? {
            Stage::Settings => Endpoint::edge_management_settings(),
            Stage::Orders => Endpoint::orders(OrdersPage::FIRST, PageSize::MIN),
            Stage::Subscriptions => Endpoint::subscriptions(),
            Stage::Order => Endpoint::order(self.order.clone()?),
            Stage::SipPeers => Endpoint::sip_peers(self.site.clone()?),
        })
    }

    /// Reports the answer: its head, and the start of its body.
    pub fn answered(&mut self, answer: Result<(Head<'_>, &[u8]), Error>) {
        let Some(stage) = self.next.take() else {
            return;
        };
        if let (Stage::Orders, Ok((_, body))) = (stage, &answer) {
            self.order = first_order(body);
        }
        let probe = Probe {
            name: stage.name(),
            date: date(&answer),
            outcome: answer.map(|(head, _)| head.status),
        };
        let goes_on = matches!(
            &probe.outcome,
            Ok(_) | Err(Error::Forbidden(_) | Error::RateLimited(_))
        );
        self.probes.push(probe);
        if goes_on {
            self.next = self.after(stage);
        }
    }

    /// Ends the check.
    #[must_use]
    pub fn report(
        self,
        fingerprint: Option<Fingerprint>,
        account: Option<AccountId>,
        claims: Option<Claims>,
    ) -> CheckReport {
        CheckReport {
            fingerprint,
            account,
            claims,
            probes: self.probes,
        }
    }

    fn after(&self, stage: Stage) -> Option<Stage> {
        let peers = self.site.as_ref().map(|_| Stage::SipPeers);
        match stage {
            Stage::Settings => Some(Stage::Orders),
            Stage::Orders => Some(Stage::Subscriptions),
            Stage::Subscriptions => self.order.as_ref().map(|_| Stage::Order).or(peers),
            Stage::Order => peers,
            Stage::SipPeers => None,
        }
    }
}

fn date(answer: &Result<(Head<'_>, &[u8]), Error>) -> Option<Duration> {
    let said = match answer {
        Ok((head, _)) => {
            let field = head.fields.field("date");
            field
                .one()
                .and_then(|date| unix_time(core::str::from_utf8(date).ok()?))
        }
        Err(error) => {
            let mut fields = error.answer()?.fields();
            unix_time(fields.find(|(name, _)| *name == "date")?.1)
        }
    };
    said.map(Duration::from_secs)
}

fn first_order(body: &[u8]) -> Option<OrderId> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: 10_000,
        ..ParsingOptions::default()
    };
    let text = core::str::from_utf8(body).ok()?;
    let document = Document::parse_with_options(text, options).ok()?;
    let is_id = |node: &Node<'_, '_>| node.tag_name().name().eq_ignore_ascii_case("orderId");
    let id = document.descendants().find(is_id)?.text()?;
    let id: String = id.trim().to_string();
    id.parse().or_else(|_| OrderId::opaque(&id)).ok()
}

/// How much of an answer is read, in bytes: more than one order takes.
pub const CHECK_BODY_LIMIT: usize = 64 * 1024;
