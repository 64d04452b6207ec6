//! Redact: text that came from a server, without what we sent it.
//!
//! Some services echo the request's `Authorization` field in an error body. The echo may be escaped for JSON, XML or a
//! URL, once or twice, and it may be cut off. So the search reads the text as each of its possible readers would, and
//! accepts a part of the secret.

use alloc::vec;
use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::unescape::{ESCAPES, Escape, unescape};

/// Copies `text`, replacing every stretch that repeats one of `secrets`, or the beginning of one, or is a JWT, with `[redacted]`.
///
/// A beginning counts from [`PART`] bytes on, with what may be its rest, and from [`SHORTEST`] on at the end of the text,
/// where it may be cut off.
/// Secrets under [`SHORTEST`] bytes are not looked for: striking each "a" out of an error message would tell that the
/// password is "a".
pub(super) fn redact(text: &[u8], secrets: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    // The mark can be longer than what it replaces; a buffer that grew would leave a copy behind.
    let mut out = Zeroizing::new(Vec::with_capacity(
        text.len().saturating_mul(2).saturating_add(MARK.len()),
    ));
    let mut within = false;
    for (byte, hidden) in text.iter().zip(hidden(text, secrets)) {
        if !hidden {
            out.push(*byte);
        } else if !within {
            out.extend_from_slice(MARK);
        }
        within = hidden;
    }
    out
}

/// Whether `text` shows one of `secrets` or the beginning of one, or a JWT.
pub(super) fn shows(text: &[u8], secrets: &[&[u8]]) -> bool {
    hidden(text, secrets).contains(&true)
}

/// For each byte of `text`, whether it must not be seen.
fn hidden(text: &[u8], secrets: &[&[u8]]) -> Vec<bool> {
    let mut hidden = vec![false; text.len()];
    let from: Vec<usize> = (0..=text.len()).collect();
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST) {
        let prefixes = prefixes(secret);
        let mut search = Search {
            secret,
            prefixes: &prefixes,
            hidden: &mut hidden,
        };
        search.read(text, &from, LAYERS);
    }
    hide_tokens(text, &mut hidden);
    hidden
}

/// A token may be another than any that is known here. One that is a JWT shows itself: base64url of a JSON object, a dot, and more of
/// the same ([RFC 7515 §7.1](https://www.rfc-editor.org/rfc/rfc7515#section-7.1)).
fn hide_tokens(text: &[u8], hidden: &mut [bool]) {
    let mut from = 0;
    while let Some(rest) = text.get(from..) {
        let Some(start) = rest.windows(OBJECT.len()).position(|three| three == OBJECT) else {
            return;
        };
        let start = from + start;
        let token = text.get(start..).unwrap_or_default();
        let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let header = token.iter().take_while(is_part).count();
        let length = token
            .iter()
            .take_while(|byte| is_part(byte) || **byte == b'.')
            .count();
        if length > header && header >= SHORTEST_HEADER {
            if let Some(stretch) = hidden.get_mut(start..start + length) {
                stretch.fill(true);
            }
        }
        from = start + length;
    }
}

struct Search<'a> {
    secret: &'a [u8],
    prefixes: &'a [usize],
    hidden: &'a mut [bool],
}

impl Search<'_> {
    /// Searches the text as it is, then as it reads with one layer of escapes undone, and so on.
    ///
    /// `from` tells for each byte, and for the end, where it stands in the text that is to be redacted.
    fn read(&mut self, text: &[u8], from: &[usize], layers: u32) {
        self.hide(text, from);
        let Some(layers) = layers.checked_sub(1) else {
            return;
        };
        for escape in ESCAPES {
            self.read_as(escape, text, from, layers);
        }
    }

    fn read_as(&mut self, escape: Escape, text: &[u8], from: &[usize], layers: u32) {
        let (plain, from) = unescape(escape, text, from);
        if *plain != *text {
            self.read(&plain, &from, layers);
        }
    }

    /// Knuth, Morris and Pratt's search, for the beginnings of the secret too.
    fn hide(&mut self, text: &[u8], from: &[usize]) {
        let enough = PART.min(self.secret.len());
        let (mut matched, mut remains) = (0, false);
        for (at, byte) in text.iter().enumerate() {
            // A secret that breaks off goes on in a spelling that is not known here.
            remains |= (enough..self.secret.len()).contains(&matched)
                && self.secret.get(matched) != Some(byte);
            remains &= spells(*byte);
            if remains {
                self.strike(from, at, at + 1);
            }
            while matched > 0 && self.secret.get(matched) != Some(byte) {
                matched = self.shorter(matched);
            }
            if self.secret.get(matched) == Some(byte) {
                matched += 1;
            }
            if matched >= enough {
                // What lies further back was hidden when that much of it had matched.
                self.strike(from, (at + 1).saturating_sub(enough), at + 1);
            }
        }
        // The end of a text that was cut off counts from fewer bytes on: what follows is not there to be compared.
        if matched >= SHORTEST {
            self.strike(from, text.len().saturating_sub(matched), text.len());
        }
    }

    fn strike(&mut self, from: &[usize], start: usize, end: usize) {
        if let (Some(start), Some(end)) = (from.get(start), from.get(end)) {
            if let Some(stretch) = self.hidden.get_mut(*start..*end) {
                stretch.fill(true);
            }
        }
    }

    /// The next shorter beginning of the secret that `matched` bytes of it end with.
    fn shorter(&self, matched: usize) -> usize {
        self.prefixes
            .get(matched.saturating_sub(1))
            .copied()
            .unwrap_or_default()
    }
}

/// Whether base64, or an escape of any kind, can go on with this byte.
fn spells(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=\\%&#;".contains(&byte)
}

/// For each beginning of `secret`, the length of the longest shorter beginning that it ends with.
fn prefixes(secret: &[u8]) -> Vec<usize> {
    let mut prefixes: Vec<usize> = Vec::with_capacity(secret.len());
    let mut length = 0;
    for (at, byte) in secret.iter().enumerate() {
        while length > 0 && secret.get(length) != Some(byte) {
            length = prefixes.get(length - 1).copied().unwrap_or_default();
        }
        if at > 0 && secret.get(length) == Some(byte) {
            length += 1;
        }
        prefixes.push(length);
    }
    prefixes
}

const MARK: &[u8] = b"[redacted]";
/// `{"` in base64.
const OBJECT: &[u8] = b"eyJ";
/// The shortest that names an algorithm, `{"alg":"x"}`, is longer; a name such as `keyJson.rs` is not.
const SHORTEST_HEADER: usize = 12;
const SHORTEST: usize = 6;
const PART: usize = 8;
/// An error that quotes the error of the service behind it has two layers of escapes.
const LAYERS: u32 = 2;
