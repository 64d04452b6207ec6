//! Redirects: which hop is made, which is left to the caller, and which is an error.

use super::head::{Field, Head};
use super::outline::{Outline, Replay};
use super::policy::Policy;
use crate::{Environment, Url, UrlError, Withheld};

/// What becomes of a response that may be a redirect.
pub(super) enum Hop {
    /// It is no redirect, or one whose target nobody could be told.
    None,
    /// Go there, deciding anew about the header.
    Follow(Url),
    /// Go there as a stranger: no credentials, none of the caller's header fields.
    FollowForeign(Url),
    /// The response is the caller's; the target is kept for whoever asks.
    Leave(Url),
    /// The redirect breaks a rule.
    Refuse(Withheld),
}

/// RFC 9110 §15.4: the codes that a Location field makes a redirect. 304 and the rest are ordinary answers.
pub(super) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

pub(super) fn hop(
    head: &Head<'_>,
    outline: &Outline,
    from: &Url,
    hops: u32,
    policy: &Policy,
    environment: &Environment,
) -> Hop {
    if !is_redirect(head.status) {
        return Hop::None;
    }
    let status = head.status;
    let to = match head.fields.field("location") {
        Field::Absent => return Hop::None,
        Field::Several => Err(Withheld::RedirectAmbiguous { status }),
        Field::One(location) => from.join(location).map_err(|error| match error {
            UrlError::Userinfo => Withheld::RedirectUserinfo { status },
            _ => Withheld::RedirectMalformed { status },
        }),
    };
    // A request that would not be repeated anyway has been carried out; its answer is the caller's, whatever it names.
    let repeatable = outline.is_get_or_head()
        && outline.can.resend
        && outline.body != Replay::Once
        && policy.redirect_limit > 0;
    let to = match to {
        Ok(to) if !repeatable => return Hop::Leave(to),
        Err(_) if !repeatable => return Hop::None,
        Err(withheld) => return Hop::Refuse(withheld),
        Ok(to) => to,
    };
    if from.origin().is_https() && !to.origin().is_https() {
        return Hop::Refuse(Withheld::RedirectInsecure { status });
    }
    let listed = environment.lists(to.origin());
    let foreign = outline.method() == "GET"
        && outline.body == Replay::Empty
        && policy.names_foreign(to.origin());
    if !listed && !foreign {
        return Hop::Leave(to);
    }
    if hops >= policy.redirect_limit {
        return Hop::Refuse(Withheld::RedirectLimit {
            limit: policy.redirect_limit,
            status,
        });
    }
    if listed {
        Hop::Follow(to)
    } else {
        Hop::FollowForeign(to)
    }
}
