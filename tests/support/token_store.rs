//! Token stores for tests.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bw_auth_core::{BoxError, StoredToken, TokenKey, TokenStore};

/// Keeps tokens in memory, counts who comes, and misbehaves when told to.
#[derive(Debug, Default)]
pub struct Shelf {
    tokens: Mutex<HashMap<TokenKey, StoredToken>>,
    loads: AtomicUsize,
    saves: AtomicUsize,
    fails: AtomicBool,
    panics: AtomicUsize,
}

impl Shelf {
    /// From now on, nothing can be loaded or saved.
    pub fn fail(&self) {
        self.fails.store(true, Ordering::SeqCst);
    }

    /// The next so many loads panic.
    pub fn panic(&self, times: usize) {
        self.panics.store(times, Ordering::SeqCst);
    }

    #[must_use]
    pub fn loads(&self) -> usize {
        self.loads.load(Ordering::SeqCst)
    }

    #[must_use]
    pub fn saves(&self) -> usize {
        self.saves.load(Ordering::SeqCst)
    }

    /// Everything that is kept.
    #[must_use]
    pub fn tokens(&self) -> Vec<(TokenKey, StoredToken)> {
        let tokens = self.tokens.lock().expect("no test panics in here");
        let kept = tokens.iter();
        kept.map(|(key, token)| (key.clone(), token.clone()))
            .collect()
    }

    /// Puts another token in the place of each that is kept.
    pub fn replace_all(&self, token: &StoredToken) {
        let mut tokens = self.tokens.lock().expect("no test panics in here");
        tokens.values_mut().for_each(|kept| *kept = token.clone());
    }

    fn check(&self) -> Result<(), BoxError> {
        match self.fails.load(Ordering::SeqCst) {
            true => Err("the store is out of order".into()),
            false => Ok(()),
        }
    }
}

impl TokenStore for Shelf {
    fn load(&self, key: &TokenKey) -> Result<Option<StoredToken>, BoxError> {
        self.loads.fetch_add(1, Ordering::SeqCst);
        let panics = self.panics.load(Ordering::SeqCst);
        if panics > 0 {
            self.panics.store(panics - 1, Ordering::SeqCst);
            panic!("a store with a bug");
        }
        self.check()?;
        let tokens = self.tokens.lock().expect("no test panics in here");
        Ok(tokens.get(key).cloned())
    }

    fn save(&self, key: &TokenKey, token: &StoredToken) -> Result<(), BoxError> {
        self.saves.fetch_add(1, Ordering::SeqCst);
        self.check()?;
        let mut tokens = self.tokens.lock().expect("no test panics in here");
        tokens.insert(key.clone(), token.clone());
        Ok(())
    }
}

/// A blocking store, asked on the spot: these answer at once.
#[derive(Debug)]
pub struct InlineStore(pub Arc<dyn TokenStore>);

impl TokenStore for InlineStore {
    fn load(&self, key: &TokenKey) -> Result<Option<StoredToken>, BoxError> {
        self.0.load(key)
    }

    fn save(&self, key: &TokenKey, token: &StoredToken) -> Result<(), BoxError> {
        self.0.save(key, token)
    }
}

#[async_trait]
impl bw_auth_async::TokenStore for InlineStore {
    async fn load(&self, key: &TokenKey) -> Result<Option<StoredToken>, BoxError> {
        self.0.load(key)
    }

    async fn save(&self, key: &TokenKey, token: &StoredToken) -> Result<(), BoxError> {
        self.0.save(key, token)
    }
}
