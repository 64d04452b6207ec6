//! What was looked into, and what may not stand there whatever is noted.

pub(super) struct File {
    pub(super) path: &'static str,
    /// Of its code, as it was looked into.
    pub(super) fingerprint: u64,
    /// What may not be there, beside [`EARLY`]; nothing is forbidden where nothing secret is compared.
    pub(super) forbidden: Option<&'static [&'static str]>,
}

/// All that stands in them.
pub(super) const FOLDERS: [&str; 2] = [
    "crates/bw-auth-core/src/callback",
    "crates/bw-auth-callbacks/src",
];

/// What makes the first of them a module. All of it: an attribute above, or another `CallbackVerifier` that is named beside the glob,
/// would put other code in its place.
pub(super) const DECLARING: &str = "crates/bw-auth-core/src/lib.rs";

pub(super) const FILES: &[File] = &[
    File {
        path: DECLARING,
        fingerprint: 0x36959f4fbac832f0,
        forbidden: Some(&[]),
    },
    // The hash of a pair, and its comparison.
    File {
        path: "crates/bw-auth-core/src/callback/pair_hash.rs",
        fingerprint: 0x2f3327a555cd8ab6,
        forbidden: Some(HASH),
    },
    // From the fields to the verdict: the look-up, and as many comparisons for each username.
    File {
        path: "crates/bw-auth-core/src/callback/verifier.rs",
        fingerprint: 0xe6f61b0ee44bec60,
        forbidden: Some(VERIFIER),
    },
    // Which field of a request is meant.
    File {
        path: "crates/bw-auth-core/src/callback/http_glue.rs",
        fingerprint: 0xe91a38971a6d9b9e,
        forbidden: Some(VERIFIER),
    },
    File {
        path: "crates/bw-auth-core/src/callback/verdict.rs",
        fingerprint: 0x32b5f4854bc25ee4,
        forbidden: None,
    },
    // The lengths and characters of pairs, when they are set up.
    File {
        path: "crates/bw-auth-core/src/callback/product.rs",
        fingerprint: 0x361575560678dc0b,
        forbidden: None,
    },
    File {
        path: "crates/bw-auth-core/src/callback/mod.rs",
        fingerprint: 0x636304b9fd5ca3fa,
        forbidden: Some(&[]),
    },
    // The verdict's consequence, for tower.
    File {
        path: "crates/bw-auth-callbacks/src/layer.rs",
        fingerprint: 0xf276b7d1fb77cf1d,
        forbidden: Some(VERIFIER),
    },
    File {
        path: "crates/bw-auth-callbacks/src/response_future.rs",
        fingerprint: 0x723a1fe6004b29eb,
        forbidden: Some(VERIFIER),
    },
    File {
        path: "crates/bw-auth-callbacks/src/body.rs",
        fingerprint: 0xb49babd42b5b222e,
        forbidden: Some(VERIFIER),
    },
    File {
        path: "crates/bw-auth-callbacks/src/label.rs",
        fingerprint: 0x500ecf47ba59e6cd,
        forbidden: None,
    },
    File {
        path: "crates/bw-auth-callbacks/src/lib.rs",
        fingerprint: 0x596f2edc955d42d7,
        forbidden: Some(&[]),
    },
];

/// What compares, or stops early.
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
