//! Callbacks' pairs are compared in constant time: by one function of one file, which has no way to stop early, and by nothing else.
//!
//! It is the source that is looked at, so what a compiler makes of it is beyond this; SECURITY.md says so.

use std::fs;

use crate::rust_tokens::{Kind, Token, tokens};
use crate::step::{Outcome, root};

pub(crate) fn run() -> Outcome {
    let mut faults = Vec::new();
    for (file, forbidden) in FILES {
        let source = fs::read_to_string(root().join(file))
            .map_err(|error| format!("{file} cannot be read: {error}"))?;
        let found = check(&source, forbidden);
        faults.extend(found.into_iter().map(|fault| format!("{file}:{fault}")));
    }
    if faults.is_empty() {
        println!("callbacks' pairs are compared by `ct_eq` alone");
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}

fn check(source: &str, forbidden: &[&str]) -> Vec<String> {
    let is_forbidden = |word: &String| {
        let mut all = EARLY.iter().chain(forbidden);
        all.any(|forbidden| forbidden == word)
    };
    let tokens = tokens(source);
    let words = tokens.iter().filter_map(|token| match &token.kind {
        Kind::Word(word) if is_forbidden(word) => Some(format!("{}: `{word}`", token.line)),
        _ => None,
    });
    words.chain(comparisons(&tokens)).collect()
}

/// `==` and `!=`.
fn comparisons(tokens: &[Token]) -> impl Iterator<Item = String> {
    let pairs = tokens.windows(2).filter_map(|pair| match pair {
        [first, second] => Some((first, second)),
        _ => None,
    });
    pairs
        .filter(|(first, second)| {
            matches!(first.kind, Kind::Mark('=' | '!')) && second.kind == Kind::Mark('=')
        })
        .map(|(first, _)| format!("{}: a comparison that may stop early", first.line))
}

const FILES: [(&str, &[&str]); 2] = [
    ("crates/bw-auth-core/src/callback/pair_hash.rs", HASH),
    ("crates/bw-auth-core/src/callback/verifier.rs", VERIFIER),
];

/// What compares, or stops early, in either file.
const EARLY: &[&str] = &[
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
const HASH: &[&str] = &[
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
const VERIFIER: &[&str] = &["contains", "ends_with", "expose_password", "starts_with"];

#[cfg(test)]
mod tests {
    use super::{HASH, VERIFIER, check};

    #[test]
    fn what_takes_constant_time_passes() {
        let body =
            "fn is_of_same(&self, other: &Self) -> Choice { self.0.ct_eq(&*other.0) } // == if";
        assert_eq!(check(body, HASH), [""; 0]);
        let body = "let x = y; for i in (0..most).rev() { found.conditional_assign(&i, a.is_of_same(&b)); }";
        assert_eq!(check(body, VERIFIER), [""; 0]);
    }

    #[test]
    fn what_may_stop_early_is_found() {
        for planted in [
            "Choice::from(u8::from(self.0 == other.0))",
            "Choice::from(u8::from(self.0 != other.0))",
            "for i in 0..32 { x(self.0[i]); }",
            "self.0.iter()",
            "self.0.eq(&other.0)",
            "#[derive(PartialEq)] struct PairHash([u8; 32]);",
            "impl Deref for PairHash {}",
        ] {
            assert!(!check(planted, HASH).is_empty(), "{planted}");
        }
        for planted in [
            "if accepted.pair == *presented {}",
            "if is_it { break; }",
            "of_username.iter().find(|x| f(x))",
            "pair.expose_password().starts_with(x)",
        ] {
            assert!(!check(planted, VERIFIER).is_empty(), "{planted}");
        }
    }
}
