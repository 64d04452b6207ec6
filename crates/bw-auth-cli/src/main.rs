//! The `bw-auth` program.

fn main() {}
