//! Who a request was from, for the log.

use alloc::string::String;

/// Who a request was from: the name of a known user or client, or the state of what arrived. Never its text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credential {
    /// There was no `Authorization` field.
    None,
    /// The username and the password of this user.
    Accepted(String),
    /// The same, after API users were retired.
    Retired(String),
    /// The username of this user, with another password.
    WrongPassword(String),
    /// The id and a live secret of this client. The token endpoint takes them, and no resource does.
    Client(String),
    /// The id of this client, with a secret that is not live.
    WrongClientSecret(String),
    /// A token of this client's that is good in the realm it was sent to.
    Token(String),
    /// A token of this client's whose lifetime is over.
    ExpiredToken(String),
    /// A token of this client's that has been revoked.
    RevokedToken(String),
    /// A token of this client's that was issued in the other realm, production or test.
    OtherRealm(String),
    /// A Bearer field whose token was not issued by this sandbox.
    UnknownToken,
    /// A well-formed pair whose name no user and no client has, or a scheme other than Basic and Bearer.
    Unknown,
    /// A Basic field that RFC 7617 does not allow: not strict base64, not UTF-8, no colon, a control character.
    Malformed,
    /// This many `Authorization` fields: none of them counts.
    Several(usize),
}
