use super::looked_into::{DECLARING, FOLDERS, HASH, VERIFIER};
use super::{early, faults, sources};
use crate::step::root;

#[test]
fn what_takes_constant_time_passes() {
    let body = "fn is_of_same(&self, other: &Self) -> Choice { self.0.ct_eq(&*other.0) } // == if";
    assert_eq!(early(body, HASH), [""; 0]);
    let body =
        "let x = y; for i in (0..most).rev() { found.conditional_assign(&i, a.is_of_same(&b)); }";
    assert_eq!(early(body, VERIFIER), [""; 0]);
}

/// Whoever notes a new fingerprint without a thought has this in the way still.
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
        assert!(!early(planted, HASH).is_empty(), "{planted}");
    }
    for planted in [
        "if accepted.pair == *presented {}",
        "if is_it { break; }",
        "of_username.iter().find(|x| f(x))",
        "pair.expose_password().starts_with(x)",
    ] {
        assert!(!early(planted, VERIFIER).is_empty(), "{planted}");
    }
}

/// The sources with this text of a file replaced. One that ends so is meant.
fn planted(file: &str, text: &str, by: &str) -> Vec<(String, String)> {
    let mut all = sources(&root()).expect("they are there");
    let (_, source) = all
        .iter_mut()
        .find(|(path, _)| path.ends_with(file))
        .expect("the file");
    let changed = source.replace(text, by);
    assert_ne!(*source, changed, "{text}");
    *source = changed;
    all
}

#[test]
fn what_was_looked_into_passes() {
    assert_eq!(faults(&sources(&root()).expect("they are there")), [""; 0]);
    // A comment is no code.
    let commented = planted("callback/verifier.rs", "\n\n", "\n// ==\n\n");
    assert_eq!(faults(&commented), [""; 0]);
}

#[test]
fn other_code_on_the_way_is_found() {
    let assign = "found.conditional_assign(&index, expected.is_of_same(&presented_hash));";
    let too_long = "if field.len() > self.longest {";
    for (file, text, by) in [
        (
            "callback/verifier.rs",
            "Ok(pair) => self.compare(&pair),",
            "Ok(pair) => match self.accepted.get(&username_hash(&pair)) {
                Some(_) => self.compare(&pair),
                None => Verdict::Challenge,
            },",
        ),
        (
            "callback/verifier.rs",
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
            "callback/verifier.rs",
            assign,
            "if bool::from(expected.is_of_same(&presented_hash)) { return Verdict::Challenge; }",
        ),
        (
            "callback/verifier.rs",
            assign,
            "while expected.is_of_same(&presented_hash).unwrap_u8() < 1 {}",
        ),
        (
            "callback/verifier.rs",
            "Sha256::digest(pair.username()).into()",
            "Sha256::digest(&pair.username()[..1]).into()",
        ),
        ("callback/verifier.rs", "    accepted: BTreeMap", "    pub(super) accepted: BTreeMap"),
        ("callback/verifier.rs", "type UsernameHash = [u8; 32];", "type UsernameHash = Quick;"),
        ("callback/verifier.rs", "    hash: PairHash,", "    hash: Quick,"),
        ("callback/verifier.rs", "use crate::BasicCredentials;", "use crate::others::BasicCredentials;"),
        ("callback/verifier.rs", "use core::fmt;", "use core::fmt;\nmod quick;"),
        ("callback/verifier.rs", "use core::fmt;", "use core::fmt;\ninclude!(\"quick.rs\");"),
        ("callback/pair_hash.rs", "self.0.ct_eq(&*other.0)", "f(self.0.partial_cmp(&other.0))"),
        ("callback/pair_hash.rs", "pair.expose_joined()", "&pair.expose_joined()[..1]"),
        ("callback/pair_hash.rs", "#[derive(Clone)]", "#[derive(Clone, Debug)]"),
        (
            "callback/http_glue.rs",
            "let fields = request.headers().get_all(AUTHORIZATION);",
            "let fields = request.headers().get_all(AUTHORIZATION);
            for accepted in self.accepted.values().flatten() {
                let header = crate::Authorization::basic(&accepted.pair);
                if fields.iter().next().is_some_and(|f| f.as_bytes() == header.expose().as_bytes()) {
                    return Verdict::Accepted(&accepted.label);
                }
            }",
        ),
        ("callback/mod.rs", "mod pair_hash;", "#[path = \"pair_hash_quick.rs\"]\nmod pair_hash;"),
        ("callback/mod.rs", "mod pair_hash;", "#[cfg(any())]\nmod pair_hash;"),
        ("bw-auth-core/src/lib.rs", "mod callback;", "#[path = \"callback_quick/mod.rs\"]\nmod callback;"),
        (
            "bw-auth-core/src/lib.rs",
            "#[cfg(feature = \"callbacks\")]\nmod callback;",
            "#[path = \"callback_quick/mod.rs\"]\n#[cfg(feature = \"callbacks\")]\nmod callback;",
        ),
        (
            "bw-auth-core/src/lib.rs",
            "pub use callback::*;",
            "pub use callback::*;\nmod quick;\npub use quick::CallbackVerifier;",
        ),
        ("bw-auth-core/src/lib.rs", "extern crate alloc;", "extern crate alloc;\nextern crate quick as subtle;"),
        ("callback/verifier.rs", "struct Accepted {", "pub(super) struct Accepted {"),
        ("callback/verifier.rs", "    pair: BasicCredentials,", "    pub(super) pair: BasicCredentials,"),
        ("bw-auth-callbacks/src/layer.rs", "Verdict::Accepted(label) => {", "_ if quick(&request) => {"),
        ("bw-auth-callbacks/src/lib.rs", "mod layer;", "#[path = \"quick.rs\"]\nmod layer;"),
    ] {
        assert!(!faults(&planted(file, text, by)).is_empty(), "{by}");
    }
}

#[test]
fn a_file_more_or_less_is_found() {
    let mut all = sources(&root()).expect("they are there");
    all.push((
        "crates/bw-auth-core/src/callback/verifier/quick.rs".to_owned(),
        "fn quick() {}".to_owned(),
    ));
    assert_eq!(faults(&all).len(), 1);
    all.pop();
    all.retain(|(path, _)| !path.ends_with("pair_hash.rs"));
    assert_eq!(faults(&all).len(), 1);
}

#[test]
fn what_lies_deeper_in_a_folder_is_read() {
    let root = std::env::temp_dir().join(format!("constant-time-{}", std::process::id()));
    let inside = FOLDERS.map(|folder| format!("{folder}/verifier/quick.rs"));
    for path in inside.iter().map(String::as_str).chain([DECLARING]) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, "fn quick() {}").expect("a file");
    }
    let read = sources(&root);
    std::fs::remove_dir_all(&root).expect("it is there");
    let found = faults(&read.expect("they are there"));
    for path in inside {
        let refused = format!("{path}: it was not looked into");
        assert!(found.contains(&refused), "{found:?}");
    }
}
