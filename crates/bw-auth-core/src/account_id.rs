//! Whose resources a request is about.

use crate::path_segment::{check_digits, path_segment};

path_segment! {
    /// The number of a Bandwidth account, which the APIs want in the URL.
    ///
    /// One to twenty digits, kept as they were given: `0920012` is not `920012`.
    ///
    /// ```
    /// use bw_auth_core::{AccountId, IdError};
    ///
    /// let account: AccountId = "920012".parse()?;
    /// assert_eq!(account.as_str(), "920012");
    /// assert_eq!("92 0012".parse::<AccountId>(), Err(IdError::Character { offset: 2 }));
    /// # Ok::<(), IdError>(())
    /// ```
    AccountId, check_digits, "one to twenty digits"
}
