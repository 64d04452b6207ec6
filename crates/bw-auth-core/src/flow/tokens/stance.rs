//! Stance: what a request with client credentials is to do, as things are with the tokens.

use alloc::sync::Arc;
use core::time::Duration;

use super::Tokens;
use crate::flow::clock::Now;
use crate::flow::held::Held;
use crate::flow::token::{Token, Window};
use crate::flow::token_error::{TokenError, TokenFailure};

/// Whether a request can ask the provider for another secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::flow) enum Asking {
    Possible,
    /// Somebody asks already.
    UnderWay,
    /// It has done so, and once is enough.
    Done,
}

/// What a request with client credentials is to do.
pub(in crate::flow) enum Stance {
    /// Send this token.
    Present(Arc<Held>),
    /// Send this token, and fetch the next one beside it.
    PresentAndRenew(Arc<Held>),
    /// Wait for a token.
    Fetch,
    /// Ask the provider for another secret first.
    AskProvider,
    Fail(TokenError),
}

impl Tokens {
    /// `has_tried` says whether this request has waited for a better token already, as long as it can; `is_hasty` whether it has
    /// less time than the endpoint may take.
    pub(in crate::flow) fn stance(
        &mut self,
        now: Now,
        has_tried: bool,
        is_hasty: bool,
        asking: Asking,
    ) -> Stance {
        let paused = self.failure.as_ref().filter(|f| now.elapsed < f.until);
        let pause = paused.filter(|failure| is_hasty || !failure.of_hasty);
        let current = self.current.as_ref();
        let window = current.map(|token| token.window(now));
        let is_doubted = current.is_some_and(Token::is_doubted);
        // A token that is alive is used rather than to ask in vain.
        let rests = paused.is_some() || self.cut_short.rests(now, is_doubted);
        let has_good = current.is_some() && !is_doubted && window != Some(Window::Expired);
        let is_refused = pause.is_some_and(|f| f.error.failure == TokenFailure::Refused);
        let may_ask = match asking {
            Asking::Done => false,
            Asking::UnderWay => true,
            Asking::Possible => now.elapsed >= self.ask_provider_from,
        };
        if is_refused && !has_good && may_ask {
            self.ask_provider_from = now.after(PROVIDER_PAUSE);
            return Stance::AskProvider;
        }
        match (current, window) {
            (None, _) | (_, None | Some(Window::Expired)) => match pause {
                Some(failure) => {
                    let next_try = Some(failure.until.saturating_sub(now.elapsed));
                    let error = failure.error.clone();
                    Stance::Fail(TokenError { next_try, ..error })
                }
                None => Stance::Fetch,
            },
            (Some(token), Some(Window::Mandatory)) => {
                Self::renewed_first(token, rests || has_tried)
            }
            (Some(token), _) if is_doubted => Self::renewed_first(token, rests || has_tried),
            (Some(token), Some(Window::Advisory)) if !rests => {
                Stance::PresentAndRenew(token.held.clone())
            }
            (Some(token), _) => Stance::Present(token.held.clone()),
        }
    }

    /// A token that is alive is better than none: it is used when renewing it was tried in vain.
    fn renewed_first(token: &Token, was_tried: bool) -> Stance {
        if was_tried {
            Stance::Present(token.held.clone())
        } else {
            Stance::Fetch
        }
    }
}

const PROVIDER_PAUSE: Duration = Duration::from_secs(5);
