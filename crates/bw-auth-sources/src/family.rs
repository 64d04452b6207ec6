//! The two families of variables.

use std::fmt;

use crate::name::Name;

/// A set of variables with one prefix, judged apart from the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Ours alone.
    Bandwidth,
    /// What Bandwidth's own programs read, and Bitwarden's too.
    Bw,
}

impl Family {
    pub(crate) const ALL: [Self; 2] = [Self::Bandwidth, Self::Bw];

    pub(crate) fn variable(self, name: Name) -> String {
        format!("{}{}", self.prefix(), name.suffix())
    }

    pub(crate) fn file_variable(self, name: Name) -> String {
        format!("{}{}_FILE", self.prefix(), name.suffix())
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::Bandwidth => "BANDWIDTH_",
            Self::Bw => "BW_",
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}*", self.prefix())
    }
}

/// Whether a text is Bitwarden's: a client id (`user.` or `organization.` and a UUID), or an access token of a machine (`0.`, a
/// UUID, a full stop and more). Its command-line tool's variables differ from ours by an underscore, and scripts around it use
/// the very same names.
pub(crate) fn is_bitwardens(text: &str) -> bool {
    let text = text.trim();
    let id = text.split_once('.').filter(|(kind, _)| {
        kind.eq_ignore_ascii_case("user") || kind.eq_ignore_ascii_case("organization")
    });
    let id = id.map(|(_, id)| id);
    let token = text
        .strip_prefix("0.")
        .and_then(|rest| rest.split_once('.'));
    id.or(token.map(|(id, _)| id)).is_some_and(is_uuid)
}

fn is_uuid(text: &str) -> bool {
    let groups = text.split('-').map(str::len);
    groups.eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}
