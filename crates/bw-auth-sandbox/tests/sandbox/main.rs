//! The sandbox, driven over real sockets by a client that is nothing but rustls and bytes.

#![allow(clippy::unwrap_used, clippy::std_instead_of_core, reason = "test code")]

mod callback_bodies;
mod callback_challenges;
mod callback_schedules;
mod callbacks;
mod client;
mod clients;
mod clock;
mod endpoints;
mod faults;
mod lifetime;
mod log;
mod paging;
mod proxy;
mod realms;
mod receiver;
mod refusals;
mod retirement;
mod tls;
mod token_endpoint;
mod token_faults;
mod tokens;
