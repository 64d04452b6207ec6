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
    /// All is right but the case of the password's letters.
    Case,
}

impl Wrong {
    /// In the order in which they are tried.
    const ALL: [Self; 4] = [
        Self::Password,
        Self::Username,
        Self::LastCharacter,
        Self::Case,
    ];

    /// A pair that is wrong in each way in which this one can be.
    pub(super) fn pairs(
        right: &BasicCredentials,
    ) -> Result<Vec<(Self, BasicCredentials)>, Failure> {
        let ways = Self::ALL.into_iter();
        let pairs = ways.filter_map(|wrong| Some(wrong.pair(right)?.map(|pair| (wrong, pair))));
        pairs.collect()
    }

    fn pair(self, right: &BasicCredentials) -> Option<Result<BasicCredentials, Failure>> {
        let (username, password) = (right.username(), right.expose_password());
        Some(match self {
            Self::Password => pair(username, &made_up()),
            Self::Username => pair(&made_up(), password),
            Self::LastCharacter => pair(username, &with_another_end(password)),
            Self::Case => pair(username, &in_another_case(password)?),
        })
    }

    /// What an endpoint takes that takes it.
    pub(super) fn taken(self) -> &'static str {
        match self {
            Self::Password => "takes a wrong password as well",
            Self::Username => "takes a wrong username as well",
            Self::LastCharacter => "takes a password with another last character as well",
            Self::Case => "takes the password in another case as well",
        }
    }

    /// Who can send callbacks to such an endpoint.
    pub(super) fn who(self) -> &'static str {
        match self {
            Self::Password => "whoever knows the username can send it callbacks",
            Self::Username => "whoever knows a password can send it callbacks in any name",
            Self::LastCharacter => "whoever knows how the password begins can send it callbacks",
            Self::Case => "whoever guesses has fewer passwords to try",
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

/// Every letter of ASCII, each of which has one other of the same length; nothing where there is none.
fn in_another_case(password: &str) -> Option<Zeroizing<String>> {
    let has_letters = password.contains(|letter: char| letter.is_ascii_alphabetic());
    has_letters.then(|| {
        let mut other = Zeroizing::new(String::with_capacity(password.len()));
        other.extend(password.chars().map(|letter| match letter {
            'a'..='z' => letter.to_ascii_uppercase(),
            _ => letter.to_ascii_lowercase(),
        }));
        other
    })
}

#[cfg(test)]
mod tests {
    use bw_auth_core::BasicCredentials;

    use super::{Wrong, in_another_case, with_another_end};

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
    #[test]
    fn the_case_alone_is_another() {
        for (password, other) in [
            ("Correct horse 1", Some("cORRECT HORSE 1")),
            ("gru\u{df}", Some("GRU\u{df}")),
            ("12:34", None),
            ("", None),
        ] {
            let found = in_another_case(password);
            assert_eq!(found.as_ref().map(|found| found.as_str()), other);
        }
    }

    #[test]
    fn a_password_without_letters_is_wrong_in_fewer_ways() {
        for (password, ways) in [("horse", 4), ("1234", 3)] {
            let right = BasicCredentials::new("hooks", password.to_owned()).expect("a pair");
            let Ok(pairs) = Wrong::pairs(&right) else {
                panic!("pairs")
            };
            assert_eq!(pairs.len(), ways);
            assert!(pairs.iter().all(|(_, pair)| *pair != right));
        }
    }
}
