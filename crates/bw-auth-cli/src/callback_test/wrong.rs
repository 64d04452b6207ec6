//! `Wrong`: pairs that are not the right one, each in its own way.

use std::hash::{BuildHasher as _, RandomState};

use bw_auth_core::BasicCredentials;
use zeroize::Zeroizing;

use super::pair::pair;
use crate::failure::Failure;

/// What is wrong with a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// The right username, with a password that nobody has.
    Password,
    /// The right password, with a username that nobody has.
    Username,
    /// All is right but the password's last character.
    LastCharacter,
}

impl Wrong {
    /// In the order in which they are tried.
    pub(super) const ALL: [Self; 3] = [Self::Password, Self::Username, Self::LastCharacter];

    pub(super) fn pair(self, right: &BasicCredentials) -> Result<BasicCredentials, Failure> {
        let password = right.expose_password();
        match self {
            Self::Password => pair(right.username(), &made_up()),
            Self::Username => pair(&made_up(), password),
            Self::LastCharacter => pair(right.username(), &with_another_end(password)),
        }
    }

    /// What an endpoint takes that takes it.
    pub(super) fn taken(self) -> &'static str {
        match self {
            Self::Password => "takes a wrong password as well",
            Self::Username => "takes a wrong username as well",
            Self::LastCharacter => "takes a password with another last character as well",
        }
    }

    /// Who can send callbacks to such an endpoint.
    pub(super) fn who(self) -> &'static str {
        match self {
            Self::Password => "whoever knows the username can send it callbacks",
            Self::Username => "whoever knows a password can send it callbacks in any name",
            Self::LastCharacter => "whoever knows how the password begins can send it callbacks",
        }
    }
}

/// By chance.
fn made_up() -> String {
    let chance = || RandomState::new().hash_one(0);
    format!("made-up-{:016x}{:016x}", chance(), chance())
}

fn with_another_end(password: &str) -> Zeroizing<String> {
    let mut characters = password.chars();
    let end = match characters.next_back() {
        Some('x') => 'y',
        _ => 'x',
    };
    let start = characters.as_str();
    // At its full length from the start, so that no part of it is left behind.
    let mut other = Zeroizing::new(String::with_capacity(start.len() + 1));
    other.push_str(start);
    other.push(end);
    other
}

#[cfg(test)]
mod tests {
    use super::with_another_end;

    #[test]
    fn the_last_character_alone_is_another() {
        for (password, other) in [
            ("correct horse", "correct horsx"),
            ("max", "may"),
            ("gru\u{df}", "grux"),
            ("", "x"),
        ] {
            assert_eq!(with_another_end(password).as_str(), other);
        }
    }
}
