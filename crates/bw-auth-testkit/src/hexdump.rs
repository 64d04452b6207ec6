//! Hexdump: the bytes of a dump in rows, without the columns beside them.

use crate::lines::unescaped;
use crate::percent::octet;

/// In which order a group of digits has its bytes.
#[derive(Clone, Copy)]
pub(crate) enum Order {
    AsRead,
    /// As a machine with the low byte first writes a word of several.
    Reversed,
}

/// The bytes of all rows, one after the other. In each row the first `offsets` groups of digits are not bytes.
///
/// Whether a row begins with an offset cannot be seen: `00000010` may be either.
pub(crate) fn decoded(text: &str, offsets: usize, order: Order) -> Vec<u8> {
    let row = |line| {
        let groups = longest_run(line).into_iter().skip(offsets);
        groups.flat_map(move |mut bytes| {
            if let Order::Reversed = order {
                bytes.reverse();
            }
            bytes
        })
    };
    unescaped(text)
        .lines()
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

/// The bytes of one group. Where the last row has no bytes left, some write hyphens, and some a hyphen between the halves
/// of a row; a row may be in quotation marks.
fn group(word: &str) -> Option<Vec<u8>> {
    let digits = word.trim_matches('"').trim_end_matches('-').as_bytes();
    if let [a, b, b'-', c, d] = digits {
        return Some(vec![octet(*a, *b)?, octet(*c, *d)?]);
    }
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => octet(*high, *low),
        _ => None,
    });
    pairs.collect()
}

/// The column of characters comes after this many bytes, and may look like digits itself.
const ROW: usize = 16;
