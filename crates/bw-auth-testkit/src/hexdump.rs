//! Hexdump: the bytes of a dump in rows, without the columns beside them.

use crate::percent::octet;

/// The bytes of all rows, one after the other. In each row the first `offsets` groups of digits are not bytes.
///
/// Whether a row begins with an offset cannot be seen: `00000010` may be either.
pub(crate) fn decoded(text: &str, offsets: usize) -> Vec<u8> {
    let row = |line| longest_run(line).into_iter().skip(offsets).flatten();
    text.lines()
        .flat_map(|line| row(line).take(ROW).collect::<Vec<_>>())
        .collect()
}

/// The most groups of digits in a row that nothing else stands between.
fn longest_run(line: &str) -> Vec<Vec<u8>> {
    let mut longest = Vec::new();
    let mut run = Vec::new();
    for word in line.split_ascii_whitespace().map(Some).chain([None]) {
        match word.and_then(group) {
            Some(bytes) => run.push(bytes),
            None if run.len() > longest.len() => longest = core::mem::take(&mut run),
            None => run.clear(),
        }
    }
    longest
}

/// The bytes of one group. Where the last row has no bytes left, some write hyphens; a row may be in quotation marks.
fn group(word: &str) -> Option<Vec<u8>> {
    let digits = word.trim_matches('"').trim_end_matches('-').as_bytes();
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => octet(*high, *low),
        _ => None,
    });
    pairs.collect()
}

/// The column of characters comes after this many bytes, and may look like digits itself.
const ROW: usize = 16;
