//! Verifying callbacks.

// A test that unwraps in vain has failed, and says where.
#![allow(clippy::unwrap_used)]

mod product;
mod verifier;

use bw_auth_core::{Authorization, BasicCredentials, CallbackVerifier, Verdict};

fn pair(username: &str, password: &str) -> BasicCredentials {
    BasicCredentials::new(username, password.to_owned()).unwrap()
}

fn header(username: &str, password: &str) -> String {
    Authorization::basic(&pair(username, password))
        .expose()
        .to_owned()
}

/// The label by which a request with this one field is accepted.
fn label<'v>(verifier: &'v CallbackVerifier, field: &str) -> Option<&'v str> {
    verifier.verify([field.as_bytes()]).label()
}

fn challenges(verifier: &CallbackVerifier, fields: &[&[u8]]) -> bool {
    verifier.verify(fields.iter().copied()) == Verdict::Challenge
}
