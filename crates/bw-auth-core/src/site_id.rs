//! A part of an account.

use crate::path_segment::{check_digits, path_segment};

path_segment! {
    /// The number of a site (also called a sub-account), which owns SIP peers.
    ///
    /// One to twenty digits, kept as they were given.
    ///
    /// ```
    /// use bw_auth_core::{Endpoint, SiteId};
    ///
    /// let site: SiteId = "2297".parse()?;
    /// let endpoint = Endpoint::sip_peers(site);
    /// # Ok::<(), bw_auth_core::IdError>(())
    /// ```
    SiteId, check_digits, "one to twenty digits"
}
