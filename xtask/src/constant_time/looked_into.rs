//! What was looked into, to the letter, and what may not stand beside it.

pub(super) struct File {
    pub(super) path: &'static str,
    pub(super) forbidden: &'static [&'static str],
    pub(super) pinned: &'static [&'static str],
    pub(super) functions: &'static [&'static str],
}

pub(super) const FILES: [&File; 2] = [&HASHES, &LOOK_UP];

pub(super) const HASHES: File = File {
    path: "crates/bw-auth-core/src/callback/pair_hash.rs",
    forbidden: HASH,
    pinned: &[HASH_IMPORTS, HASH_ALL],
    functions: &["of", "nobodys", "is_of_same"],
};

pub(super) const LOOK_UP: File = File {
    path: "crates/bw-auth-core/src/callback/verifier.rs",
    forbidden: VERIFIER,
    pinned: &[VERIFIER_IMPORTS, VERIFY, USERNAME_HASH],
    functions: &[
        "new",
        "or",
        "verify",
        "compare",
        "check",
        "fmt",
        "username_hash",
    ],
};

/// What compares, or stops early, in either file.
pub(super) const EARLY: &[&str] = &[
    "PartialEq",
    "all",
    "any",
    "break",
    "cmp",
    "eq",
    "find",
    "ne",
];

/// Where hashes are compared there is no branch, no loop, and no way to get at the bytes.
pub(super) const HASH: &[&str] = &[
    "AsRef",
    "Deref",
    "Eq",
    "Ord",
    "PartialOrd",
    "as_ref",
    "as_slice",
    "for",
    "if",
    "iter",
    "loop",
    "match",
    "position",
    "return",
    "while",
    "zip",
];

/// Where they are looked up, no text of a pair is compared, and the loop runs to its end.
pub(super) const VERIFIER: &[&str] = &["contains", "ends_with", "expose_password", "starts_with"];

const HASH_IMPORTS: &str = "use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};
use zeroize::Zeroizing;

use crate::BasicCredentials;";

const HASH_ALL: &str = "#[derive(Clone)]
pub(super) struct PairHash(Zeroizing<[u8; 32]>);

impl PairHash {
    pub(super) fn of(pair: &BasicCredentials) -> Self {
        let mut hash = Self::nobodys();
        let hasher = Sha256::new_with_prefix(pair.expose_joined());
        hasher.finalize_into((&mut *hash.0).into());
        hash
    }

    pub(super) fn nobodys() -> Self {
        Self(Zeroizing::new([0; 32]))
    }

    pub(super) fn is_of_same(&self, other: &Self) -> Choice {
        self.0.ct_eq(&*other.0)
    }
}";

const VERIFIER_IMPORTS: &str = "use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest as _, Sha256};
use subtle::ConditionallySelectable as _;

use super::pair_hash::PairHash;
use super::product::{CallbackProduct, CallbackWarning};
use super::verdict::Verdict;
use crate::BasicCredentials;";

/// From where a request comes in to where the verdict is.
const VERIFY: &str =
    "pub fn verify<'a>(&self, fields: impl IntoIterator<Item = &'a [u8]>) -> Verdict<'_> {
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

fn compare(&self, presented: &BasicCredentials) -> Verdict<'_> {
    let presented_hash = PairHash::of(presented);
    let nobodys = PairHash::nobodys();
    let of_username = self.accepted.get(&username_hash(presented));
    let of_username = of_username.map_or(&[][..], Vec::as_slice);
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
}";

const USERNAME_HASH: &str = "fn username_hash(pair: &BasicCredentials) -> UsernameHash {
    Sha256::digest(pair.username()).into()
}";
