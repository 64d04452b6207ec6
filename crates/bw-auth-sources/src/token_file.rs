//! The file of tokens: a line for each, of fields that cannot have a tab.

use std::cmp::Reverse;
use std::str;
use std::time::Duration;

use bw_auth_core::{BearerToken, StoredToken, TokenKey};
use zeroize::Zeroizing;

/// The token of that key. What is no such file has none, and neither has a line that is no such line.
pub(crate) fn find(file: &[u8], key: &TokenKey) -> Option<StoredToken> {
    let line = lines(file)?.find(|line| line.is_of(key))?;
    let token = BearerToken::new(line.token).ok()?;
    Some(StoredToken::new(token, line.expires_at))
}

/// The file with this token in place of the one before. Tokens that have ended are left out, and those that end soonest where
/// there are more than the file may hold.
pub(crate) fn with(
    file: &[u8],
    key: &TokenKey,
    token: &StoredToken,
    now: Duration,
) -> Zeroizing<Vec<u8>> {
    let lines = lines(file).into_iter().flatten();
    let mut kept: Vec<_> = lines
        .filter(|line| line.expires_at > now && !line.is_of(key))
        .collect();
    kept.sort_by_key(|line| Reverse(line.expires_at));
    let added = Line {
        expires_at: token.expires_at(),
        token_url: key.token_url(),
        client_id: key.client_id(),
        scope: key.scope().unwrap_or_default(),
        secret_check: key.secret_check(),
        token: token.token().expose(),
    };
    // At its final size from the start: a buffer that grew would leave a copy behind.
    let mut size = HEADER.len() + added.size();
    kept.retain(|line| {
        let fits = size + line.size() <= SIZE_LIMIT;
        size += if fits { line.size() } else { 0 };
        fits
    });
    let mut whole = Zeroizing::new(Vec::with_capacity(size));
    whole.extend_from_slice(HEADER.as_bytes());
    for line in kept {
        line.write(&mut whole);
    }
    added.write(&mut whole);
    whole
}

struct Line<'a> {
    expires_at: Duration,
    token_url: &'a str,
    client_id: &'a str,
    scope: &'a str,
    secret_check: u16,
    token: &'a str,
}

impl<'a> Line<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let mut fields = line.split('\t');
        let line = Self {
            expires_at: Duration::from_millis(fields.next()?.parse().ok()?),
            token_url: fields.next()?,
            client_id: fields.next()?,
            scope: fields.next()?,
            secret_check: u16::from_str_radix(fields.next()?, 16).ok()?,
            token: fields.next()?,
        };
        fields.next().is_none().then_some(line)
    }

    fn is_of(&self, key: &TokenKey) -> bool {
        self.token_url == key.token_url()
            && self.client_id == key.client_id()
            && self.scope == key.scope().unwrap_or_default()
            && self.secret_check == key.secret_check()
    }

    fn size(&self) -> usize {
        let texts = [self.token_url, self.client_id, self.scope, self.token];
        texts.iter().map(|text| text.len()).sum::<usize>() + DIGITS + CHECK_DIGITS + 6
    }

    fn write(&self, whole: &mut Vec<u8>) {
        let check = format!("{:04x}", self.secret_check);
        whole.extend_from_slice(millis(self.expires_at).to_string().as_bytes());
        for field in [
            self.token_url,
            self.client_id,
            self.scope,
            &check,
            self.token,
        ] {
            whole.push(b'\t');
            whole.extend_from_slice(field.as_bytes());
        }
        whole.push(b'\n');
    }
}

fn lines(file: &[u8]) -> Option<impl Iterator<Item = Line<'_>>> {
    let text = str::from_utf8(file).ok()?.strip_prefix(HEADER)?;
    // A line that does not end was not written to its end.
    let whole = text.split_inclusive('\n');
    Some(whole.filter_map(|line| Line::parse(line.strip_suffix('\n')?)))
}

pub(crate) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Room for some five hundred tokens, in bytes.
pub(crate) const SIZE_LIMIT: usize = 1024 * 1024;

/// Version 1 had no check of the secret, so its tokens are not found.
const HEADER: &str = "bw-auth tokens 2\n";

/// As many as the largest number has.
const DIGITS: usize = 20;

const CHECK_DIGITS: usize = 4;
