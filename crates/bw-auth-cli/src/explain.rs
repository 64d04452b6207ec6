//! `bw-auth explain`: which credentials would be used, and why.

use clap::Args;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print;
use crate::setup::Setup;

/// Tell which credentials would be used, from where, and why not others
///
/// Nothing is sent, and no secret is shown. Ends with 0 if there are credentials to use, and with 3 if not.
#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// Print one JSON object, for programs
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    setup: Setup,
}

impl Explain {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        let explanation = self.setup.chain().explain();
        if self.json {
            print(&format!("{}\n", explanation.to_json()))?;
        } else {
            print(&explanation.to_string())?;
            if let Some(error) = explanation.error() {
                print(&format!("\n(docs/errors.md, {})\n", error.code()))?;
            }
        }
        Ok(match explanation.resolved() {
            Some(_) => Exit::Fine,
            None => Exit::NotConfigured,
        })
    }
}
