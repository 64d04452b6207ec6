//! What the naive model makes of refusals to one account: its own affair or the token's, and whether another token is worth it.

use std::time::Duration;

use super::bench::seconds;
use super::naive_tokens::{Model, Token, What};

impl Model {
    /// Whether a token was fetched for this account of which it had nothing, or this one lately, and another is not worth it yet.
    pub(crate) fn was_fetched_for(&self, of: u8, token: &Token, now: Duration) -> bool {
        let mut fetch: Option<(Duration, Duration)> = None;
        for (at, what) in &self.log {
            match what {
                What::Doubted { account } if *account == of => {
                    fetch = match fetch {
                        None => Some((*at, seconds(600))),
                        Some((last, rest)) if *at - last >= rest => Some((*at, seconds(3600))),
                        same => same,
                    };
                }
                what if what.clears(of) => fetch = None,
                _ => {}
            }
        }
        // When a token from elsewhere was asked for is not known.
        let asked = Some(token.asked.elapsed).filter(|_| token.is_fetched);
        fetch.is_some_and(|(last, rest)| now - last.max(asked.unwrap_or_default()) < rest)
    }

    /// Whether a token that has been replaced since was refused to this account, and good for others afterwards. It counts from
    /// when a token was fetched for the account.
    fn was_accounts(&self, of: u8) -> bool {
        let (mut was_fetched_for, mut is_known, mut current) = (false, false, None);
        for (index, (_, what)) in self.log.iter().enumerate() {
            match what {
                What::Taken(token) => {
                    let before = current.replace(token.number);
                    let met = before.map(|before| Met::of(&self.log[..index], before, of));
                    is_known |= was_fetched_for && met.is_some_and(|met| met.speaks_against());
                }
                What::Doubted { account } if *account == of => was_fetched_for = true,
                what if what.clears(of) => {
                    (was_fetched_for, is_known) = (false, false);
                    if matches!(
                        what,
                        What::Invalidated | What::Installed { same_client: false }
                    ) {
                        current = None;
                    }
                }
                _ => {}
            }
        }
        is_known
    }

    /// Whether a refusal of this token to this account, which is not in the log yet, is the account's own affair: another sending
    /// of it, later than the refusal before and for somebody else, was accepted. Each such acceptance speaks for one refusal. Of
    /// the first it is those before it that tell.
    pub(crate) fn is_accounts(&self, number: usize, of: u8) -> bool {
        let met = Met::of(&self.log, number, of);
        match met.refused {
            Some(before) => met.accepted > before,
            None => self.was_accounts(of),
        }
    }
}

impl What {
    /// What was before is nothing to this account any more.
    fn clears(&self, of: u8) -> bool {
        match self {
            Self::Accepted { account, .. } => *account == of,
            Self::Installed { .. } | Self::Invalidated => true,
            _ => false,
        }
    }
}

/// What this token has met.
#[derive(Debug, Default)]
struct Met {
    /// How many had been sent at the refusal to the account that counts.
    refused: Option<u64>,
    /// The last sending that was accepted.
    accepted: u64,
    /// A refusal before that one was the account's own affair.
    was_accounts: bool,
}

impl Met {
    fn of(log: &[(Duration, What)], number: usize, of: u8) -> Self {
        let mut met = Self::default();
        for (_, what) in log {
            match what {
                What::Accepted {
                    token,
                    account,
                    sending,
                } if *token == number => {
                    met.accepted = met.accepted.max(*sending);
                    if *account == of {
                        (met.refused, met.was_accounts) = (None, false);
                    }
                }
                What::Refused {
                    token,
                    account,
                    sendings,
                } if (*token, *account) == (number, of) => match met.refused {
                    Some(before) if met.accepted <= before => {}
                    before => {
                        met.was_accounts |= before.is_some();
                        met.refused = Some(*sendings);
                    }
                },
                _ => {}
            }
        }
        met
    }

    fn speaks_against(&self) -> bool {
        let refused = self.refused;
        refused.is_some_and(|before| self.was_accounts || self.accepted > before)
    }
}
