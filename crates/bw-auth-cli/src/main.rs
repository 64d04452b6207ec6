//! The `bw-auth` program: reads the command line, runs one command, and tells by its exit code how that went.

mod demo;
mod exit;
mod failure;
mod sandbox;
mod setup;
mod table;

use core::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Authentication to Bandwidth's APIs, without an account to try it on
#[derive(Debug, Parser)]
#[command(name = "bw-auth", version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
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
    /// Run a sandbox that plays Bandwidth over TLS, for programs in any language
    ///
    /// It has one OAuth client with a random secret, one API user with a random password, neither of
    /// them with a role, a token endpoint, an authority of its own whose key never leaves this
    /// process, and a proxy that leads *.bandwidth.com:443 to it and nothing else anywhere. When it
    /// is ready it prints what a client needs to know, secret and password included, and then runs
    /// until SIGINT or SIGTERM.
    #[command(verbatim_doc_comment, after_help = sandbox::EXAMPLES)]
    Sandbox(sandbox::Options),
}

fn main() -> ExitCode {
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(message) => return show(&message),
    };
    let ended = match command {
        Command::Demo => demo::run(&mut io::stdout().lock()),
        Command::Sandbox(options) => sandbox::run(&options),
    };
    ended.unwrap_or_else(|error| {
        complain(&*error);
        ExitCode::FAILURE
    })
}

/// Help and version are messages too, and no mistake of the caller's.
fn show(message: &clap::Error) -> ExitCode {
    // Where neither output can be written to, the exit code is all that is left to say.
    let _ = message.print();
    if message.use_stderr() {
        ExitCode::from(USAGE)
    } else {
        ExitCode::SUCCESS
    }
}

fn complain(error: &dyn Error) {
    let mut text = format!("bw-auth: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    let _ = writeln!(io::stderr(), "{text}");
}

/// How a command ends: with an exit code of its choice, or with an error that is shown.
type Ended = Result<ExitCode, Box<dyn Error>>;

/// `EX_USAGE` of sysexits.h: apart from 2, which many programs end with for reasons of their own.
const USAGE: u8 = 64;

const EXIT_CODES: &str = "Exit codes: 0 as asked, 1 failed or not as expected, 64 not understood.";
