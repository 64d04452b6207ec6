//! `CallbackProduct`: which pairs Bandwidth takes for which kind of callback.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::ops::RangeInclusive;

use crate::BasicCredentials;

/// A kind of callback, with limits of its own for the pair that is registered for it.
///
/// The limits are those of Bandwidth's API descriptions as they were on 2026-11-24, in characters. What the service
/// answers counts.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallbackProduct {
    /// `CallbackCreds` and its kin of an application: 6 to 63 for each half.
    Application,
    /// The callback of an emergency notification recipient: 1 to 32, and 1 to 256.
    EmergencyRecipient,
    /// A callback subscription: a username of up to 100; neither half may be blank.
    Subscription,
    /// The webhook of toll-free verification: up to 100, and up to 200.
    TollFreeVerification,
    /// Voice calls and BXML verbs: up to 1,024 for each half.
    Voice,
}

impl CallbackProduct {
    /// One for each half that is at fault.
    pub(super) fn warnings(self, label: &str, pair: &BasicCredentials) -> Vec<CallbackWarning> {
        let halves = [
            (CallbackHalf::Username, pair.username(), self.username()),
            (
                CallbackHalf::Password,
                pair.expose_password(),
                self.password(),
            ),
        ];
        let wrong = halves.into_iter().filter(|(_, text, allowed)| {
            let is_blank = self == Self::Subscription && text.trim().is_empty();
            is_blank || !allowed.contains(&text.chars().count())
        });
        let warnings = wrong.map(|(half, _, allowed)| CallbackWarning {
            label: label.into(),
            product: self,
            half,
            allowed,
        });
        warnings.collect()
    }

    fn username(self) -> RangeInclusive<usize> {
        match self {
            Self::Application => 6..=63,
            Self::EmergencyRecipient => 1..=32,
            Self::Subscription | Self::TollFreeVerification => 1..=100,
            Self::Voice => 1..=1024,
        }
    }

    fn password(self) -> RangeInclusive<usize> {
        match self {
            Self::Application => 6..=63,
            Self::EmergencyRecipient => 1..=256,
            Self::Subscription => 1..=usize::MAX,
            Self::TollFreeVerification => 1..=200,
            Self::Voice => 1..=1024,
        }
    }
}

impl fmt::Display for CallbackProduct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Application => "applications",
            Self::EmergencyRecipient => "emergency notification recipients",
            Self::Subscription => "callback subscriptions",
            Self::TollFreeVerification => "toll-free verification",
            Self::Voice => "voice",
        })
    }
}

/// A pair that Bandwidth would not take for a product. It says which half, and nothing of what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackWarning {
    label: Box<str>,
    product: CallbackProduct,
    half: CallbackHalf,
    allowed: RangeInclusive<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CallbackHalf {
    Username,
    Password,
}

impl CallbackWarning {
    /// The label of the pair.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// What it would not do for.
    #[must_use]
    pub fn product(&self) -> CallbackProduct {
        self.product
    }
}

impl fmt::Display for CallbackWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = match self.half {
            CallbackHalf::Username => "username",
            CallbackHalf::Password => "password",
        };
        write!(
            f,
            "Bandwidth would not take the {half} of {:?} for {}, where ",
            self.label, self.product
        )?;
        match (self.allowed.start(), self.allowed.end()) {
            (_, &usize::MAX) => f.write_str("it may not be blank"),
            (least, most) => {
                write!(f, "it has from {least} to {most} characters")?;
                match self.product {
                    CallbackProduct::Subscription => f.write_str(" and is not blank"),
                    _ => Ok(()),
                }
            }
        }
    }
}
