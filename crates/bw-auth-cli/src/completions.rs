//! `bw-auth completions`: what a shell needs to complete this program's command lines.

use clap::{Args, CommandFactory as _};
use clap_complete::{Shell, generate};

use crate::Cli;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print;

/// Print completions for a shell
#[derive(Args, Debug)]
#[command(after_help = EXAMPLE)]
pub(crate) struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        generate(self.shell, &mut Cli::command(), "bw-auth", &mut script);
        // `generate` panics where it cannot write, and a closed pipe is no reason to.
        print(&String::from_utf8_lossy(&script))?;
        Ok(Exit::Fine)
    }
}

const EXAMPLE: &str = "\
Example:
  bw-auth completions bash > ~/.local/share/bash-completion/completions/bw-auth";
