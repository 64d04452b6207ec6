//! Held: credentials, and the header value made of them once for all requests.

use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;

use subtle::ConstantTimeEq as _;

use super::claims::Claims;
use super::fingerprint::Fingerprint;
use super::provider::{Generation, Loaded};
use crate::{Authorization, BasicCredentials, BearerToken, ClientCredentials, Credentials};

/// Credentials as the provider yielded them, or a token that was fetched for them.
pub(super) struct Held {
    credentials: Credentials,
    /// What is sent. Client credentials are not sent to a service; a token is, once there is one.
    authorization: Option<Authorization>,
    pub(super) note: Option<TokenNote>,
    pub(super) fingerprint: Arc<Fingerprint>,
}

/// What is known of the token that was sent, for the errors that explain an answer.
#[derive(Clone, Debug)]
pub(super) struct TokenNote {
    pub(super) claims: Option<Arc<Claims>>,
    /// When it was asked for, in elapsed time; `None` for a token that was given.
    pub(super) asked: Option<Duration>,
}

impl Held {
    pub(super) fn new(loaded: &Loaded) -> Self {
        let note = match &loaded.credentials {
            Credentials::Bearer(token) => Some(TokenNote {
                claims: Claims::of(token).map(Arc::new),
                asked: None,
            }),
            _ => None,
        };
        Self {
            credentials: loaded.credentials.clone(),
            authorization: loaded.credentials.authorization(),
            note,
            fingerprint: Arc::new(Fingerprint::of(loaded)),
        }
    }

    /// These client credentials, presented as this token.
    pub(super) fn with_token(&self, token: &BearerToken, asked: Option<Duration>) -> Self {
        Self {
            credentials: self.credentials.clone(),
            authorization: Some(Authorization::bearer(token)),
            note: Some(TokenNote {
                claims: Claims::of(token).map(Arc::new),
                asked,
            }),
            fingerprint: self.fingerprint.clone(),
        }
    }

    pub(super) fn generation(&self) -> Generation {
        self.fingerprint.generation()
    }

    pub(super) fn authorization(&self) -> Option<&Authorization> {
        self.authorization.as_ref()
    }

    pub(super) fn client(&self) -> Option<&ClientCredentials> {
        match &self.credentials {
            Credentials::Client(client) => Some(client),
            _ => None,
        }
    }

    pub(super) fn claims(&self) -> Option<&Claims> {
        self.note.as_ref()?.claims.as_deref()
    }

    pub(super) fn are(&self, credentials: &Credentials) -> bool {
        self.credentials == *credentials
    }

    /// Whether both came of equal credentials, whatever their generations.
    pub(super) fn has_credentials_of(&self, other: &Self) -> bool {
        self.credentials == other.credentials
    }

    /// Whether both are the same to the service, which sees the header alone.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        match (&self.authorization, &other.authorization) {
            (Some(own), Some(others)) => {
                let [own, others] = [own, others].map(|value| value.expose().as_bytes());
                own.ct_eq(others).into()
            }
            _ => false,
        }
    }

    /// What no text may repeat: what the header says after its scheme, of that the part which stands for the secret
    /// alone, since an echo may begin anywhere, and the secret behind it.
    pub(super) fn secrets(&self) -> [&[u8]; 3] {
        let sent = self.authorization.as_ref().map_or("", after_scheme);
        match &self.credentials {
            Credentials::Basic(pair) => pair_secrets(sent, pair),
            Credentials::Bearer(_) => [sent, last_part(sent), ""].map(str::as_bytes),
            Credentials::Client(client) => {
                [sent, last_part(sent), client.expose_client_secret()].map(str::as_bytes)
            }
        }
    }
}

/// What a Basic header gives away, and the secret in it.
pub(super) fn pair_secrets<'a>(sent: &'a str, pair: &'a BasicCredentials) -> [&'a [u8]; 3] {
    let before = pair.username().len() + 1;
    let sent = sent.as_bytes();
    // Six bits a character: the first one that holds nothing of what stands before the secret.
    let own = sent.get((before * 8).div_ceil(6)..);
    [
        sent,
        own.unwrap_or_default(),
        pair.expose_password().as_bytes(),
    ]
}

pub(super) fn after_scheme(authorization: &Authorization) -> &str {
    let text = authorization.expose();
    text.split_once(' ')
        .map_or(text, |(_, credentials)| credentials)
}

/// The signature of a token in three parts, without which it is worth nothing.
fn last_part(token: &str) -> &str {
    token
        .rsplit_once('.')
        .map_or("", |(_, signature)| signature)
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Held({})", self.fingerprint)
    }
}
