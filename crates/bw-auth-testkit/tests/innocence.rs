//! What is innocent, or only resembles the secret, is not found.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bw_auth_testkit::{Debugged, Failed, assert_no_secret, assert_no_secret_in, find_secret};
use proptest::prelude::*;

use crate::SECRET;

#[test]
fn what_says_nothing_of_it() {
    assert_no_secret(SECRET, || {
        let _span = tracing::info_span!("login", user = "jdoe").entered();
        tracing::info!(status = 401, "refused");
        log::debug!("refused");
        (Debugged(("jdoe", "***")), Failed(std::fmt::Error))
    });
    assert_no_secret_in(SECRET, "");
    assert_no_secret_in(SECRET, b"\xff\xfe%\0%f+\\x");
}

/// What is plain in lines, in words or in halves is what a person wrote.
#[test]
fn what_would_be_it_without_its_line_ends() {
    for text in [
        "correct\nhorse-9",
        "correct-\r\nhorse-9",
        "correct\\nhorse-9",
    ] {
        assert_no_secret_in("correct-horse-9", text);
        assert_no_secret_in("correcthorse-9", text);
    }
}

/// All but the last byte, in each form.
#[test]
fn what_is_nearly_it() {
    let nearly = &SECRET[..SECRET.len() - 1];
    let encoded = STANDARD.encode(nearly);
    let percent: String = nearly.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let bytes = nearly.as_bytes();
    for text in [
        nearly,
        &encoded,
        &percent,
        &format!("{bytes:02x?} {bytes:?}"),
        &bytes.chunks(16).map(words).collect::<String>(),
        &encoded.replace('c', "c\n"),
    ] {
        assert_no_secret_in(SECRET, text);
    }
}

/// A row of words of two bytes, the low one first.
fn words(row: &[u8]) -> String {
    let words = row.chunks(2).map(|word| match word {
        [low, high] => format!(" {high:02x}{low:02x}"),
        last => format!(" {last:02x?}"),
    });
    words.collect::<String>() + "\n"
}

proptest! {
    /// Oracle: that the text is made without the secret's letters, which no form of seven characters or more yields by chance.
    /// Domain: any text, and any bytes, of which there are dumps, numbers and base64 as well.
    #[test]
    fn whatever_is_made_without_it(text in ".{0,200}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(find_secret("qzvkwjx-0", &text), None);
        prop_assert_eq!(find_secret("qzvkwjx-0", &bytes), None);
        let dumped = format!("{bytes:02x?} {bytes:?} {}", STANDARD.encode(&bytes));
        prop_assert_eq!(find_secret("qzvkwjx-0", dumped), None);
        let encoded = STANDARD.encode(&bytes);
        let (lines, rows) = (encoded.as_bytes().chunks(76), bytes.chunks(16));
        let wrapped: String = lines.map(|line| String::from_utf8_lossy(line) + "\r\n").collect();
        prop_assert_eq!(find_secret("qzvkwjx-0", wrapped), None);
        let words: String = rows.map(words).collect();
        prop_assert_eq!(find_secret("qzvkwjx-0", words), None);
    }
}
