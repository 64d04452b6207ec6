//! `CallbackVerifier`: is a callback from somebody who knows one of these pairs?

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest as _, Sha256};
use subtle::ConditionallySelectable as _;

use super::pair_hash::PairHash;
use super::product::{CallbackProduct, CallbackWarning};
use super::verdict::Verdict;
use crate::BasicCredentials;

/// Verifies the credentials of callbacks, by one accepted pair or by hundreds.
///
/// Bandwidth sends a callback without credentials first. Answered with 401 and [`Verdict::CHALLENGE`], it sends the callback
/// once more with the pair that was registered for it. Whatever is not right is challenged: a wrong pair, no
/// `Authorization` field, several, another scheme, bytes that are none.
///
/// ```
/// use bw_auth_core::{Authorization, BasicCredentials, CallbackVerifier, Verdict};
///
/// let verifier = CallbackVerifier::new("2026", BasicCredentials::new("hooks", "open sesame".to_owned())?)
///     .or("2025", BasicCredentials::new("hooks", "the one before".to_owned())?);
///
/// assert_eq!(verifier.verify([]), Verdict::Challenge);
/// let sent = Authorization::basic(&BasicCredentials::new("hooks", "the one before".to_owned())?);
/// assert_eq!(verifier.verify([sent.expose().as_bytes()]), Verdict::Accepted("2025"));
/// # Ok::<(), bw_auth_core::CredentialsError>(())
/// ```
///
/// The time that it takes tells nothing about a password: not where it differs, not how long it is, not whether it or
/// the username is what is wrong. Both halves are hashed together, and the hashes, all of one length, are compared in constant time,
/// as often for a username that nobody has as for any other.
#[derive(Clone)]
pub struct CallbackVerifier {
    /// By the hash of the username, so that to look one up takes a time that says nothing about those there are.
    accepted: BTreeMap<UsernameHash, Vec<Accepted>>,
    /// The most pairs of one username: as many comparisons are made for each.
    most: u64,
    /// No accepted header is longer.
    longest: usize,
}

#[derive(Clone)]
struct Accepted {
    label: Box<str>,
    pair: BasicCredentials,
    hash: PairHash,
}

type UsernameHash = [u8; 32];

impl CallbackVerifier {
    /// Accepts this pair. The label is what [`Verdict::Accepted`] calls it: a tenant, a generation.
    #[must_use]
    pub fn new(label: impl Into<Box<str>>, pair: BasicCredentials) -> Self {
        let none = Self {
            accepted: BTreeMap::new(),
            most: 1,
            longest: LONGEST_USUAL,
        };
        none.or(label, pair)
    }

    /// Accepts this pair too: the next one during a rotation, or another tenant's. Of two that are the same, the first
    /// counts.
    #[must_use]
    pub fn or(mut self, label: impl Into<Box<str>>, pair: BasicCredentials) -> Self {
        // In steps, so that the time which a very long header takes says little about how long the pairs are.
        let header = SCHEME_LENGTH + pair.expose_joined().len().div_ceil(3).saturating_mul(4);
        self.longest = self.longest.max(header.next_multiple_of(LONGEST_USUAL));
        let of_username = self.accepted.entry(username_hash(&pair)).or_default();
        of_username.push(Accepted {
            label: label.into(),
            hash: PairHash::of(&pair),
            pair,
        });
        self.most = self.most.max(of_username.len() as u64);
        self
    }

    /// Judges a request by the values of *all* its `Authorization` fields. Several are as good as none: two readers could
    /// take it for two senders (RFC 9110 §5.3 allows the field once).
    ///
    /// Whatever the bytes are, this allocates no more than a header of an accepted pair is long.
    pub fn verify<'a>(&self, fields: impl IntoIterator<Item = &'a [u8]>) -> Verdict<'_> {
        let mut fields = fields.into_iter();
        let (Some(field), None) = (fields.next(), fields.next()) else {
            return Verdict::Challenge;
        };
        if field.len() > self.longest {
            return Verdict::Challenge;
        }
        match BasicCredentials::parse(field) {
            Ok(pair) => self.compare(&pair),
            Err(_) => Verdict::Challenge,
        }
    }

    /// The same number of comparisons for each username, and for none.
    fn compare(&self, presented: &BasicCredentials) -> Verdict<'_> {
        let presented_hash = PairHash::of(presented);
        let nobodys = PairHash::nobodys();
        let of_username = self.accepted.get(&username_hash(presented));
        let of_username = of_username.map_or(&[][..], Vec::as_slice);
        // One beyond the last stands for none of them.
        let mut found = u64::MAX;
        for index in (0..self.most).rev() {
            let position = usize::try_from(index).ok();
            let accepted = position.and_then(|position| of_username.get(position));
            let expected = accepted.map_or(&nobodys, |accepted| &accepted.hash);
            found.conditional_assign(&index, expected.is_of_same(&presented_hash));
        }
        let found = usize::try_from(found).ok();
        match found.and_then(|found| of_username.get(found)) {
            Some(accepted) => Verdict::Accepted(&accepted.label),
            None => Verdict::Challenge,
        }
    }

    /// What Bandwidth would refuse when these pairs are registered for this product: its limits are narrower than RFC 7617's.
    /// If both halves are at fault, there is a warning of each.
    /// A pair that this warns of is verified all the same.
    #[must_use]
    pub fn check(&self, product: CallbackProduct) -> Vec<CallbackWarning> {
        let accepted = self.accepted.values().flatten();
        accepted
            .flat_map(|accepted| product.warnings(&accepted.label, &accepted.pair))
            .collect()
    }
}

impl fmt::Debug for CallbackVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let labels = self.accepted.values().flatten().map(|a| &a.label);
        f.debug_struct("CallbackVerifier")
            .field("accepted", &labels.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

fn username_hash(pair: &BasicCredentials) -> UsernameHash {
    Sha256::digest(pair.username()).into()
}

const SCHEME_LENGTH: usize = "Basic ".len();
/// Both halves of 1,024 characters, of four bytes each, fit.
const LONGEST_USUAL: usize = 16 * 1024;
