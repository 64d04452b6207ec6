//! What holds for all inputs, each property against an oracle that is not our code.

mod callbacks;
mod credentials;
mod secrecy;
mod urls;
