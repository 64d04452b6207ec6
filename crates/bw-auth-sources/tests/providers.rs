//! Chains of one's own providers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use bw_auth_sources::{
    BasicCredentials, Chain, CredentialsProvider, Environment, Explicit, Generation, Loaded, Note,
    ProviderError, SourceError, SourceKind, Surroundings, Verdict,
};

use crate::rotation::secret;

/// Answers with whatever it is told to, and counts in a way of its own.
#[derive(Clone, Debug, Default)]
struct Vault {
    password: Arc<Mutex<Option<&'static str>>>,
    version: Arc<AtomicU64>,
    refused: Arc<AtomicU64>,
}

impl Vault {
    fn put(&self, password: &'static str) {
        *self.password.lock().expect("no panic before") = Some(password);
        self.version.fetch_add(100, Ordering::SeqCst);
    }
}

impl CredentialsProvider for Vault {
    fn load(&self, newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
        let refused = newer_than.map_or(0, Generation::number);
        self.refused.store(refused, Ordering::SeqCst);
        let version = Generation::new(self.version.load(Ordering::SeqCst));
        match *self.password.lock().expect("no panic before") {
            Some(password) => {
                let pair = BasicCredentials::new("vaulted", password).expect("a pair");
                Ok(Loaded::new(pair, version))
            }
            None => {
                let error = ProviderError::new("no vault here");
                Err(error.with_source(SourceError::NotConfigured))
            }
        }
    }
}

#[derive(Debug)]
struct Broken;

impl CredentialsProvider for Broken {
    fn load(&self, _: Option<Generation>) -> Result<Loaded, ProviderError> {
        Err(ProviderError::new("the vault is sealed"))
    }
}

fn fallback() -> BasicCredentials {
    BasicCredentials::new("fallback", "password").expect("a pair")
}

#[test]
fn what_is_not_configured_is_passed_over() {
    let chain = Chain::standard(Surroundings::from_pairs::<&str, &str>([]))
        .then("vault", Vault::default())
        .then("fallback", fallback());
    let resolved = chain.resolve().expect("the fallback");
    assert_eq!(resolved.credentials().principal(), "fallback");
    assert_eq!(resolved.credentials_from().kind(), SourceKind::Provider);
    let explanation = chain.explain();
    let vault = explanation
        .steps()
        .iter()
        .find(|step| step.label() == "vault");
    let verdict = vault.map(|step| step.verdict().as_str());
    assert_eq!(verdict, Some("passed_over"));
}

#[test]
fn a_chain_in_a_chain_is_passed_over_too() {
    let inner = Chain::standard(Surroundings::from_pairs::<&str, &str>([]));
    let chain = Chain::empty()
        .then("inner", inner)
        .then("fallback", fallback());
    assert_eq!(chain.resolve().expect("the fallback").source(), "fallback");
}

#[test]
fn a_failure_stops_the_chain() {
    let chain = Chain::empty()
        .then("vault", Broken)
        .then("fallback", fallback());
    let error = chain.resolve().expect_err("the vault's failure");
    assert_eq!(error.code(), "source.provider");
    let cause = std::error::Error::source(&error).map(ToString::to_string);
    assert!(cause.is_some_and(|cause| cause.contains("the vault is sealed")));
    let verdicts: Vec<Verdict> = chain
        .explain()
        .steps()
        .iter()
        .map(|step| step.verdict().clone())
        .collect();
    assert_eq!(verdicts, [Verdict::Stopped("source.provider")]);
}

#[test]
fn generations_are_the_chains_own_and_grow_with_the_content() {
    let vault = Vault::default();
    vault.put("first");
    let chain = Chain::empty().then("vault", vault.clone());
    let load = |newer_than| {
        let loaded = chain.load(newer_than).expect("credentials");
        (secret(loaded.credentials()), loaded.generation().number())
    };
    assert_eq!(load(None), ("first".into(), 1));
    vault.put("first");
    assert_eq!(load(Some(Generation::new(1))), ("first".into(), 1));
    assert_eq!(
        vault.refused.load(Ordering::SeqCst),
        100,
        "as the vault counts"
    );
    vault.put("second");
    assert_eq!(load(Some(Generation::new(1))), ("second".into(), 2));
    assert_eq!(vault.refused.load(Ordering::SeqCst), 200);
}

#[test]
fn standard_sources_stand_before_what_is_added() {
    let chain = Chain::standard(Surroundings::from_pairs([
        ("BANDWIDTH_USERNAME", "jdoe"),
        ("BANDWIDTH_PASSWORD", "password"),
        ("BW_PASSWORD", "another program's"),
    ]))
    .then("vault", Broken);
    let explanation = chain.explain();
    let resolved = explanation.resolved().expect("the variables");
    assert_eq!(resolved.credentials().principal(), "jdoe");
    let unused = Note::BwUnused {
        variables: vec!["BW_PASSWORD".into()],
    };
    assert_eq!(explanation.notes(), [unused]);
    let last = explanation
        .steps()
        .last()
        .map(|step| step.verdict().clone());
    assert_eq!(last, Some(Verdict::NotAsked));
}

#[test]
fn settings_of_variables_go_with_a_providers_credentials() {
    let surroundings = Surroundings::from_pairs([("BANDWIDTH_ACCOUNT_ID", "920012")]);
    let chain = Chain::standard(surroundings).then("fallback", fallback());
    let resolved = chain.resolve().expect("the fallback");
    let account = resolved.account().map(|account| account.as_str());
    assert_eq!(account, Some("920012"));
}

#[test]
fn text_that_is_not_unicode_is_an_error() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let chain = Chain::standard(Surroundings::from_pairs([
        ("BANDWIDTH_USERNAME", OsStr::new("jdoe")),
        ("BANDWIDTH_PASSWORD", OsStr::from_bytes(b"horse\xff")),
    ]));
    let error = chain.resolve().expect_err("no text");
    assert_eq!(error.code(), "source.not_text");
    assert!(error.to_string().contains("BANDWIDTH_PASSWORD"), "{error}");
}

#[test]
fn a_chain_of_variables_knows_no_profiles() {
    let folder = crate::folder::Folder::new();
    let profile = "[staging]\nusername = \"other\"\npassword = \"x\"\naccount_id = \"14\"\n";
    folder.write("profiles.toml", profile, 0o600);
    let named = [
        ("BANDWIDTH_CREDENTIALS_FILE", folder.text("profiles.toml")),
        ("BANDWIDTH_PROFILE", "staging".to_owned()),
    ];
    let chain = Chain::variables(Surroundings::from_pairs(named.clone()));
    let error = chain.resolve().expect_err("nothing in variables");
    assert_eq!(error.code(), "source.not_configured");

    let pair = [
        ("BANDWIDTH_USERNAME", "jdoe".to_owned()),
        ("BANDWIDTH_PASSWORD", "password".to_owned()),
    ];
    let all = named.into_iter().chain(pair);
    let chain = Chain::variables(Surroundings::from_pairs(all));
    let resolved = chain.resolve().expect("the variables");
    assert_eq!(resolved.credentials().principal(), "jdoe");
    assert_eq!(resolved.account(), None);
    assert_eq!(chain.explain().steps().len(), 4);
}

#[test]
fn what_the_program_says_goes_with_credentials_from_anywhere() {
    let surroundings = Surroundings::from_pairs([
        ("BANDWIDTH_USERNAME", "jdoe"),
        ("BANDWIDTH_PASSWORD", "password"),
        ("BANDWIDTH_ACCOUNT_ID", "14"),
        ("BANDWIDTH_ENVIRONMENT", "production"),
        ("BANDWIDTH_TOKEN_URL", "https://tokens.example/oauth2/token"),
    ]);
    let explicit = Explicit::new()
        .account("920012".parse().expect("an account"))
        .environment(Environment::test());
    let chain = Chain::standard(surroundings).with_explicit(explicit);
    let resolved = chain.resolve().expect("the variables");
    assert_eq!(resolved.source(), "environment BANDWIDTH_*");
    let account = resolved.account().map(|account| account.as_str());
    assert_eq!(account, Some("920012"));
    assert_eq!(resolved.environment().name(), "test");
    let token_url = resolved.environment().token_url();
    assert_eq!(token_url, Environment::test().token_url());
    let kind = resolved.environment_from().kind();
    assert_eq!(kind, SourceKind::Explicit);
}
