//! The drivers do I/O and nothing else: what a response means, and what is sent, is core's to decide.

use alloc::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::rust_tokens::{Kind, Token, tokens};
use crate::step::{Outcome, root};

pub(crate) fn run() -> Outcome {
    let mut faults = Vec::new();
    for folder in TRANSPORTS {
        for path in files_under(&root().join(folder))? {
            let name = path.display().to_string();
            let source = fs::read_to_string(&path)
                .map_err(|error| format!("{name} cannot be read: {error}"))?;
            let found = if path.ends_with("driver.rs") {
                let found = check(&source);
                println!("{name}: longest loop {} lines", found.longest_loop);
                found.faults
            } else {
                // The rest of a transport could hold a rule for its driver to call.
                let words = SHARED.iter().copied();
                let exempt = EXEMPT.iter().filter(|(file, _)| path.ends_with(file));
                let exempt: Vec<_> = exempt.map(|(_, word)| *word).collect();
                let words: Vec<_> = words.filter(|word| !exempt.contains(word)).collect();
                named(&tokens(&source), &words)
            };
            faults.extend(found.into_iter().map(|fault| format!("{name}:{fault}")));
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}

fn files_under(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let unread = |error| format!("{} cannot be read: {error}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        if path.is_dir() {
            files.extend(files_under(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// The words and numbers that may not be there.
fn named(tokens: &[Token], forbidden: &[&str]) -> Vec<String> {
    tokens
        .iter()
        .filter_map(|token| fault(token, forbidden))
        .collect()
}

/// A status is handed on as a number, and looked at in no other way.
fn judged_statuses(tokens: &[Token]) -> impl Iterator<Item = String> {
    let follows = |at: usize| {
        let wanted = [Kind::Mark('('), Kind::Mark(')'), Kind::Mark('.')];
        let rest = tokens.get(at + 1..).unwrap_or_default();
        rest.iter()
            .zip(&wanted)
            .filter(|(token, wanted)| token.kind == **wanted)
            .count()
            == 3
            && rest.get(3).is_some_and(|token| is_word(token, "as_u16"))
    };
    let statuses = tokens.iter().enumerate();
    statuses
        .filter(move |(at, token)| is_word(token, "status") && !follows(*at))
        .map(|(_, token)| format!("{}: a status that is not handed on by `as_u16`", token.line))
}

struct Found {
    /// Each as `line: what`.
    faults: Vec<String>,
    longest_loop: usize,
}

fn check(source: &str) -> Found {
    let tokens = tokens(source);
    let words: Vec<_> = SHARED.iter().chain(FORBIDDEN).copied().collect();
    let mut faults = named(&tokens, &words);
    faults.extend(judged_statuses(&tokens));
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

fn fault(token: &Token, forbidden: &[&str]) -> Option<String> {
    let line = token.line;
    match &token.kind {
        Kind::Word(word) => {
            let plain = word.to_ascii_lowercase().replace('_', "");
            let found = forbidden
                .iter()
                .find(|forbidden| plain.contains(**forbidden))?;
            Some(format!("{line}: `{word}` names {found}"))
        }
        Kind::Text(text) => {
            let plain = text.to_ascii_lowercase().replace(['-', '_', ' '], "");
            if let Some(found) = forbidden
                .iter()
                .find(|forbidden| plain.contains(**forbidden))
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

const TRANSPORTS: [&str; 2] = ["crates/bw-auth-async/src", "crates/bw-auth-blocking/src"];

const MAX_LOOP: usize = 150;

/// Compared without case, `_` and `-`: every way that the `http` crate gives to judge a status without writing its number,
/// and the fields that decide something. No file of a transport names one.
const SHARED: &[&str] = &[
    "wwwauthenticate",
    "proxyauthenticate",
    "proxyauthorization",
    "location",
    "retryafter",
    "ratelimitreset",
    "statuscode",
    "unauthorized",
    "toomanyrequests",
    "serviceunavailable",
    "issuccess",
    "isredirection",
    "isclienterror",
    "isservererror",
    "isinformational",
    "errorforstatus",
];

/// What a driver does not name either: the header and its schemes, and the errors that say what a status means.
const FORBIDDEN: &[&str] = &["authorization", "bearer", "basic", "forbidden"];

/// A ureq agent hides a status in an error of this name, and the middleware hands it on.
const EXEMPT: &[(&str, &str)] = &[("middleware.rs", "statuscode")];

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
            "if code == 401 {}",
            "if code == 4_01u16 {}",
            "if code == 0x191 {}",
            "if code == 0b1_1001_0001 {}",
            "match code { 500.. => {} }",
            "if code == StatusCode::OK {}",
            "if code.is_success() {}",
            "if code == \"401\" {}",
            "request.header(AUTHORIZATION, value)",
            "request.header(\"authorization\", value)",
            "request.header(r#\"Proxy-Authorization\"#, value)",
            "let value: Authorization = dispatch;",
            "let r#basic = 1;",
            "headers.get(b\"WWW-Authenticate\")",
            "let kind = Scheme::Bearer;",
            "if response.status().as_str() > x {}",
            "let code = status;",
            "headers.get(\"Retry-After\")",
            "headers.get(LOCATION)",
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
