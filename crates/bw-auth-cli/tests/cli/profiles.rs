//! `bw-auth login`, `logout` and `profiles`.

#[cfg(unix)]
mod file;
#[cfg(unix)]
mod left;
#[cfg(unix)]
mod listing;
#[cfg(unix)]
mod locked;
#[cfg(unix)]
mod pipe;
#[cfg(unix)]
mod secrets;
