//! Callbacks' pairs are compared in constant time, by the code that was looked into and by no other.
//!
//! All that a request goes through in two files is held to the letter, from where its fields come in to the verdict. It is the
//! source that is looked at: what a compiler makes of it is beyond this, and so is what is called there and stands elsewhere, as the parser of
//! a field, which works on what the sender knows. SECURITY.md says so.

mod looked_into;

use std::fs;

use crate::constant_time::looked_into::{EARLY, FILES, File};
use crate::rust_tokens::{Kind, Token, tokens};
use crate::step::{Outcome, root};

pub(crate) fn run() -> Outcome {
    let mut faults = Vec::new();
    for file in FILES {
        let path = file.path;
        let source = fs::read_to_string(root().join(path))
            .map_err(|error| format!("{path} cannot be read: {error}"))?;
        let mut found = check(&source, file.forbidden);
        found.extend(unpinned(&source, file));
        faults.extend(found.into_iter().map(|fault| format!("{path}:{fault}")));
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

/// There are many ways to stop early, so all that a request goes through is held to the letter: whoever changes it changes it
/// here too, and has to say why it still runs to its end.
fn unpinned(source: &str, file: &File) -> Vec<String> {
    let kinds = |text| -> Vec<Kind> { tokens(text).into_iter().map(|token| token.kind).collect() };
    let source = kinds(source);
    let pinned: Vec<_> = file.pinned.iter().map(|text| kinds(text)).collect();
    let is_there = |part: &Vec<Kind>| source.windows(part.len()).any(|window| window == part);
    let count = |all: &[Kind], word: &str| {
        let words = all.iter().filter(|kind| is_word(kind, word));
        words.count()
    };
    // Nothing else has a word in it.
    let is_alone = ALONE.iter().all(|word| {
        let allowed = pinned.iter().map(|part| count(part, word)).sum();
        count(&source, word) <= usize::max(allowed, usize::from(*word == "expose_joined"))
    });
    let changed = (!pinned.iter().all(is_there) || !is_alone)
        .then(|| " another way to compare than the one that was looked into".to_owned());
    let new = source.windows(2).filter_map(|pair| match pair {
        [first, Kind::Word(name)] if is_word(first, "fn") => Some(name),
        _ => None,
    });
    let new = new.filter(|name| !file.functions.contains(&name.as_str()));
    let new = new.map(|name| format!(" `{name}` was not looked into"));
    changed.into_iter().chain(new).collect()
}

fn is_word(kind: &Kind, word: &str) -> bool {
    matches!(kind, Kind::Word(found) if found == word)
}

/// What only a comparison or a verdict needs, and what brings in something else under a known name. A pair's text is needed once
/// more, for its length.
const ALONE: [&str; 12] = [
    "Authorization",
    "Verdict",
    "bool",
    "compare",
    "ct_eq",
    "expose_joined",
    "get",
    "is_of_same",
    "macro_rules",
    "parse",
    "unwrap_u8",
    "use",
];

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

#[cfg(test)]
mod tests {
    use super::looked_into::{File, HASH, HASHES, LOOK_UP, VERIFIER};
    use super::{check, unpinned};
    use crate::step::root;

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

    fn source(file: &File) -> String {
        std::fs::read_to_string(root().join(file.path)).expect("the file")
    }

    #[test]
    fn what_a_request_goes_through_is_held_to_the_letter() {
        let verifier = source(&LOOK_UP);
        assert_eq!(unpinned(&verifier, &LOOK_UP), [""; 0]);
        assert_eq!(
            unpinned(&format!("{verifier} // use Verdict"), &LOOK_UP),
            [""; 0]
        );
        let ok = "Ok(pair) => self.compare(&pair),";
        let assign = "found.conditional_assign(&index, expected.is_of_same(&presented_hash));";
        let of_username = "self.accepted.get(&username_hash(presented));";
        let too_long = "if field.len() > self.longest {";
        for (text, planted) in [
            (
                ok,
                "Ok(pair) => match self.accepted.get(&username_hash(&pair)) {
                    Some(_) => self.compare(&pair),
                    None => Verdict::Challenge,
                },",
            ),
            (
                too_long,
                "for accepted in self.accepted.values().flatten() {
                    let wanted = Authorization::basic(&accepted.pair);
                    for (wanted, byte) in wanted.expose().bytes().zip(field) {
                        if !(wanted ^ byte < 1) { return Verdict::Challenge; }
                    }
                }
                if field.len() > self.longest {",
            ),
            (
                too_long,
                "for accepted in self.accepted.values().flatten() {
                    let expected = accepted.header.as_slice();
                    if !(expected < field || expected > field) { return Verdict::Accepted(&accepted.label); }
                }
                if field.len() > self.longest {",
            ),
            (
                of_username,
                "self.accepted.get(&username_hash(presented)).filter(|a| a.pair.same_as(&pair));",
            ),
            (
                assign,
                "if bool::from(expected.is_of_same(&presented_hash)) { return Verdict::Challenge; }",
            ),
            (
                assign,
                "found.conditional_assign(&index, expected.is_of_same(&presented_hash)); f(index)?;",
            ),
            (
                assign,
                "while expected.is_of_same(&presented_hash).unwrap_u8() < 1 {}",
            ),
            (
                "Sha256::digest(pair.username()).into()",
                "Sha256::digest(&pair.username()[..1]).into()",
            ),
            ("use crate::BasicCredentials;", "use crate::others::BasicCredentials;"),
        ] {
            let changed = verifier.replace(text, planted);
            assert_ne!(changed, verifier, "{text}");
            assert!(!unpinned(&changed, &LOOK_UP).is_empty(), "{planted}");
        }
        // Beside it, too.
        for planted in [
            "fn f() { a.is_of_same(b); }",
            "impl X { fn fmt() { map.get(presented.expose_joined()); presented.expose_joined(); } }",
            "impl X { fn fmt() -> bool { true } }",
            "impl X { fn verify_quickly(&self) -> u8 { 1 } }",
            "use crate::others::*;",
        ] {
            let changed = format!("{verifier} {planted}");
            assert!(!unpinned(&changed, &LOOK_UP).is_empty(), "{planted}");
        }
    }

    #[test]
    fn what_a_pair_is_compared_by_is_held_to_the_letter() {
        let hashes = source(&HASHES);
        assert_eq!(unpinned(&hashes, &HASHES), [""; 0]);
        for (text, planted) in [
            ("self.0.ct_eq(&*other.0)", "f(self.0.partial_cmp(&other.0))"),
            ("pair.expose_joined()", "&pair.expose_joined()[..1]"),
            ("#[derive(Clone)]", "#[derive(Clone, Debug)]"),
        ] {
            let changed = hashes.replace(text, planted);
            assert_ne!(changed, hashes, "{text}");
            assert!(!unpinned(&changed, &HASHES).is_empty(), "{planted}");
        }
    }
}
