//! The layer over services of each kind.

// A test that unwraps in vain has failed, and says where.
#![allow(clippy::unwrap_used)]

mod layer;
mod over_axum;
