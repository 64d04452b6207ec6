//! Several contenders at the same task, ours first.

use std::process::ExitCode;

use crate::contender::{Contender, Sample};
use crate::ratio::Ratio;

/// The task, who does it, and what ours may cost.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// What is done, as the table says it.
    pub task: &'static str,
    /// What every contender has to do besides, taken off each of their times.
    pub frame: Option<Contender<'a>>,
    /// Ours comes first; the others are compared with it.
    pub contenders: Vec<Contender<'a>>,
    /// What holds for ours, if anything.
    pub budget: Option<Budget>,
}

/// A limit on what our contender costs.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Allocations of one operation.
    pub allocations: u64,
    /// The contender that ours is measured against, by name.
    pub against: &'static str,
    /// Our time over its time: the whole confidence interval has to lie within.
    pub ratio: f64,
}

/// Runs the comparisons and prints them as one Markdown table.
///
/// Fails when a budget is missed, after the whole table has been printed.
#[must_use]
pub fn print(comparisons: Vec<Comparison<'_>>) -> ExitCode {
    println!("| task | by | time | allocations | ours ÷ this (95 %) | budget |");
    println!("|---|---|--:|--:|--:|---|");
    let missed = comparisons
        .into_iter()
        .map(print_one)
        .filter(|met| !met)
        .count();
    if missed == 0 {
        return ExitCode::SUCCESS;
    }
    eprintln!("{missed} budgets missed");
    ExitCode::FAILURE
}

/// Whether the budget was met.
fn print_one(mut comparison: Comparison<'_>) -> bool {
    let framed = comparison.frame.is_some();
    comparison.contenders.extend(comparison.frame);
    let mut results = measure(&mut comparison.contenders);
    if let Some(frame) = framed.then(|| results.pop()).flatten() {
        results
            .iter_mut()
            .for_each(|result| result.take_off(&frame));
    }
    let Some((ours, _)) = results.split_first() else {
        return true;
    };
    let mut met = true;
    for result in &results {
        let ratio = Ratio::of_pairs(ours.times.iter().copied().zip(result.times.iter().copied()));
        let is_ours = result.name == ours.name;
        let verdict = comparison.budget.and_then(|budget| {
            if is_ours {
                let within = ours.allocations <= budget.allocations;
                Some((within, format!("allocations ≤ {}", budget.allocations)))
            } else if result.name == budget.against {
                let within = ratio.is_some_and(|ratio| ratio.upper <= budget.ratio);
                Some((within, format!("ratio ≤ {:.2}", budget.ratio)))
            } else {
                None
            }
        });
        met &= verdict.as_ref().is_none_or(|(within, _)| *within);
        println!(
            "| {} | {} | {:.0} ns | {} | {} | {} |",
            if is_ours { comparison.task } else { "" },
            result.name,
            median(&result.times),
            result.allocations,
            ratio
                .filter(|_| !is_ours)
                .map_or_else(String::new, |ratio| ratio.to_string()),
            verdict.map_or_else(String::new, |(within, limit)| {
                format!("{limit}: {}", if within { "met" } else { "**missed**" })
            }),
        );
    }
    met
}

struct Measured {
    name: &'static str,
    /// Nanoseconds for one operation, in each round.
    times: Vec<f64>,
    /// Of one operation.
    allocations: u64,
}

impl Measured {
    fn take_off(&mut self, frame: &Self) {
        for (time, frame) in self.times.iter_mut().zip(&frame.times) {
            *time -= frame;
        }
        self.allocations = self.allocations.saturating_sub(frame.allocations);
    }
}

/// The contenders take turns in every round, in alternating order, so that a change of the machine's
/// speed meets all of them.
fn measure(contenders: &mut [Contender<'_>]) -> Vec<Measured> {
    let mut results: Vec<_> = contenders
        .iter_mut()
        .map(|contender| {
            contender.sample(OPERATIONS);
            let allocations = contender.sample(1).allocations;
            Measured {
                name: contender.name,
                times: Vec::with_capacity(ROUNDS),
                allocations,
            }
        })
        .collect();
    for round in 0..ROUNDS {
        let mut turns: Vec<_> = contenders.iter_mut().zip(&mut results).collect();
        if round % 2 == 1 {
            turns.reverse();
        }
        for (contender, result) in turns {
            let Sample { elapsed, .. } = contender.sample(OPERATIONS);
            result
                .times
                .push(elapsed.as_nanos() as f64 / OPERATIONS as f64);
        }
    }
    results
}

fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

const ROUNDS: usize = 400;
const OPERATIONS: usize = 1_000;
