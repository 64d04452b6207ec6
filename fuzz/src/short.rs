//! Parts of a script that take few bytes of the input: `arbitrary`'s own slices take about half of what is left.

use libfuzzer_sys::arbitrary::{Arbitrary, Result, Unstructured};

/// A list of at most `MOST` items, whose length is told by one byte.
pub(crate) fn list<'a, const MOST: u8, T: Arbitrary<'a>>(
    u: &mut Unstructured<'a>,
) -> Result<Vec<T>> {
    let length: u8 = u.int_in_range(0..=MOST)?;
    (0..length).map(|_| u.arbitrary()).collect()
}

/// At most `MOST` bytes.
pub(crate) fn bytes<'a, const MOST: u8>(u: &mut Unstructured<'a>) -> Result<&'a [u8]> {
    let length: u8 = u.int_in_range(0..=MOST)?;
    u.bytes(usize::from(length).min(u.len()))
}

/// All that the input still has.
pub(crate) fn rest<'a, T: Arbitrary<'a>>(u: &mut Unstructured<'a>) -> Result<Vec<T>> {
    let mut items = Vec::new();
    while !u.is_empty() {
        items.push(u.arbitrary()?);
    }
    Ok(items)
}

/// One time in sixteen: what ends a request before anything of interest has happened.
pub(crate) fn rarely(u: &mut Unstructured<'_>) -> Result<bool> {
    Ok(u.arbitrary::<u8>()? % 16 == 1)
}

/// The item that a byte stands for.
pub(crate) fn pick<T: Copy>(items: &[T], which: u8) -> T {
    items[usize::from(which) % items.len()]
}
