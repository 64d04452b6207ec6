//! `bw-auth get` and `request` against a sandbox.

mod answers;
mod bodies;
mod list;
mod many;
mod places;
#[cfg(unix)]
mod unkept;
