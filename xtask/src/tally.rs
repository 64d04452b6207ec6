//! What libtest printed, counted.

use core::fmt;

/// Totals over every test binary that was watched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    passed: u64,
    failed: u64,
    ignored: u64,
    scenarios_async: u64,
    scenarios_blocking: u64,
    vectors: u64,
    properties: u64,
}

impl Tally {
    /// Counts one line of a test binary's output; a line that says nothing is passed over.
    pub(crate) fn see(&mut self, line: &str) {
        if let Some(totals) = line.strip_prefix("test result: ") {
            self.passed += before(totals, " passed");
            self.failed += before(totals, " failed");
            self.ignored += before(totals, " ignored");
        } else if let Some(vectors) = line.strip_prefix("vectors: ") {
            self.vectors += vectors.trim().parse().unwrap_or(0);
        } else if let Some(name) = passed_test(line) {
            // A list of scenarios makes these modules, wherever it stands.
            if name.contains("::over_async::") {
                self.scenarios_async += 1;
            } else if name.contains("::over_blocking::") {
                self.scenarios_blocking += 1;
            }
        }
    }

    /// Counts one line of a run that exists only to give the properties more cases.
    pub(crate) fn see_properties(&mut self, line: &str) {
        if passed_test(line).is_some_and(is_property) {
            self.properties += 1;
        }
        if line.starts_with("test result: ") {
            self.see(line);
        }
    }

    pub(crate) fn properties(&self) -> u64 {
        self.properties
    }

    pub(crate) fn vectors(&self) -> u64 {
        self.vectors
    }

    pub(crate) fn scenarios(&self) -> (u64, u64) {
        (self.scenarios_async, self.scenarios_blocking)
    }

    pub(crate) fn ignored(&self) -> u64 {
        self.ignored
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Modules named `properties` hold properties, in any place; a check of their own strategies has `enough` in its name, and
/// runs once.
fn is_property(name: &str) -> bool {
    let (modules, test) = name.rsplit_once("::").unwrap_or(("", name));
    modules.split("::").any(|module| module == "properties") && !test.contains("enough")
}

/// The name in a line such as `test conformance::over_async::accepts ... ok`.
fn passed_test(line: &str) -> Option<&str> {
    line.strip_prefix("test ")?.strip_suffix(" ... ok")
}

/// The number in front of `label`, as in `ok. 3 passed; 0 failed`.
fn before(totals: &str, label: &str) -> u64 {
    totals
        .split_once(label)
        .and_then(|(front, _)| front.rsplit(' ').next())
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn libtest_output_is_counted() {
        let mut tally = Tally::default();
        for line in [
            "running 4 tests",
            "test conformance::over_async::accepts ... ok",
            "test conformance::over_blocking::accepts ... ok",
            "test tokens::over_async::renews ... ok",
            "test tokens::over_blocking::renews ... ok",
            "test conformance::over_async::refuses ... FAILED",
            "test secrecy::debug ... ok",
            "vectors: 96",
            "test result: FAILED. 13 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "test result: ok. 7 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        ] {
            tally.see(line);
        }
        assert_eq!(tally.to_string(), "20 passed, 1 failed");
        assert_eq!(tally.scenarios(), (2, 2));
        assert_eq!((tally.vectors(), tally.ignored()), (96, 2));
    }

    #[test]
    fn only_properties_are_counted_as_properties() {
        let mut tally = Tally::default();
        for line in [
            "test properties::round_trip ... ok",
            "test properties::never_panics ... ok",
            "test conformance::over_async::accepts ... ok",
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 9 filtered out",
        ] {
            tally.see_properties(line);
        }
        assert_eq!(tally.properties(), 2);
        assert_eq!(tally.scenarios(), (0, 0));
        assert_eq!(tally.to_string(), "3 passed, 0 failed");
    }
}
