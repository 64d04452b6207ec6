//! Percent: a text without its percent-encoding.

/// The bytes that the text stands for. A `%` that no two digits follow stands for itself, and a `+` for `plus`.
pub(crate) fn decoded(text: &str, plus: u8) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let (byte, next) = match (first, after) {
            (b'%', [high, low, next @ ..]) => match octet(*high, *low) {
                Some(byte) => (byte, next),
                None => (b'%', after),
            },
            (b'+', _) => (plus, after),
            _ => (*first, after),
        };
        bytes.push(byte);
        rest = next;
    }
    bytes
}

/// What two hexadecimal digits, in either case, stand for.
pub(crate) fn octet(high: u8, low: u8) -> Option<u8> {
    let [high, low] = [high, low].map(|digit| char::from(digit).to_digit(16));
    u8::try_from(high? * 16 + low?).ok()
}
