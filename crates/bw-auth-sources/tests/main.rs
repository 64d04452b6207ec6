//! The sources of credentials, seen from outside: no test touches the environment of this process.

#![cfg(unix)]

mod blame;
mod cases;
mod clock;
mod folder;
mod providers;
mod rotation;
mod scenario;
mod swaps;
mod token_store;
mod unfinished;
