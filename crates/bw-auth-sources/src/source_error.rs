//! `SourceError`: what is wrong with a set-up.

use std::io;
use std::time::Duration;

use bw_auth_core::{CredentialsError, EnvironmentError, IdError, ProviderError};

use crate::place::Place;

/// What is wrong with the set-up of credentials: the variable or the file, the rule that is broken, and the remedy.
///
/// It shows no value and no part of one. TOML and JSON that cannot be read are told by line and column, since the errors of their
/// parsers quote the text.
///
/// ```
/// use bw_auth_sources::{Chain, Surroundings};
///
/// let half = Surroundings::from_pairs([("BANDWIDTH_USERNAME", "jdoe")]);
/// let error = Chain::standard(half).resolve().unwrap_err();
/// assert_eq!(error.code(), "source.half_set");
/// assert!(error.to_string().contains("BANDWIDTH_PASSWORD"));
/// ```
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The account id is none.
    #[error("{place}: {error}; set the number of the account, as the Bandwidth App shows it")]
    AccountId {
        /// Where it was.
        place: Place,
        /// The rule that it breaks.
        error: IdError,
    },
    /// The scheme is set to one of which nothing is there.
    #[error(
        "{place} names a scheme of which this source has nothing, while {set} is set; correct the scheme, or unset {set}"
    )]
    AuthContradicts {
        /// What names the scheme.
        place: Place,
        /// What is set instead.
        set: Place,
    },
    /// The scheme is set to something that is none.
    #[error("{0} names no scheme; {mended} basic, client_credentials or bearer", mended = .0.mended())]
    AuthUnknown(Place),
    /// A value that no credential can be made of.
    #[error("{place}: {error}")]
    Credentials {
        /// Where it was.
        place: Place,
        /// The rule that it breaks.
        error: CredentialsError,
    },
    /// An environment that Bandwidth does not have.
    #[error("{0} names no environment; {mended} production (or prod) or test (or uat)", mended = .0.mended())]
    Environment(Place),
    /// A secret file that begins with a byte order mark.
    #[error("{0} begins with a byte order mark; save it as UTF-8 without one")]
    FileBom(Place),
    /// A secret file with nothing in it.
    #[error("{0} is empty; write the value into it, or unset the variable")]
    FileEmpty(Place),
    /// A path with something else than a file.
    #[error("{0} is no regular file; name a file, since a pipe or a folder cannot be read again")]
    FileKind(Place),
    /// A secret file that is not there.
    #[error("{0} does not exist; mount or create the file, or unset the variable")]
    FileMissing(Place),
    /// A secret file that is no UTF-8 text.
    #[error("{place} is no UTF-8 text at byte {offset}; save it as UTF-8")]
    FileNotText {
        /// Which file.
        place: Place,
        /// Where, in bytes from its start.
        offset: usize,
    },
    /// A secret file that begins or ends with white space, apart from one line end.
    #[error(
        "{place} has white space at byte {offset}, before or after the value; write the value alone, with one line end at most"
    )]
    FileSpace {
        /// Which file.
        place: Place,
        /// Where, in bytes from its start.
        offset: usize,
    },
    /// A file that is too large for what it should hold.
    #[error("{place} has more than {limit} bytes; check that it is the file that is meant")]
    FileTooLarge {
        /// Which file.
        place: Place,
        /// The most that is read.
        limit: u64,
    },
    /// Files that were replaced again and again while they were read.
    #[error("{0} changed each time it was read; write a new file and rename it into place")]
    FileTorn(Place),
    /// A file that is being written in place, and may be half of what it will be.
    #[error(
        "{0} was written a moment ago and is left to settle; write a new file and rename it into place"
    )]
    FileUnsettled(Place),
    /// A file that cannot be read.
    #[error("{place} cannot be read ({kind}); check its mode and that of its folders")]
    FileUnreadable {
        /// Which file.
        place: Place,
        /// What the system says.
        kind: io::ErrorKind,
    },
    /// A secret file that anybody may write to.
    #[error("{0} may be written by every user of this machine; take that away with chmod o-w")]
    FileWritable(Place),
    /// One half of a pair.
    #[error("{set} is set and {missing} is not; set both, or neither")]
    HalfSet {
        /// What is there.
        set: Place,
        /// The variable or key that is not.
        missing: String,
    },
    /// A helper process that ended with a failure. What it printed is not shown.
    #[error("{place} ended with {status}; run it by hand to see why")]
    HelperFailed {
        /// Which helper.
        place: Place,
        /// How it ended.
        status: String,
    },
    /// A profile that names a helper process without its program.
    #[error("{0} has no program; write helper as a list of texts that begins with the program")]
    HelperEmpty(Place),
    /// A helper process whose output has no credentials.
    #[error("{0} printed no credentials; it has to print an id and its secret, or an access_token")]
    HelperIncomplete(Place),
    /// A helper process whose program is not there.
    #[error("{0}: the program does not exist; write its whole path, or install it")]
    HelperMissing(Place),
    /// A helper process that this program was built without.
    #[error("{0} is set, and this program was built without the feature `helper` that runs it")]
    HelperNotBuilt(Place),
    /// A helper process whose output is no JSON object of the expected form.
    #[error(
        "{place} printed no JSON object of texts (line {line}, column {column}); it has to print one such as the documentation shows"
    )]
    HelperOutput {
        /// Which helper.
        place: Place,
        /// The line of its output, from 1.
        line: usize,
        /// The column, from 1; 0 if it is the line as a whole.
        column: usize,
    },
    /// A helper process whose program cannot be started.
    #[error("{place}: the program cannot be started ({kind}); check that it is executable")]
    HelperStart {
        /// Which helper.
        place: Place,
        /// What the system says.
        kind: io::ErrorKind,
    },
    /// A helper process that did not end in time.
    #[error("{place} did not end within {limit:?} and was stopped; it must not wait for anybody")]
    HelperTimeout {
        /// Which helper.
        place: Place,
        /// The time that it has.
        limit: Duration,
    },
    /// A helper process that printed more than any credential needs.
    #[error(
        "{place} printed more than {limit} bytes and was stopped; have it print one JSON object with an id and its secret, and nothing else"
    )]
    HelperTooLarge {
        /// Which helper.
        place: Place,
        /// The most that is read.
        limit: u64,
    },
    /// No source has credentials.
    #[error(
        "no credentials are configured; set BANDWIDTH_CLIENT_ID and BANDWIDTH_CLIENT_SECRET, or BANDWIDTH_USERNAME and BANDWIDTH_PASSWORD, or the same with _FILE, or write a profile"
    )]
    NotConfigured,
    /// A variable that is no text.
    #[error("{0} is no UTF-8 text; set it anew")]
    NotText(Place),
    /// A profile file that is named and not there.
    #[error("{0} does not exist; correct BANDWIDTH_CREDENTIALS_FILE, or create the file")]
    ProfileFileMissing(Place),
    /// A key that no profile has.
    #[error(
        "{place}: line {line} has a key that profiles do not have; the documentation lists those that they do"
    )]
    ProfileKey {
        /// Which profile in which file.
        place: Place,
        /// The line, from 1.
        line: usize,
    },
    /// A profile that is named and not there.
    #[error("{0} does not exist; correct the name of the profile, or write it")]
    ProfileMissing(Place),
    /// A profile file that others than its owner may read or write.
    #[error(
        "{place}: other users may read or write the file (its mode is {mode:03o}); make it chmod 600"
    )]
    ProfileMode {
        /// Which profile in which file.
        place: Place,
        /// Its mode.
        mode: u32,
    },
    /// A profile file that is no TOML.
    #[error("{place}: the file is no TOML at line {line}, column {column}; correct it there")]
    ProfileSyntax {
        /// Which profile in which file.
        place: Place,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
    },
    /// A value of another type than it has to be.
    #[error("{place}: the value at line {line} is of the wrong type; {expected}")]
    ProfileType {
        /// Which profile in which file.
        place: Place,
        /// The line, from 1.
        line: usize,
        /// What it has to be.
        expected: &'static str,
    },
    /// A provider of one's own failed.
    #[error("{place} failed")]
    Provider {
        /// Which provider.
        place: Place,
        /// Its error.
        #[source]
        error: ProviderError,
    },
    /// The source that was used has nothing any more.
    #[error("{0} has nothing any more; what it had goes on being used until the program ends")]
    Replaced(Place),
    /// A token URL that cannot be one.
    #[error("{place}: {error}")]
    TokenUrl {
        /// Where it was.
        place: Place,
        /// The rule that it breaks.
        error: EnvironmentError,
    },
    /// Credentials of several schemes in one family.
    #[error(
        "{first} and {second} are of different schemes; set {auth}, or unset what belongs to one of them"
    )]
    TwoSchemes {
        /// What is set of the one.
        first: Place,
        /// What is set of the other.
        second: Place,
        /// How one is decided for: the variable or key, and its values.
        auth: String,
    },
    /// The halves of a pair in two sources.
    #[error("{first} and {second} are one pair in two sources; set both in the same way")]
    TwoSources {
        /// The one half.
        first: Place,
        /// The variable that has the other.
        second: String,
    },
}
