//! The drivers do I/O and nothing else: what a response means, and what is sent, is core's to decide.

use alloc::collections::BTreeSet;
use std::fs;

use crate::rust_tokens::{Kind, Token, tokens};
use crate::step::{Outcome, root};

pub(crate) fn run() -> Outcome {
    let mut faults = Vec::new();
    for driver in DRIVERS {
        let source = fs::read_to_string(root().join(driver))
            .map_err(|error| format!("{driver} cannot be read: {error}"))?;
        let found = check(&source);
        println!(
            "{driver}: {} faults, longest loop {} lines",
            found.faults.len(),
            found.longest_loop
        );
        faults.extend(
            found
                .faults
                .into_iter()
                .map(|fault| format!("{driver}:{fault}")),
        );
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}

struct Found {
    /// Each as `line: what`.
    faults: Vec<String>,
    longest_loop: usize,
}

fn check(source: &str) -> Found {
    let tokens = tokens(source);
    let mut faults: Vec<String> = tokens.iter().filter_map(fault).collect();
    let loops = loops(&tokens);
    // Without a loop there would be nothing whose length could be checked.
    if loops.is_empty() {
        faults.push("1: there is no loop that drives an exchange".to_owned());
    }
    for (line, length) in &loops {
        if *length > MAX_LOOP {
            faults.push(format!(
                "{line}: a loop of {length} lines of code, more than {MAX_LOOP}"
            ));
        }
    }
    let longest_loop = loops.iter().map(|(_, length)| *length).max().unwrap_or(0);
    Found {
        faults,
        longest_loop,
    }
}

fn fault(token: &Token) -> Option<String> {
    let line = token.line;
    match &token.kind {
        Kind::Word(word) => {
            let plain = word.to_ascii_lowercase().replace('_', "");
            let found = FORBIDDEN
                .iter()
                .find(|forbidden| plain.contains(*forbidden))?;
            Some(format!("{line}: `{word}` names {found}"))
        }
        Kind::Text(text) => {
            let plain = text.to_ascii_lowercase().replace(['-', '_', ' '], "");
            if let Some(found) = FORBIDDEN
                .iter()
                .find(|forbidden| plain.contains(*forbidden))
            {
                return Some(format!("{line}: a string names {found}"));
            }
            text.split(|c: char| !c.is_ascii_digit())
                .find(|digits| digits.len() == 3 && is_status(digits))
                .map(|digits| format!("{line}: a string names status {digits}"))
        }
        Kind::Number(number) if is_status(number) => Some(format!("{line}: status {number}")),
        Kind::Number(_) | Kind::Mark(_) => None,
    }
}

fn is_status(number: &str) -> bool {
    let digits = number.replace('_', "").to_ascii_lowercase();
    let (radix, digits) = match digits.get(..2) {
        Some("0x") => (16, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        _ => (10, digits.as_str()),
    };
    let end = digits
        .find(|c: char| !c.is_digit(radix))
        .unwrap_or(digits.len());
    u64::from_str_radix(&digits[..end], radix).is_ok_and(|value| (100..600).contains(&value))
}

/// Where each loop starts and how many lines of it hold code; `while` and `for` are loops too.
fn loops(tokens: &[Token]) -> Vec<(usize, usize)> {
    let starts = tokens.iter().enumerate().filter(|(at, token)| {
        is_word(token, "loop")
            || is_word(token, "while")
            // `impl Trait for Type` and `for<'a>` have no `in`.
            || is_word(token, "for") && head(&tokens[*at..]).any(|token| is_word(token, "in"))
    });
    starts
        .map(|(at, token)| (token.line, lines_of_block(&tokens[at..])))
        .collect()
}

fn is_word(token: &Token, wanted: &str) -> bool {
    matches!(&token.kind, Kind::Word(word) if word == wanted)
}

/// What stands in front of the block.
fn head(tokens: &[Token]) -> impl Iterator<Item = &Token> {
    tokens
        .iter()
        .take_while(|token| token.kind != Kind::Mark('{'))
}

/// The lines of code from the first token to the end of the first block behind it.
fn lines_of_block(tokens: &[Token]) -> usize {
    let mut depth = 0_usize;
    let mut lines = BTreeSet::new();
    for token in tokens {
        lines.insert(token.line);
        match token.kind {
            Kind::Mark('{') => depth += 1,
            Kind::Mark('}') if depth <= 1 => break,
            Kind::Mark('}') => depth -= 1,
            _ => {}
        }
    }
    lines.len()
}

const DRIVERS: [&str; 2] = [
    "crates/bw-auth-async/src/driver.rs",
    "crates/bw-auth-blocking/src/driver.rs",
];

const MAX_LOOP: usize = 150;

/// Compared without case, `_` and `-`: the headers and schemes, and every way that the `http` crate
/// gives to judge a status without writing its number.
const FORBIDDEN: &[&str] = &[
    "authorization",
    "wwwauthenticate",
    "proxyauthenticate",
    "bearer",
    "basic",
    "statuscode",
    "unauthorized",
    "forbidden",
    "toomanyrequests",
    "serviceunavailable",
    "issuccess",
    "isredirection",
    "isclienterror",
    "isservererror",
    "isinformational",
    "errorforstatus",
];

#[cfg(test)]
mod tests {
    use super::check;

    fn faults(body: &str) -> Vec<String> {
        check(&format!("fn drive() {{ loop {{ {body} }} }}")).faults
    }

    #[test]
    fn an_innocent_driver_passes() {
        let body = "// 401 means that the Authorization header was refused\n\
                    let head = head(response.status().as_u16()); if tries > 3 { sleep(1_000) } \
                    /* Bearer */ let limit = 65_536; let byte = b'4'; log(\"sent in 99 ms\");";
        assert_eq!(faults(body), [""; 0]);
    }

    #[test]
    fn each_way_to_write_a_rule_is_found() {
        for body in [
            "if status == 401 {}",
            "if status == 4_01u16 {}",
            "if status == 0x191 {}",
            "if status == 0b1_1001_0001 {}",
            "match status { 500.. => {} }",
            "if status == StatusCode::OK {}",
            "if status.is_success() {}",
            "if status == \"401\" {}",
            "request.header(AUTHORIZATION, value)",
            "request.header(\"authorization\", value)",
            "request.header(r#\"Proxy-Authorization\"#, value)",
            "let value: Authorization = dispatch;",
            "let r#basic = 1;",
            "headers.get(b\"WWW-Authenticate\")",
            "let kind = Scheme::Bearer;",
        ] {
            assert_eq!(faults(body).len(), 1, "{body}: {:?}", faults(body));
        }
    }

    #[test]
    fn a_loop_may_hold_150_lines_of_code_and_no_more() {
        let driver = |lines: usize| {
            let body = "    step();\n    // no code\n\n".repeat(lines - 2);
            format!("fn drive() {{\nloop {{\n{body}}}\n}}")
        };
        assert!(check(&driver(150)).faults.is_empty());
        assert_eq!(check(&driver(150)).longest_loop, 150);
        assert_eq!(check(&driver(151)).faults.len(), 1);
    }

    #[test]
    fn a_driver_without_a_loop_is_no_driver() {
        assert_eq!(check("fn drive() {}").faults.len(), 1);
    }
}
