//! The one test binary of the workspace.

mod properties;
mod vectors;
