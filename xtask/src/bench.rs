//! Runs the comparison benchmarks and keeps their table in the documentation.

use std::fs;

use crate::metadata::Metadata;
use crate::step::{Outcome, Step, root};

pub(crate) fn run() -> Outcome {
    let target = Metadata::read()?.target.display().to_string();
    let benches = |arguments: &str| {
        Step::cargo(arguments)
            .within("benches")
            .env("CARGO_TARGET_DIR", target.as_str())
    };
    // The harness judges the budgets, so it is tested first.
    benches("test --locked --quiet --release --lib").run()?;
    let mut table = String::new();
    let judged = benches("bench --locked --quiet --no-fail-fast").watch(|line| {
        table.push_str(line);
        table.push('\n');
    });
    // A missed budget is in the table, for everybody to see; it is no reason to keep the old figures.
    let page = root().join(PAGE);
    let text = fs::read_to_string(&page).map_err(|error| format!("{PAGE}: {error}"))?;
    let text = replaced(&text, &table).ok_or_else(|| format!("{PAGE} has lost its markers"))?;
    fs::write(&page, text).map_err(|error| format!("{PAGE}: {error}"))?;
    judged
}

/// Puts `table` between the two markers, in place of what stands there.
fn replaced(page: &str, table: &str) -> Option<String> {
    let (front, rest) = page.split_once(BEGIN)?;
    let (_, back) = rest.split_once(END)?;
    Some(format!("{front}{BEGIN}\n\n{}\n\n{END}{back}", table.trim()))
}

const PAGE: &str = "docs/benchmarks.md";
const BEGIN: &str = "<!-- table: begin -->";
const END: &str = "<!-- table: end -->";

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn only_the_table_is_replaced() {
        let page = "# Title\n<!-- table: begin -->\nold\n<!-- table: end -->\nprose\n";
        assert_eq!(
            replaced(page, "| new |\n").as_deref(),
            Some("# Title\n<!-- table: begin -->\n\n| new |\n\n<!-- table: end -->\nprose\n")
        );
        assert_eq!(replaced("no markers", "| new |"), None);
    }
}
