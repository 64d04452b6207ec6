//! Callbacks' pairs are compared in constant time: by one function of one file, which has no way to stop early, and by nothing else.
//!
//! It is the source that is looked at, so what a compiler makes of it is beyond this; SECURITY.md says so.

use std::fs;

use crate::rust_tokens::{Kind, Token, tokens};
use crate::step::{Outcome, root};

pub(crate) fn run() -> Outcome {
    let mut faults = Vec::new();
    for (file, forbidden, pinned) in FILES {
        let source = fs::read_to_string(root().join(file))
            .map_err(|error| format!("{file} cannot be read: {error}"))?;
        let mut found = check(&source, forbidden);
        found.extend(unpinned(&source, pinned));
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

/// There are many ways to stop early, so the functions that compare are held to the letter: whoever changes one changes it here
/// too, and has to say why it still runs to its end.
fn unpinned(source: &str, pinned: &str) -> Option<String> {
    let kinds = |text| tokens(text).into_iter().map(|token| token.kind);
    let (source, pinned): (Vec<_>, Vec<_>) = (kinds(source).collect(), kinds(pinned).collect());
    let is_there = source.windows(pinned.len()).any(|part| part == pinned);
    // Nothing else has a word in it.
    let is_alone = COMPARING.iter().all(|word| {
        let count = |all: &[Kind]| {
            all.iter()
                .filter(|kind| **kind == Kind::Word((*word).into()))
                .count()
        };
        count(&source) <= count(&pinned).max(usize::from(*word == "expose_joined"))
    });
    (!is_there || !is_alone)
        .then(|| "another way to compare than the one that was looked into".into())
}

/// What only a comparison needs; a pair's text is needed once more, for its length or its hash.
const COMPARING: [&str; 5] = ["ct_eq", "is_of_same", "bool", "unwrap_u8", "expose_joined"];

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

const FILES: [(&str, &[&str], &str); 2] = [
    ("crates/bw-auth-core/src/callback/pair_hash.rs", HASH, SAME),
    (
        "crates/bw-auth-core/src/callback/verifier.rs",
        VERIFIER,
        COMPARE,
    ),
];

const SAME: &str = "pub(super) fn is_of_same(&self, other: &Self) -> Choice {
    self.0.ct_eq(&*other.0)
}";

const COMPARE: &str = "fn compare(&self, presented: &BasicCredentials) -> Verdict<'_> {
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
    use super::{COMPARE, HASH, SAME, VERIFIER, check, unpinned};

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

    #[test]
    fn what_compares_is_held_to_the_letter() {
        assert_eq!(
            unpinned(&format!("impl X {{ {COMPARE} }} // more"), COMPARE),
            None
        );
        let assign = "found.conditional_assign(&index, expected.is_of_same(&presented_hash));";
        for planted in [
            "if bool::from(expected.is_of_same(&presented_hash)) { return Verdict::Challenge; }",
            "found.conditional_assign(&index, expected.is_of_same(&presented_hash)); f(index)?;",
            "while expected.is_of_same(&presented_hash).unwrap_u8() < 1 {}",
        ] {
            let planted = COMPARE.replace(assign, planted);
            assert!(unpinned(&planted, COMPARE).is_some(), "{planted}");
        }
        // Beside it, too.
        for planted in [
            "fn f() { a.is_of_same(b); }",
            "fn f() { map.get(presented.expose_joined()); presented.expose_joined(); }",
            "fn f() -> bool { true }",
        ] {
            let planted = format!("{COMPARE} {planted}");
            assert!(unpinned(&planted, COMPARE).is_some(), "{planted}");
        }
        let planted = SAME.replace("self.0.ct_eq(&*other.0)", "f(self.0.partial_cmp(&other.0))");
        assert!(unpinned(&planted, SAME).is_some());
    }
}
