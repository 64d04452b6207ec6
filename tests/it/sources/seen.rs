//! What the sandbox's log tells of a rotation.

use std::collections::BTreeMap;

use bw_auth_sandbox::{Credential, LoggedRequest};

/// What became of each numbered pair, and of its tokens.
#[derive(Debug, Default)]
pub(super) struct Seen(pub(super) BTreeMap<u64, Count>);

#[derive(Debug, Default)]
pub(super) struct Count {
    pub(super) accepted: usize,
    /// How often the id came with another secret, or with one that is right no more.
    pub(super) refused: usize,
}

impl Seen {
    /// # Panics
    ///
    /// When an id was refused before it was ever accepted, as in a pair whose secret is older than its id, or when anything
    /// arrived that these scenarios do not have.
    pub(super) fn in_log(log: &[LoggedRequest]) -> Self {
        let mut seen = Self::default();
        for request in log {
            let status = request.status;
            match &request.credential {
                Credential::Accepted(id) | Credential::Token(id) | Credential::Client(id) => {
                    assert_eq!(status, Some(200), "{request:?}");
                    seen.count(id).accepted += 1;
                }
                Credential::WrongPassword(id) | Credential::WrongClientSecret(id) => {
                    assert_eq!(status, Some(401), "{request:?}");
                    let count = seen.count(id);
                    assert!(count.accepted > 0, "{id} was refused before it was right");
                    count.refused += 1;
                }
                other => panic!("{other:?} in {request:?}"),
            }
        }
        seen
    }

    fn count(&mut self, id: &str) -> &mut Count {
        let number = id
            .strip_prefix("id-")
            .and_then(|number| number.parse().ok());
        self.0.entry(number.unwrap()).or_default()
    }
}
