//! `Urls`: core's URLs as reqwest's, without reading a listed origin anew for every request.

use core::fmt;
use std::collections::BTreeMap;
use std::sync::Arc;

use bw_auth_core::{Environment, Fault, Origin, TransportError};
use reqwest::Url;

/// The listed origins, read once. To read a host takes longer than everything that core decides about a request.
#[derive(Clone)]
pub(crate) struct Urls(Arc<BTreeMap<Origin, Url>>);

impl Urls {
    pub(crate) fn of(environment: &Environment) -> Self {
        let origins = environment.origins();
        let read = origins.filter_map(|origin| {
            let url = Url::parse(&origin.to_string()).ok()?;
            Some((origin.clone(), url))
        });
        Self(Arc::new(read.collect()))
    }

    /// The very same URL for reqwest. Core's are read alike by both, so this does not fail.
    pub(crate) fn same(&self, url: &bw_auth_core::Url) -> Result<Url, TransportError> {
        if let Some(origin) = self.0.get(url.origin()) {
            let mut same = origin.clone();
            same.set_path(url.path());
            same.set_query(url.query());
            // What was put together must be what was checked, to the letter.
            if same.as_str() == url.as_str() {
                return Ok(same);
            }
        }
        Url::parse(url.as_str()).map_err(|_| TransportError::new(Fault::Other, None))
    }
}

impl fmt::Debug for Urls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
