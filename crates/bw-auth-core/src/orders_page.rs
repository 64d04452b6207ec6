//! Which part of a list of orders is asked for.

use core::fmt;

use crate::order_id::OrderId;

/// A page of a list of orders.
///
/// The first has the number 1. Every later one is named by the last order id of the page before it, not
/// by a number, so that is what the conversion from [`OrderId`] makes.
///
/// ```
/// use bw_auth_core::{Endpoint, OrderId, OrdersPage, PageSize};
///
/// let first = Endpoint::orders(OrdersPage::FIRST, PageSize::MAX);
/// let last_of_first: OrderId = "7d6b1e52-20f3-4c1d-9a41-0d5c9be0a6f3".parse()?;
/// let second = Endpoint::orders(last_of_first, PageSize::MAX);
/// # Ok::<(), bw_auth_core::IdError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrdersPage(Option<OrderId>);

impl OrdersPage {
    /// Where a list starts.
    pub const FIRST: Self = Self(None);
}

impl From<OrderId> for OrdersPage {
    fn from(last: OrderId) -> Self {
        Self(Some(last))
    }
}

impl From<&OrderId> for OrdersPage {
    fn from(last: &OrderId) -> Self {
        Self(Some(last.clone()))
    }
}

impl fmt::Display for OrdersPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            None => f.write_str("1"),
            Some(last) => last.fmt(f),
        }
    }
}

/// How many entries a page has at most: 1 to 1,000, the limit of Bandwidth's Numbers API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageSize(u16);

impl PageSize {
    /// A single entry.
    pub const MIN: Self = Self(1);

    /// The largest size that the service accepts.
    pub const MAX: Self = Self(1000);

    /// A size in entries.
    ///
    /// # Errors
    ///
    /// [`PageSizeError`] if it is 0 or above [`PageSize::MAX`].
    pub fn new(entries: u16) -> Result<Self, PageSizeError> {
        if (1..=Self::MAX.0).contains(&entries) {
            Ok(Self(entries))
        } else {
            Err(PageSizeError)
        }
    }

    /// The size in entries.
    #[must_use]
    pub fn get(self) -> u16 {
        self.0
    }
}

/// A page size that the service would refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a page has 1 to {} entries", PageSize::MAX.get())]
#[non_exhaustive]
pub struct PageSizeError;

impl PageSizeError {
    /// A stable name for this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "page_size.range"
    }
}
