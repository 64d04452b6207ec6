//! What happens to two requests of one client, in which order.

use bw_auth_core::Fault;
use libfuzzer_sys::arbitrary::{self, Arbitrary};

use crate::echo::Text;
use crate::request::Request;
use crate::short::{list, pick, rest};

/// Two requests, and the calls that a driver makes for them: mostly the right ones.
#[derive(Arbitrary, Debug)]
pub struct Script<'a> {
    pub(crate) first: Request,
    pub(crate) second: Request,
    #[arbitrary(with = rest)]
    pub(crate) calls: Vec<(bool, Call<'a>)>,
}

#[derive(Arbitrary, Debug)]
pub(crate) enum Call<'a> {
    /// Asks for the next step, carries it out, and so on for as long as there are replies, some rounds of them.
    Steps(u8, #[arbitrary(with = list::<6, _>)] Vec<Reply<'a>>),
    /// Asks, and does nothing.
    Ask,
    /// Reports what was not asked for.
    Report(Reply<'a>),
    Read(Text<'a>, bool),
    Abandon,
    Begin(Request),
    /// Answers an errand late.
    Load(Provided),
    Install(u8),
    ResetRejections,
    Pass {
        seconds: u64,
        random: u64,
        unix: Option<u64>,
    },
}

/// How the world answers to a step.
#[derive(Arbitrary, Debug)]
pub(crate) struct Reply<'a> {
    /// Secrets that somebody else puts in place before the step is asked for, and while it is carried out.
    pub(crate) installed: [Option<u8>; 2],
    pub(crate) sending: Sending<'a>,
    pub(crate) provided: Provided,
    pub(crate) body: Text<'a>,
    pub(crate) complete: bool,
}

#[derive(Arbitrary, Debug)]
pub(crate) enum Sending<'a> {
    Answered(
        Status,
        #[arbitrary(with = list::<3, _>)] Vec<(Name, Text<'a>)>,
    ),
    Broken(u8, Text<'a>),
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Provided {
    Nothing,
    Secret { number: u8, generation: u8 },
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Status {
    Usual(u8),
    Any(u16),
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Name {
    ContentType,
    Date,
    Location,
    Other(u8),
    RateLimitReset,
    RetryAfter,
}

impl Status {
    pub(crate) fn code(self) -> u16 {
        match self {
            Self::Any(code) => code,
            Self::Usual(which) => pick(USUAL, which),
        }
    }
}

impl Name {
    pub(crate) fn is_location(self) -> bool {
        matches!(self, Self::Location)
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::ContentType => "Content-Type",
            Self::Date => "Date",
            Self::Location => "Location",
            Self::Other(which) => pick(OTHERS, which),
            Self::RateLimitReset => "X-RateLimit-Reset",
            Self::RetryAfter => "Retry-After",
        }
    }
}

pub(crate) fn fault(which: u8) -> Fault {
    pick(FAULTS, which)
}

const USUAL: &[u16] = &[
    200, 401, 401, 401, 403, 429, 503, 302, 301, 303, 307, 308, 204, 304, 404, 500,
];
const OTHERS: &[&str] = &["Set-Cookie", "X-Request-Id", "x-é", ""];
const FAULTS: &[Fault] = &[
    Fault::Body,
    Fault::Closed,
    Fault::Connect,
    Fault::Dns,
    Fault::Other,
    Fault::Protocol,
    Fault::Proxy,
    Fault::Timeout,
    Fault::Tls,
];
