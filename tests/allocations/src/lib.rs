//! An allocator that counts, and that notices when memory is given back with a secret in it.

mod watchful;

pub use watchful::{Count, Watchful, watch};
