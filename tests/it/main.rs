//! The one test binary of the workspace.

// A test that unwraps in vain has failed, and says where.
#![allow(clippy::unwrap_used)]

mod conformance;
mod documentation;
mod properties;
mod vectors;
