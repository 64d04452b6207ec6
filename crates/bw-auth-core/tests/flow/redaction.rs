//! Redaction: a server that repeats what we sent it, in whatever spelling, finds no way into our errors.

use std::fmt::Write as _;

use bw_auth_core::Error;
use proptest::prelude::*;

use super::bench::{Bench, PASSWORD, header, loaded};
use super::reply::Reply;

/// Its base64 has a `+`, a `/` and a `=`.
const SECRET: &str = "Lantern?>>-47~~?\\\\\"<&>'tide of 9?";

type Spell = fn(&str) -> String;

const SPELLINGS: [(&str, Spell); 9] = [
    ("as it is", str::to_owned),
    ("JSON", json),
    ("JSON with escaped slashes", json_slashes),
    ("JSON in ASCII", json_ascii),
    ("XML", xml),
    ("XML, decimal", xml_decimal),
    ("XML, hexadecimal", xml_hexadecimal),
    ("URL", percent),
    ("form", form),
];

fn json(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

fn json_slashes(text: &str) -> String {
    json(text).replace('/', "\\/")
}

/// Every character that is no letter or digit, by the units of its UTF-16.
fn json_ascii(text: &str) -> String {
    each_special(text, |out, special| {
        for unit in special.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}").unwrap();
        }
    })
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}

fn xml_decimal(text: &str) -> String {
    each_special(text, |out, c| write!(out, "&#{};", u32::from(c)).unwrap())
}

fn xml_hexadecimal(text: &str) -> String {
    each_special(text, |out, c| {
        write!(out, "&#x{:X};", u32::from(c)).unwrap()
    })
}

fn percent(text: &str) -> String {
    each_special(text, |out, special| {
        for byte in special.encode_utf8(&mut [0; 4]).bytes() {
            write!(out, "%{byte:02X}").unwrap();
        }
    })
}

fn form(text: &str) -> String {
    percent(text).replace("%20", "+")
}

fn each_special(text: &str, mut write: impl FnMut(&mut String, char)) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '\n' => out.push(c),
            c => write(&mut out, c),
        }
    }
    out
}

fn refused(password: &str, reply: Reply) -> Error {
    let mut bench = Bench::new().provide([Ok(loaded(password, 1))]);
    bench.get([reply]).unwrap_err()
}

fn kept_body(password: &str, body: &str) -> String {
    let error = refused(password, Reply::status(403).body(body));
    String::from_utf8_lossy(error.answer().unwrap().body()).into_owned()
}

fn credentials(password: &str) -> String {
    header(password).split_off("Basic ".len())
}

#[test]
fn an_echo_is_found_in_every_spelling_and_in_every_two() {
    let encoded = credentials(SECRET);
    assert!(
        ['+', '/', '='].iter().all(|c| encoded.contains(*c)),
        "{encoded}"
    );
    for (outer, outer_spell) in SPELLINGS {
        for (inner, inner_spell) in SPELLINGS {
            for secret in [SECRET, &encoded] {
                let echo = outer_spell(&inner_spell(secret));
                let kept = kept_body(SECRET, &format!("before {echo}\nafter"));
                assert_eq!(
                    kept, "before [redacted]\nafter",
                    "{outer} of {inner}: {echo}"
                );
            }
        }
    }
}

/// Only 401, 403 and 429 become errors; whoever prints the others has the same means.
#[test]
fn what_is_delivered_can_be_shown_without_it_too() {
    let encoded = credentials(SECRET);
    for status in [200, 302, 400, 404, 500, 503] {
        let mut bench = Bench::new().provide([Ok(loaded(SECRET, 1))]);
        let (_, outcome) = bench.get([Reply::status(status)]).unwrap();
        for (name, spell) in SPELLINGS {
            for secret in [SECRET, &encoded] {
                let shown = outcome.redact(format!("before {}\nafter", spell(secret)).as_bytes());
                assert_eq!(*shown, b"before [redacted]\nafter", "{status}, {name}");
            }
        }
        assert!(!format!("{outcome:?}").contains(&encoded));
    }
}

#[test]
fn the_scheme_may_stay() {
    let echo = format!("<p>Authorization: {}</p>", header(SECRET));
    assert_eq!(
        kept_body(SECRET, &echo),
        "<p>Authorization: Basic [redacted]</p>"
    );
}

#[test]
fn letters_beyond_ascii() {
    for secret in ["pässwörd-€-geheim", "🗝️🗝️ unter der 🚪", "ключ-от-двери"]
    {
        for (name, spell) in SPELLINGS {
            let kept = kept_body(secret, &format!("({})", spell(secret)));
            assert_eq!(kept, "([redacted])", "{name} of {secret}");
        }
    }
}

#[test]
fn blanks_in_a_form() {
    let kept = kept_body("the tide is out", "password=the+tide+is+out\n");
    assert_eq!(kept, "password=[redacted]\n");
}

#[test]
fn every_occurrence_counts() {
    let encoded = credentials(SECRET);
    let body = format!("a {encoded} b {SECRET} c {encoded}{encoded} d");
    let kept = kept_body(SECRET, &body);
    assert_eq!(kept, "a [redacted] b [redacted] c [redacted] d");
    // What is whole has no rest to be hidden.
    assert_eq!(kept_body(SECRET, &format!("{encoded}abc")), "[redacted]abc");
    // A beginning that looks like the real one, and overlaps it.
    let kept = kept_body("abababababXY", "-ababababababXY-");
    assert!(!kept.contains("XY"), "{kept}");
}

#[test]
fn an_echo_that_is_cut_off() {
    for (name, spell) in SPELLINGS {
        let (mut units, mut whole) = (Vec::new(), String::new());
        for c in SECRET.chars() {
            let unit = spell(&c.to_string());
            whole.push_str(&unit);
            units.push(whole.len());
        }
        for cut in 1..whole.len() {
            let echo = whole.get(..cut).unwrap();
            let complete = units.iter().filter(|end| **end <= cut).count();
            let kept = kept_body(SECRET, &format!("before {echo}"));
            if complete >= 6 {
                assert_eq!(kept, "before [redacted]", "{name}: {echo}");
            } else {
                assert_eq!(kept, format!("before {echo}"), "{name}");
            }
        }
    }
}

#[test]
fn an_echo_in_a_spelling_that_is_not_known() {
    let encoded = credentials(SECRET);
    for [plus, slash] in [
        ["\\x2b", "\\x2f"],
        ["=2B", "=2F"],
        ["&plus;", "&sol;"],
        ["\\53", "\\57"],
    ] {
        let echo = encoded.replace('+', plus).replace('/', slash);
        let kept = kept_body(SECRET, &format!("before \"{echo}\" after"));
        assert_eq!(kept, "before \"[redacted]\" after", "{echo}");
    }
}

#[test]
fn what_looks_like_the_start_of_an_escape_costs_nothing_after_it() {
    for end in ["\\", "\\u", "%", "%4", "&", "&#"] {
        let secret = format!("p4ssword{end}");
        for after in ["\n2", " .", "\t"] {
            let kept = kept_body(&secret, &format!("before {secret}{after}"));
            assert_eq!(kept, format!("before [redacted]{after}"), "{end}");
        }
    }
}

#[test]
fn an_echo_that_goes_on_as_something_else() {
    let encoded = credentials(SECRET);
    let start = encoded.get(..20).unwrap();
    for shown in [
        format!("{start}..."),
        format!("'{start}'"),
        format!("{start} (20 of 48)"),
    ] {
        let kept = kept_body(SECRET, &shown);
        assert_eq!(kept, shown.replace(start, "[redacted]"));
    }
}

#[test]
fn code_description_and_fields_are_clean_too() {
    let encoded = credentials(SECRET);
    for spell in [str::to_owned as Spell, json_slashes, json_ascii, percent] {
        let echo = spell(&encoded);
        let body = format!(r#"{{"code":"{echo}","description":"no {echo} here"}}"#);
        let reply = Reply::status(401)
            .body(body)
            .field("X-Echo", format!("got {echo}"));
        let error = refused(SECRET, reply);
        let answer = error.answer().unwrap();
        assert_eq!(answer.code(), Some("[redacted]"));
        assert_eq!(answer.description(), Some("no [redacted] here"));
        assert_eq!(answer.fields().next(), Some(("x-echo", "got [redacted]")));
    }
    let body = format!(
        "<E><Code>1</Code><Description>{}</Description></E>",
        xml(SECRET)
    );
    let error = refused(SECRET, Reply::status(429).body(body));
    assert_eq!(error.answer().unwrap().description(), Some("[redacted]"));
}

#[test]
fn an_escape_more_than_is_looked_for_is_still_not_brought_to_light() {
    let thrice = json(&json_ascii(&json_slashes(&credentials(SECRET))));
    let body = format!(r#"{{"code":"{thrice}","description":"no {thrice} here"}}"#);
    let error = refused(SECRET, Reply::status(403).body(body));
    let answer = error.answer().unwrap();
    assert_eq!(answer.code(), Some("[redacted]"));
    assert_eq!(answer.description(), Some("no [redacted] here"));
}

#[test]
fn a_field_that_is_longer_than_what_is_kept() {
    let encoded = credentials(SECRET);
    let value = format!("{}{encoded}", "-".repeat(1024 - 20));
    let error = refused(SECRET, Reply::status(403).field("X-Echo", value));
    let kept = error
        .answer()
        .unwrap()
        .fields()
        .next()
        .unwrap()
        .1
        .to_owned();
    assert_eq!(kept, format!("{}[redacted]", "-".repeat(1024 - 20)));
}

#[test]
fn a_description_stays_within_its_bounds_when_marks_are_longer_than_the_secret() {
    let thrice = json(&json(&json_slashes("s3cr/t")));
    let body = format!(r#"{{"description":"{}"}}"#, format!("{thrice} ").repeat(60));
    let error = refused("s3cr/t", Reply::status(403).body(body));
    let description = error.answer().unwrap().description().unwrap().to_owned();
    assert!(description.chars().count() <= 512, "{}", description.len());
    assert!(
        description.starts_with("[redacted] [redacted]"),
        "{description}"
    );
}

#[test]
fn a_short_password_does_not_turn_the_text_into_a_mask() {
    let text = "an error: 403 for account 920012";
    for password in ["a", "or", "err", "403 ", "error"] {
        let encoded = credentials(password);
        let kept = kept_body(password, &format!("{text} ({encoded})"));
        assert_eq!(kept, format!("{text} ([redacted])"), "{password}");
    }
    assert_eq!(
        kept_body("secret", "the secret is out"),
        "the [redacted] is out"
    );
    assert_eq!(
        kept_body("secret!", "the secret is out"),
        "the secret is out"
    );
}

#[test]
fn what_repeats_nothing_is_kept_as_it_is() {
    let body = r"C:\u0041\n 100% &amp; &#x110000; &unknown; \ud800 %zz + 50%";
    assert_eq!(kept_body(SECRET, body), body);
}

proptest! {
    /// For any password of Unicode text and any two layers of spelling, exactly the echo is replaced. The oracle is the
    /// text that was put together; the delimiters cannot be part of a password.
    #[test]
    fn exactly_the_echo_is_replaced(
        password in "[^\\x00-\\x1f\\x7f]{8,40}",
        (outer, inner) in (0..SPELLINGS.len(), 0..SPELLINGS.len()),
        encoded in any::<bool>(),
    ) {
        let secret = if encoded { credentials(&password) } else { password.clone() };
        let echo = (SPELLINGS[outer].1)(&(SPELLINGS[inner].1)(&secret));
        let kept = kept_body(&password, &format!("1\n{echo}\n2"));
        prop_assert_eq!(kept, "1\n[redacted]\n2", "{} of {}: {}", SPELLINGS[outer].0, SPELLINGS[inner].0, echo);
    }
}

#[test]
fn an_echo_that_begins_in_the_middle() {
    let header = header(PASSWORD);
    let encoded = header.split_once(' ').unwrap().1;
    // The pair is "jdoe:" and the password: seven characters hold something of the former.
    let middle = format!("cut {} end", encoded.get(7..).unwrap());
    let error = Bench::new()
        .get([Reply::status(403).body(&middle)])
        .unwrap_err();
    let body = String::from_utf8_lossy(error.answer().unwrap().body()).into_owned();
    assert_eq!(body, "cut [redacted] end");
}
