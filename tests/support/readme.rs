//! The code in the documents that belong to no crate, as doc tests.

#[doc = include_str!("../../README.md")]
struct Readme;

#[doc = include_str!("../../docs/observability.md")]
struct Observability;

#[doc = include_str!("../../docs/migrating.md")]
struct Migrating;

#[doc = include_str!("../../docs/sources.md")]
struct Sources;
