//! A small harness: contenders take turns within one run, and what counts is the ratio of their times.

mod comparison;
mod contender;
mod counting;
mod ratio;

pub use comparison::{Budget, Comparison, print};
pub use contender::Contender;
pub use counting::Counting;
pub use ratio::Ratio;
