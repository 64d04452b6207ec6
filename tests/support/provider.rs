//! Providers for tests.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bw_auth_core::{
    BasicCredentials, Credentials, CredentialsProvider, Generation, Loaded, ProviderError,
};

/// Yields what it was last given, and counts how often it is asked.
#[derive(Debug, Default)]
pub struct Rotating {
    current: Mutex<Option<(Credentials, u64)>>,
    asked: AtomicUsize,
}

impl Rotating {
    #[must_use]
    pub fn starting_with(username: &str, password: &str) -> Arc<Self> {
        let provider = Arc::new(Self::default());
        provider.put(username, password);
        provider
    }

    /// Yields these from now on, as a newer generation.
    pub fn put(&self, username: &str, password: &str) {
        let credentials =
            BasicCredentials::new(username, password).expect("a pair that RFC 7617 can carry");
        self.give(credentials);
    }

    /// Yields these from now on, as a newer generation.
    pub fn give(&self, credentials: impl Into<Credentials>) {
        let mut current = self.current.lock().expect("no test panics in here");
        let generation = current.as_ref().map_or(1, |(_, generation)| generation + 1);
        *current = Some((credentials.into(), generation));
    }

    #[must_use]
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl CredentialsProvider for Rotating {
    fn load(&self, _newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        match &*self.current.lock().expect("no test panics in here") {
            Some((credentials, generation)) => Ok(Loaded::new(
                credentials.clone(),
                Generation::new(*generation),
            )
            .with_source("rotating")),
            None => Err(ProviderError::new("the test has given it nothing")),
        }
    }
}

/// A blocking provider, asked on the spot: these answer at once.
#[derive(Debug)]
pub struct Inline(pub Arc<dyn CredentialsProvider>);

#[async_trait]
impl bw_auth_async::CredentialsProvider for Inline {
    async fn load(&self, newer_than: Option<Generation>) -> Result<Loaded, ProviderError> {
        self.0.load(newer_than)
    }

    fn fixed(&self) -> Option<Credentials> {
        self.0.fixed()
    }
}
