//! The `bw-auth` program: reads the command line, runs one command, and tells by its exit code how that went.

mod authorities;
mod callback_test;
mod completions;
mod demo;
mod doctor;
mod exit;
mod explain;
mod failure;
mod finding;
mod output;
mod profiles;
mod proxy;
mod request;
mod sandbox;
mod setup;
mod show;
mod stop;
mod table;
mod tls_fault;
mod token_store;

use core::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory as _, Parser, Subcommand};

use exit::Exit;
use failure::Failure;

/// Authentication to Bandwidth's APIs: finds credentials, says what is wrong with them, and uses them
#[derive(Debug, Parser)]
#[command(name = "bw-auth", version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Doctor(doctor::Doctor),
    Explain(explain::Explain),
    Get(request::Get),
    Request(request::Request),
    Header(show::Header),
    Token(show::Token),
    Login(profiles::Login),
    Logout(profiles::Logout),
    Profiles(profiles::List),
    /// Run a sandbox that plays Bandwidth over TLS, for programs in any language
    ///
    /// It has one OAuth client with a random secret, one API user with a random password, neither of
    /// them with a role, a token endpoint, an authority of its own whose key never leaves this
    /// process, and a proxy that leads *.bandwidth.com:443 to it and nothing else anywhere. When it
    /// is ready it prints what a client needs to know, secret and password included, and then runs
    /// until SIGINT or SIGTERM.
    #[command(verbatim_doc_comment, after_help = sandbox::EXAMPLES)]
    Sandbox(sandbox::Options),
    /// Show authenticated requests over both transports, against a sandbox
    ///
    /// Starts a sandbox inside this program and sends real requests over TLS with the async and
    /// the blocking client, once with client credentials and once as an API user: each endpoint
    /// that is open without any role, tokens that are shared and renewed, what is refused, and the
    /// retirement of API users. Needs no account and no network.
    ///
    /// Ends with 0 if everything went as expected, and with 1, and what differed, if not.
    #[command(verbatim_doc_comment)]
    Demo,
    CallbackTest(callback_test::CallbackTest),
    Completions(completions::Completions),
}

impl Command {
    fn run(&self) -> Ended {
        match self {
            Self::Doctor(doctor) => ended(doctor.run()),
            Self::Explain(explain) => ended(explain.run()),
            Self::Get(get) => ended(get.run()),
            Self::Request(request) => ended(request.run()),
            Self::Header(header) => ended(header.run()),
            Self::Token(token) => ended(token.run()),
            Self::Login(login) => ended(login.run()),
            Self::Logout(logout) => ended(logout.run()),
            Self::Profiles(profiles) => ended(profiles.run()),
            Self::Sandbox(options) => sandbox::run(options),
            Self::Demo => demo::run(),
            Self::CallbackTest(test) => ended(test.run()),
            Self::Completions(completions) => ended(completions.run()),
        }
    }
}

fn main() -> ExitCode {
    authorities::without_empty();
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(message) => return show(message),
    };
    command.run().unwrap_or_else(|error| {
        let failure = error.downcast_ref::<Failure>();
        let exit = failure.map_or(Exit::Failed, |failure| failure.exit);
        complain(&*error);
        exit.into()
    })
}

/// Help and version are messages too, and no mistake of the caller's.
fn show(mut message: clap::Error) -> ExitCode {
    hide_values(&mut message);
    let printed = message.print().and_then(|()| io::stdout().flush());
    if message.use_stderr() {
        output::remark(NOT_UNDERSTOOD);
    }
    match printed {
        // Where neither output can be written to, the exit code is all that is left to say.
        _ if message.use_stderr() => Exit::Usage.into(),
        Ok(()) => Exit::Fine.into(),
        Err(error) => {
            complain(&Failure::output(&error));
            Exit::Failed.into()
        }
    }
}

/// Anything that the program does not declare may be a secret that was put in the wrong place, with dashes before it or not.
fn hide_values(message: &mut clap::Error) {
    let hidden = || ContextValue::String("[not shown]".into());
    if message.get(ContextKind::InvalidValue).is_some() {
        message.insert(ContextKind::InvalidValue, hidden());
    }
    let mut known = Cli::command();
    known.build();
    for kind in [ContextKind::InvalidArg, ContextKind::InvalidSubcommand] {
        if let Some(ContextValue::String(text)) = message.get(kind) {
            if !is_declared(&known, text) {
                message.insert(kind, hidden());
                // Advice of how to pass it as a value repeats it.
                message.remove(ContextKind::Suggested);
            }
        }
    }
}

/// Whether this is how clap writes an argument of the command or of one below it, such as `--wait <SECONDS>`.
fn is_declared(command: &clap::Command, text: &str) -> bool {
    let mut arguments = command.get_arguments();
    arguments.any(|argument| argument.to_string() == text)
        || command
            .get_subcommands()
            .any(|command| is_declared(command, text))
}

fn complain(error: &dyn Error) {
    let mut text = format!("bw-auth: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    output::remark(&text);
}

/// How a command ends: with an exit code of its choice, or with an error that is shown.
type Ended = Result<ExitCode, Box<dyn Error>>;

fn ended(result: Result<Exit, Failure>) -> Ended {
    Ok(result?.into())
}

const NOT_UNDERSTOOD: &str = "bw-auth: the command line was not understood; read --help of the command [cli.usage] (see docs/errors.md)";

const EXIT_CODES: &str = "\
Exit codes:
   0  fine
   1  another failure
   2  credentials rejected
   3  not configured, or contradictory
   4  forbidden: the credentials lack a role, or the account a product
   5  network or TLS
   7  rate limited
  64  command line not understood";
