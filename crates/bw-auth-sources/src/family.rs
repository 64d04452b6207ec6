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

/// Whether a text is a client id as Bitwarden issues them: `user.` or `organization.` and a UUID. Its command-line
/// tool's variables differ from ours by an underscore, and scripts around it use the very same names.
pub(crate) fn is_bitwardens(text: &str) -> bool {
    let id = text
        .strip_prefix("user.")
        .or_else(|| text.strip_prefix("organization."));
    id.is_some_and(|id| {
        let groups = id.split('-').map(str::len);
        groups.eq([8, 4, 4, 4, 12])
            && id
                .bytes()
                .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
    })
}
