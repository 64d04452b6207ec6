//! `bw-auth get` and `request` against a sandbox.

mod answers;
mod bodies;
#[cfg(unix)]
mod held_up;
mod list;
mod many;
mod places;
#[cfg(unix)]
mod unkept;
