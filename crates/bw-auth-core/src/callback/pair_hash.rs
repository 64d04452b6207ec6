//! `PairHash`: what a pair is compared by. It has no `==` and shows nobody its bytes, so that nobody can compare it otherwise.

use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};
use zeroize::Zeroizing;

use crate::BasicCredentials;

/// The hash of both halves together. All are of one length, whatever the pair's is.
#[derive(Clone)]
pub(super) struct PairHash(Zeroizing<[u8; 32]>);

impl PairHash {
    pub(super) fn of(pair: &BasicCredentials) -> Self {
        // Into the buffer that is wiped, by a hasher that is wiped as well.
        let mut hash = Self::nobodys();
        let hasher = Sha256::new_with_prefix(pair.expose_joined());
        hasher.finalize_into((&mut *hash.0).into());
        hash
    }

    /// The hash of no pair.
    pub(super) fn nobodys() -> Self {
        Self(Zeroizing::new([0; 32]))
    }

    /// Whether they are of the same pair, in a time that does not depend on it.
    pub(super) fn is_of_same(&self, other: &Self) -> Choice {
        self.0.ct_eq(&*other.0)
    }
}
