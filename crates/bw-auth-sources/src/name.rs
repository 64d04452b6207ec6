//! What can be configured, and what each thing is called in variables, profiles and the helper's output.

/// One thing that can be configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name {
    Username,
    Password,
    ClientId,
    ClientSecret,
    AccessToken,
    AccountId,
    Environment,
    TokenUrl,
    Auth,
}

impl Name {
    pub(crate) const ALL: [Self; 9] = [
        Self::Username,
        Self::Password,
        Self::ClientId,
        Self::ClientSecret,
        Self::AccessToken,
        Self::AccountId,
        Self::Environment,
        Self::TokenUrl,
        Self::Auth,
    ];

    pub(crate) const CREDENTIALS: [Self; 5] = [
        Self::Username,
        Self::Password,
        Self::ClientId,
        Self::ClientSecret,
        Self::AccessToken,
    ];

    /// As a variable has it, after its family's prefix.
    pub(crate) const fn suffix(self) -> &'static str {
        match self {
            Self::Username => "USERNAME",
            Self::Password => "PASSWORD",
            Self::ClientId => "CLIENT_ID",
            Self::ClientSecret => "CLIENT_SECRET",
            Self::AccessToken => "ACCESS_TOKEN",
            Self::AccountId => "ACCOUNT_ID",
            Self::Environment => "ENVIRONMENT",
            Self::TokenUrl => "TOKEN_URL",
            Self::Auth => "AUTH",
        }
    }

    /// As a profile and the helper's output have it.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Password => "password",
            Self::ClientId => "client_id",
            Self::ClientSecret => "client_secret",
            Self::AccessToken => "access_token",
            Self::AccountId => "account_id",
            Self::Environment => "environment",
            Self::TokenUrl => "token_url",
            Self::Auth => "auth",
        }
    }

    pub(crate) fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.key() == key)
    }
}
