//! Each form, with text on both sides.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bw_auth_testkit::{Form, find_secret};

use crate::SECRET;

fn found(text: impl AsRef<[u8]>) -> String {
    match find_secret(SECRET, text) {
        Some(form) => form.to_string(),
        None => "not found".to_owned(),
    }
}

fn hex(separator: &str, upper: bool) -> String {
    let digits = SECRET.bytes().map(|byte| match upper {
        true => format!("{byte:02X}"),
        false => format!("{byte:02x}"),
    });
    digits.collect::<Vec<_>>().join(separator)
}

#[test]
fn plain() {
    assert_eq!(found(format!("<{SECRET}>")), "plain text");
    let among_bytes = [b"\xff\xe2", SECRET.as_bytes(), b"\xc3"].concat();
    assert_eq!(found(among_bytes), "plain text");
}

#[test]
fn escaped() {
    let once = format!("{SECRET:?}");
    assert_eq!(found(&once), "escaped text");
    assert_eq!(found(format!("{once:?}")), "escaped text");
    let secret = "it's \"mine\"";
    assert_eq!(
        find_secret(secret, format!("{secret:?}")),
        Some(Form::Escaped)
    );
    let secret = "Schlüssel's";
    let bytes = secret.as_bytes().escape_ascii().to_string();
    assert_eq!(find_secret(secret, bytes), Some(Form::Escaped));
}

#[test]
fn base64_at_each_offset() {
    for before in 0..9 {
        for after in ["", ">", ">>", ">>>"] {
            let text = format!("{}{SECRET}{after}", "<".repeat(before));
            let expected = format!("base64 at offset {}", before % 3);
            assert_eq!(found(STANDARD.encode(&text)), expected);
        }
    }
}

#[test]
fn base64_in_lines_at_each_offset() {
    let ends = [
        "\n",
        "\r\n",
        "\n    ",
        " \r\n\t",
        "\\n",
        "\\r\\n",
        "\\\\r\\\\n",
    ];
    for (width, before) in [64, 76]
        .into_iter()
        .flat_map(|w| (0..60).map(move |b| (w, b)))
    {
        let encoded = STANDARD.encode(format!("{}{SECRET}>, and the rest", "<".repeat(before)));
        for end in ends {
            let wrapped = wrapped(&encoded, width, end);
            let text = format!("-----BEGIN X-----{end}{wrapped}{end}-----END X-----{end}");
            let expected = format!("base64 at offset {}", before % 3);
            assert_eq!(found(text), expected, "{width} {before} {end:?}");
        }
        let text = wrapped(&encoded, width, "%0D%0A");
        let form = found(text);
        assert!(
            form.starts_with("base64") || form.starts_with("percent"),
            "{form}"
        );
    }
}

fn wrapped(text: &str, width: usize, end: &str) -> String {
    let lines = text.as_bytes().chunks(width);
    let lines: Vec<_> = lines.map(String::from_utf8_lossy).collect();
    lines.join(end)
}

/// The first and the last character are the secret's in part, and that part counts.
#[test]
fn base64_of_another_secret_is_none_of_this_one() {
    for before in 0..6 {
        for after in ["", ">", ">>", ">>>"] {
            for change in ["first", "last"] {
                let mut other = SECRET.to_owned();
                let own = match change {
                    "first" => other.remove(0),
                    _ => other.pop().expect("it is not empty"),
                };
                // Another in its lowest bit, or in its highest but one: ASCII has no highest.
                for bit in [0b0000_0001, 0b0100_0000] {
                    let another = char::from(u8::try_from(own).expect("it is ASCII") ^ bit);
                    let other = match change {
                        "first" => format!("{another}{other}"),
                        _ => format!("{other}{another}"),
                    };
                    let text = STANDARD.encode(format!("{}{other}{after}", "<".repeat(before)));
                    assert_eq!(found(&text), "not found", "{before} {after} {change} {bit}");
                    let lines = wrapped(&text, 64, "\n");
                    assert_eq!(found(lines), "not found", "{before} {after} {change} {bit}");
                }
            }
        }
    }
}

/// What the secret begins with twice, and goes on with once.
#[test]
fn base64_of_a_secret_that_repeats_itself() {
    let secret = "aaaaaaaaaaab";
    for before in 0..6 {
        let text = STANDARD.encode(format!("{}{secret}", "a".repeat(before)));
        let form = find_secret(secret, text);
        let offset = before % 3;
        assert_eq!(
            form.expect("it is found").to_string(),
            format!("base64 at offset {offset}")
        );
    }
}

/// The two alphabets differ in what two bits of ones and a one or zero make, so the secret is one that has them everywhere.
#[test]
fn url_safe_base64_at_each_offset() {
    let secret = "???>>>~~~???>>>";
    for before in 0..9 {
        let encoded = URL_SAFE_NO_PAD.encode(format!("{}{secret}:", "<".repeat(before)));
        let form = find_secret(secret, encoded).expect("it is found");
        let expected = format!("URL-safe base64 at offset {}", before % 3);
        assert_eq!(form.to_string(), expected);
    }
}

#[test]
fn percent() {
    let all: String = SECRET.bytes().map(|byte| format!("%{byte:02X}")).collect();
    assert_eq!(found(format!("p={all}&q=%")), "percent-encoded text");
    assert_eq!(found(all.to_lowercase()), "percent-encoded text");
    let some = SECRET.replace(' ', "%20").replace('"', "%22");
    assert_eq!(found(&some), "percent-encoded text");
    let form = SECRET.replace(' ', "+");
    assert_eq!(found(form), "percent-encoded text");
    let header = STANDARD.encode(format!("jd:{SECRET}>")).replace('=', "%3D");
    assert_eq!(found(header), "base64 at offset 0");
    let sign = find_secret("100% sure", "p=100%%20sure");
    assert_eq!(sign, Some(Form::Percent));
    let slashes = "???>>>~~~???>>>";
    let encoded = STANDARD
        .encode(slashes)
        .replace('/', "%2F")
        .replace('+', "%2b");
    assert_eq!(find_secret(slashes, encoded), Some(Form::Percent));
}

#[test]
fn hexadecimal() {
    for separator in ["", " ", ":", "-", ", ", ", 0x", "\\x", "\n"] {
        for upper in [false, true] {
            let text = format!("<{}>", hex(separator, upper));
            assert_eq!(found(text), "hexadecimal digits", "{separator:?}");
        }
    }
    assert_eq!(
        found(format!("{:#x?}", SECRET.as_bytes())),
        "hexadecimal digits"
    );
    // A digit of something else stands before it.
    assert_eq!(found(format!("e{}", hex("", false))), "hexadecimal digits");
}

#[test]
fn decimal() {
    let bytes = SECRET.as_bytes();
    assert_eq!(found(format!("Buffer({bytes:?})")), "decimal numbers");
    assert_eq!(found(format!("{bytes:#?}")), "decimal numbers");
}

/// As a derived `Debug` prints a text that is a dump, once and twice.
#[test]
fn numbers_in_lines_that_are_escaped() {
    for width in [8, 12, 20, 30, 32, 40] {
        for before in 0..3 {
            let bytes = format!("{}{SECRET}>", "<".repeat(before)).into_bytes();
            for (number, between, expected) in [
                (hexadecimal_number as fn(u8) -> String, "", Form::Hex),
                (|byte| format!("0x{byte:02x}"), ", ", Form::Hex),
                (|byte| byte.to_string(), ", ", Form::Decimal),
            ] {
                let rows = bytes.chunks(width).map(|row| {
                    let row: Vec<_> = row.iter().map(|byte| number(*byte)).collect();
                    row.join(between)
                });
                let dump = rows.collect::<Vec<_>>().join(&format!("{between}\n  "));
                let once = format!("{dump:?}");
                for text in [&format!("{once:?}"), &once, &dump] {
                    assert_eq!(find_secret(SECRET, text), Some(expected), "{text}");
                }
            }
        }
    }
    let pretty = format!("{:#?}", SECRET.as_bytes());
    assert_eq!(found(format!("{pretty:?}")), "decimal numbers");
}

fn hexadecimal_number(byte: u8) -> String {
    format!("{byte:02x}")
}

/// A row, as a program of the name would write it.
type Row = fn(usize, &[u8]) -> String;

#[test]
fn hexdumps_with_the_secret_across_rows() {
    let header = STANDARD.encode(format!("jdoe:{SECRET}"));
    for before in 0..16 {
        let plain = format!("{}{SECRET}> and the rest", "<".repeat(before));
        let encoded = format!("{}Basic {header}\r\n", "<".repeat(before));
        let last = format!("{}{SECRET}", "<".repeat(before));
        for content in [plain, encoded, last] {
            for (name, row) in ROWS {
                let rows = content.as_bytes().chunks(16).enumerate();
                let dump: String = rows
                    .map(|(number, bytes)| row(number * 16, bytes))
                    .collect();
                assert_eq!(found(format!("{dump:?}")), "a hexdump", "{name}, {before}");
                assert_eq!(found(dump), "a hexdump", "{name}, {before}");
            }
        }
    }
}

const ROWS: [(&str, Row); 9] = [
    ("ureq", |_, bytes| {
        format!(
            "TRACE ureq_proto::util: {}{}\n",
            pairs(bytes, "--"),
            column(bytes)
        )
    }),
    ("xxd", |at, bytes| {
        format!("{at:08x}: {}{}\n", pairs(bytes, "  "), column(bytes))
    }),
    ("hexdump -C", |at, bytes| {
        let bytes_apart: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!(
            "{at:08x}  {:<49} |{}|\n",
            bytes_apart.join(" "),
            column(bytes)
        )
    }),
    ("od", |at, bytes| {
        format!(
            "{at:06X} {}  >{}<\n",
            pairs(bytes, "  ").to_uppercase(),
            column(bytes)
        )
    }),
    ("hexdump", |at, bytes| {
        format!("{at:07x} {}\n", words(bytes, 2).join(" "))
    }),
    ("od -x", |at, bytes| {
        format!("{at:07o} {}\n", words(bytes, 2).join(" "))
    }),
    ("od -A x -t x4z", |at, bytes| {
        format!(
            "{at:06x} {:<36} >{}<\n",
            words(bytes, 4).join(" "),
            column(bytes)
        )
    }),
    ("od -A n -t x8", |_, bytes| {
        format!(" {}\n", words(bytes, 8).join(" "))
    }),
    ("openssl s_client -debug", |at, bytes| {
        let mut digits = String::new();
        for (number, byte) in bytes.iter().enumerate() {
            digits += &format!("{byte:02x}{}", if number == 7 { "-" } else { " " });
        }
        format!("{at:04x} - {digits:<48}  {}\n", column(bytes))
    }),
];

/// Words of so many bytes, the low byte first, with zeros after the end.
fn words(bytes: &[u8], width: usize) -> Vec<String> {
    let word = |bytes: &[u8]| {
        let digits = (0..width).rev().map(|at| {
            let byte = bytes.get(at).copied().unwrap_or_default();
            format!("{byte:02x}")
        });
        digits.collect()
    };
    bytes.chunks(width).map(word).collect()
}

fn pairs(bytes: &[u8], nothing: &str) -> String {
    let digits = |at| {
        bytes
            .get(at)
            .map_or(nothing.to_owned(), |byte| format!("{byte:02x}"))
    };
    (0..8)
        .map(|pair| format!("{}{} ", digits(pair * 2), digits(pair * 2 + 1)))
        .collect::<String>()
        + " "
}

fn column(bytes: &[u8]) -> String {
    let shown = bytes.iter().map(|byte| match byte.is_ascii_graphic() {
        true => char::from(*byte),
        false => '.',
    });
    shown.collect()
}
