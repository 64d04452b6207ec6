//! A ratio with its uncertainty.

use std::fmt;

/// The median of paired ratios, and the bounds that it lies between with a confidence of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// The lower bound.
    pub lower: f64,
    /// The median.
    pub median: f64,
    /// The upper bound.
    pub upper: f64,
}

impl Ratio {
    /// The ratios of the pairs, each first value over its second. `None` when there are no pairs.
    ///
    /// The bounds are order statistics around the median (the normal approximation of the sign test), so that nothing is
    /// assumed about how the times are distributed.
    pub fn of_pairs(pairs: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        let mut ratios: Vec<f64> = pairs
            .into_iter()
            .map(|(first, second)| first / second)
            .collect();
        ratios.sort_by(f64::total_cmp);
        let last = ratios.len().checked_sub(1)?;
        let middle = last as f64 / 2.0;
        let half_width = 0.98 * (ratios.len() as f64).sqrt();
        let at = |position: f64| ratios.get((position.max(0.0) as usize).min(last)).copied();
        Some(Self {
            lower: at((middle - half_width).floor())?,
            median: at(middle.round())?,
            upper: at((middle + half_width).ceil())?,
        })
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:.2} ({:.2}–{:.2})",
            self.median, self.lower, self.upper
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Ratio;

    #[test]
    fn the_median_is_bounded_by_its_neighbours() {
        let ratio =
            Ratio::of_pairs((1..=101).map(|n| (f64::from(n), 1.0))).expect("there are pairs");
        assert_eq!(
            ratio,
            Ratio {
                lower: 41.0,
                median: 51.0,
                upper: 61.0
            }
        );
    }

    #[test]
    fn a_single_pair_bounds_itself() {
        let ratio = Ratio::of_pairs([(1.0, 4.0)]);
        assert_eq!(
            ratio,
            Some(Ratio {
                lower: 0.25,
                median: 0.25,
                upper: 0.25
            })
        );
        assert_eq!(Ratio::of_pairs([]), None);
    }
}
