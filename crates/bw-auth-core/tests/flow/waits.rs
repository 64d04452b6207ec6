//! How long a 429 asks to wait: `Retry-After` (RFC 9110 §10.2.3), then `X-RateLimit-Reset`, measured against `Date`.

use std::time::Duration;

use proptest::prelude::*;

use super::bench::{Bench, UNIX, seconds};
use super::reply::Reply;

const DAY: u64 = 24 * 60 * 60;
const DATE: &str = "Tue, 24 Nov 2026 10:00:00 GMT";
/// An hour behind the machine's clock.
const EARLIER_DATE: &str = "Tue, 24 Nov 2026 09:00:00 GMT";

type Fields<'a> = &'a [(&'a str, &'a [u8])];

fn wait(fields: Fields<'_>, unix: Option<u64>) -> Option<Duration> {
    let mut bench = Bench::new();
    bench.now.unix = unix.map(seconds);
    let reply = fields
        .iter()
        .fold(Reply::status(429), |reply, (name, value)| {
            reply.field(name, value)
        });
    bench.get([reply]).unwrap_err().wait()
}

/// With the machine's clock at ten o'clock.
fn check(table: &[(Fields<'_>, Option<u64>)]) {
    for (fields, expected) in table {
        let shown: Vec<_> = fields
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.escape_ascii()))
            .collect();
        assert_eq!(wait(fields, Some(UNIX)), expected.map(seconds), "{shown:?}");
    }
}

#[test]
fn retry_after_in_seconds() {
    check(&[
        (&[("Retry-After", b"0")], Some(0)),
        (&[("Retry-After", b"1")], Some(1)),
        (&[("retry-after", b"90")], Some(90)),
        (&[("RETRY-AFTER", b" \t90 ")], Some(90)),
        (&[("Retry-After", b"007")], Some(7)),
        (&[("Retry-After", b"86400")], Some(DAY)),
        (&[("Retry-After", b"86401")], Some(DAY)),
        (&[("Retry-After", b"18446744073709551615")], Some(DAY)),
        (&[("Retry-After", b"18446744073709551616")], Some(DAY)),
        (
            &[("Retry-After", b"99999999999999999999999999999999")],
            Some(DAY),
        ),
    ]);
}

#[test]
fn retry_after_as_a_date_in_all_three_forms() {
    check(&[
        (
            &[
                ("Retry-After", b"Tue, 24 Nov 2026 10:01:30 GMT"),
                ("Date", DATE.as_bytes()),
            ],
            Some(90),
        ),
        (
            &[
                ("Retry-After", b"Tuesday, 24-Nov-26 10:01:30 GMT"),
                ("Date", DATE.as_bytes()),
            ],
            Some(90),
        ),
        (
            &[
                ("Retry-After", b"Tue Nov 24 10:01:30 2026"),
                ("Date", DATE.as_bytes()),
            ],
            Some(90),
        ),
        (
            &[
                ("Retry-After", b"Tue Nov  3 10:00:00 2026"),
                ("Date", b"Tue Nov  3 09:59:00 2026"),
            ],
            Some(60),
        ),
        // The server's own clock counts, not this machine's.
        (
            &[
                ("Retry-After", b"Tue, 24 Nov 2026 09:00:20 GMT"),
                ("Date", EARLIER_DATE.as_bytes()),
            ],
            Some(20),
        ),
        (
            &[
                ("Retry-After", b"Tue, 24 Nov 2026 10:01:30 GMT"),
                ("Date", b"Tuesday, 24-Nov-26 10:01:00 GMT"),
            ],
            Some(30),
        ),
        // Without a readable `Date`, this machine's does.
        (
            &[("Retry-After", b"Tue, 24 Nov 2026 10:01:30 GMT")],
            Some(90),
        ),
        (
            &[
                ("Retry-After", b"Tue, 24 Nov 2026 10:01:30 GMT"),
                ("Date", b"noon"),
            ],
            Some(90),
        ),
        (
            &[
                ("Retry-After", b"Tue, 24 Nov 2026 10:01:30 GMT"),
                ("Date", EARLIER_DATE.as_bytes()),
                ("Date", EARLIER_DATE.as_bytes()),
            ],
            Some(90),
        ),
        // The past, and the distant future.
        (
            &[
                ("Retry-After", b"Tue, 24 Nov 2026 09:59:59 GMT"),
                ("Date", DATE.as_bytes()),
            ],
            Some(0),
        ),
        (
            &[("Retry-After", b"Sun, 06 Nov 1994 08:49:37 GMT")],
            Some(0),
        ),
        (
            &[("Retry-After", b"Fri, 31 Dec 9999 23:59:59 GMT")],
            Some(DAY),
        ),
    ]);
}

#[test]
fn the_reset_of_the_rate_limit() {
    let at = |offset: u64| (UNIX + offset).to_string();
    let (soon, late) = (at(45), at(999_999));
    check(&[
        (
            &[
                ("X-RateLimit-Reset", soon.as_bytes()),
                ("Date", DATE.as_bytes()),
            ],
            Some(45),
        ),
        (&[("x-ratelimit-reset", soon.as_bytes())], Some(45)),
        (
            &[
                ("X-RateLimit-Reset", soon.as_bytes()),
                ("Date", EARLIER_DATE.as_bytes()),
            ],
            Some(3_645),
        ),
        (&[("X-RateLimit-Reset", late.as_bytes())], Some(DAY)),
        (
            &[("X-RateLimit-Reset", b"99999999999999999999999999")],
            Some(DAY),
        ),
        (&[("X-RateLimit-Reset", b"0")], Some(0)),
        (
            &[("X-RateLimit-Reset", b"1"), ("Date", DATE.as_bytes())],
            Some(0),
        ),
        // What the service says about retrying goes first.
        (
            &[
                ("Retry-After", b"3"),
                ("X-RateLimit-Reset", soon.as_bytes()),
            ],
            Some(3),
        ),
        (
            &[
                ("Retry-After", b"soon"),
                ("X-RateLimit-Reset", soon.as_bytes()),
            ],
            Some(45),
        ),
        (
            &[
                ("Retry-After", b"3"),
                ("Retry-After", b"4"),
                ("X-RateLimit-Reset", soon.as_bytes()),
            ],
            Some(45),
        ),
    ]);
}

#[test]
fn what_is_no_wait_counts_as_absent() {
    let values: [&[u8]; 20] = [
        b"",
        b" ",
        b"-1",
        b"+5",
        b"1.5",
        b"1e3",
        b"0x10",
        b"5s",
        b"5 s",
        b"5, 6",
        b"NaN",
        b"soon",
        b"\xff\xfe",
        b"\xd9\xa3",
        b"Tue, 24 Nov 2026",
        b"Tue, 24 Nov 2026 10:01:30",
        b"Tue, 32 Nov 2026 10:01:30 GMT",
        b"Tue, 24 Nov 2026 25:01:30 GMT",
        b"Tue, 24 Nov 2026 10:01:30 GMT+1",
        b"Tue, 24 Nov -2026 10:01:30 GMT",
    ];
    for value in values {
        check(&[
            (&[("Retry-After", value)], None),
            (&[("X-RateLimit-Reset", value)], None),
            (
                &[
                    ("Retry-After", value),
                    ("X-RateLimit-Reset", value),
                    ("Date", value),
                ],
                None,
            ),
        ]);
    }
    check(&[
        (&[], None),
        (&[("Date", DATE.as_bytes())], None),
        (&[("Retry-After", b"3"), ("Retry-After", b"3")], None),
    ]);
    let reset = UNIX.to_string();
    check(&[(
        &[
            ("X-RateLimit-Reset", reset.as_bytes()),
            ("X-RateLimit-Reset", reset.as_bytes()),
        ],
        None,
    )]);
}

#[test]
fn with_no_clock_at_all_only_seconds_can_be_told() {
    let reset = (UNIX + 45).to_string();
    let date: (&str, &[u8]) = ("Date", DATE.as_bytes());
    let retry: (&str, &[u8]) = ("Retry-After", b"Tue, 24 Nov 2026 10:01:30 GMT");
    let limit: (&str, &[u8]) = ("X-RateLimit-Reset", reset.as_bytes());
    assert_eq!(wait(&[("Retry-After", b"9")], None), Some(seconds(9)));
    assert_eq!(wait(&[retry], None), None);
    assert_eq!(wait(&[limit], None), None);
    assert_eq!(wait(&[retry, date], None), Some(seconds(90)));
    assert_eq!(wait(&[limit, date], None), Some(seconds(45)));
    assert_eq!(wait(&[retry, limit], None), None);
}

proptest! {
    /// Whatever arrives, the wait is at most a day. For values that are not all digits it is what no naive reader could
    /// take for a number.
    #[test]
    fn no_value_asks_for_more_than_a_day(
        retry in prop::collection::vec(any::<u8>(), 0..40),
        reset in prop_oneof!["[0-9]{1,30}", "[ -~]{0,30}"],
        date in prop_oneof!["[ -~]{0,40}", Just(DATE.to_owned())],
    ) {
        let fields: [(&str, &[u8]); 3] = [
            ("Retry-After", &retry),
            ("X-RateLimit-Reset", reset.as_bytes()),
            ("Date", date.as_bytes()),
        ];
        let wait = wait(&fields, Some(UNIX));
        prop_assert!(wait.is_none_or(|wait| wait <= seconds(DAY)));
    }

    #[test]
    fn seconds_are_taken_by_their_number(number in any::<u32>()) {
        let text = number.to_string();
        let expected = seconds(u64::from(number).min(DAY));
        prop_assert_eq!(wait(&[("Retry-After", text.as_bytes())], None), Some(expected));
    }
}
