//! Text that stands for exactly one segment of a URL path, whatever a client does to URLs.

use crate::id_error::IdError;

/// What the numbers of accounts and sites look like.
pub(crate) fn check_digits(text: &str) -> Result<(), IdError> {
    check(text, DIGITS_LIMIT, |byte| byte.is_ascii_digit())
}

/// A UUID in its text form ([RFC 9562 §4](https://www.rfc-editor.org/rfc/rfc9562#section-4)), in either case.
pub(crate) fn check_uuid(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    let groups = text.split('-').map(str::len);
    let hexadecimal = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
    if groups.eq(UUID_GROUPS) && text.bytes().all(hexadecimal) {
        Ok(())
    } else {
        Err(IdError::NotUuid)
    }
}

/// The unreserved characters of RFC 3986 without `~`: they are never percent-encoded, so all clients write them alike.
pub(crate) fn check_opaque(text: &str) -> Result<(), IdError> {
    check(text, OPAQUE_LIMIT, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
    })?;
    if matches!(text, "." | "..") {
        return Err(IdError::DotSegment);
    }
    Ok(())
}

fn check(text: &str, limit: usize, allowed: impl Fn(u8) -> bool) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if let Some(offset) = text.bytes().position(|byte| !allowed(byte)) {
        return Err(IdError::Character { offset });
    }
    // All ASCII by now, so bytes are characters.
    if text.len() > limit {
        return Err(IdError::TooLong { limit });
    }
    Ok(())
}

/// Defines an identifier type over one of the rules above.
macro_rules! path_segment {
    ($(#[$docs:meta])* $name:ident, $rule:path, $rule_docs:literal) => {
        $(#[$docs])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(alloc::sync::Arc<str>);

        impl $name {
            #[doc = concat!("Any text of 1 to 256 characters from `A–Z a–z 0–9 . _ -`, except `.` and `..`: for the day that it is no longer ", $rule_docs, ".")]
            ///
            /// # Errors
            ///
            /// [`IdError`](crate::IdError) if the text is anything else.
            pub fn opaque(text: &str) -> Result<Self, crate::IdError> {
                $crate::path_segment::check_opaque(text)?;
                Ok(Self(text.into()))
            }

            /// The text, as it was given.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl core::str::FromStr for $name {
            type Err = crate::IdError;

            #[doc = concat!("Reads ", $rule_docs, ".")]
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $rule(text)?;
                Ok(Self(text.into()))
            }
        }

        impl TryFrom<&str> for $name {
            type Error = crate::IdError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

pub(crate) use path_segment;

const DIGITS_LIMIT: usize = 20;
const OPAQUE_LIMIT: usize = 256;
const UUID_GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
