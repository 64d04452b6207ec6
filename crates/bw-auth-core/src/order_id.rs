//! An order for telephone numbers.

use crate::path_segment::{check_uuid, path_segment};

path_segment! {
    /// The id of an order: a UUID, kept in the case it was given in.
    ///
    /// ```
    /// use bw_auth_core::{Endpoint, OrderId};
    ///
    /// let order: OrderId = "7d6b1e52-20f3-4c1d-9a41-0d5c9be0a6f3".parse()?;
    /// let endpoint = Endpoint::order(order);
    /// # Ok::<(), bw_auth_core::IdError>(())
    /// ```
    OrderId, check_uuid, "a UUID"
}
