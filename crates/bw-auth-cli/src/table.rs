//! A plain table: no colours and no width of a terminal.

use core::fmt;

use crate::output::Style;

/// Rows of cells below a heading.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    heading: [&'static str; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(heading: [&'static str; N]) -> Self {
        Self {
            heading,
            rows: Vec::new(),
        }
    }

    pub(crate) fn row(&mut self, row: [String; N]) {
        self.rows.push(row);
    }

    /// For eyes on a terminal; elsewhere with a tab between two cells, for `cut` and the like.
    pub(crate) fn to_text(&self, style: Style) -> String {
        if style.is_table {
            return self.to_string();
        }
        let mut text = self.heading.join("\t") + "\n";
        for row in &self.rows {
            text.push_str(&row.join("\t"));
            text.push('\n');
        }
        text
    }
}

impl<const N: usize> fmt::Display for Table<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = self.heading.map(width);
        for row in &self.rows {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = width(cell).max(*widest);
            }
        }
        line(f, &self.heading, &widths)?;
        line(f, &widths.map(|width| "-".repeat(width)), &widths)?;
        self.rows.iter().try_for_each(|row| line(f, row, &widths))
    }
}

fn line(f: &mut fmt::Formatter<'_>, cells: &[impl AsRef<str>], widths: &[usize]) -> fmt::Result {
    let padded: Vec<_> = cells
        .iter()
        .zip(widths)
        .map(|(cell, &width)| format!("{:<width$}", cell.as_ref()))
        .collect();
    writeln!(f, "{}", padded.join("  ").trim_end())
}

fn width(cell: impl AsRef<str>) -> usize {
    cell.as_ref().chars().count()
}
