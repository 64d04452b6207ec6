//! `bw-auth doctor`: are the credentials accepted, and if not, what is wrong and what is there to do?

mod comparison;
mod diagnosis;
mod examination;
mod json;
mod network;
mod text;
mod wait;
mod warning;

use std::sync::Arc;
use std::time::Duration;

use bw_auth_core::SiteId;
use clap::Args;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Style, print};
use crate::setup::Setup;
use comparison::Comparison;
use examination::Examination;

/// Find out whether the credentials work, and if not, what to do
///
/// Finds the credentials, fetches a fresh token if they call for one, and reads the endpoints that are
/// open to credentials without any role: edge management settings, orders, subscriptions, the
/// newest order. Stops at the first 401. Changes nothing, and never shows a secret.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment, after_help = EXAMPLES)]
pub(crate) struct Doctor {
    #[command(flatten)]
    setup: Setup,
    /// Read the SIP peers of this site too
    #[arg(long, value_name = "ID")]
    site: Option<SiteId>,
    /// Print one JSON object, for programs
    #[arg(long)]
    json: bool,
    /// Try until the credentials are accepted, for so long: for init containers
    ///
    /// The pauses between tries grow from half a second to ten. Credentials that were refused are not
    /// sent again; then it waits for their source to have others, or another account or environment.
    #[arg(long, value_name = "SECONDS", verbatim_doc_comment, value_parser = clap::value_parser!(u32).range(1..))]
    wait: Option<u32>,
    /// Tell what the profile NEW cannot do yet and OLD can
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"], conflicts_with_all = ["profile", "wait"])]
    compare: Option<Vec<String>>,
    /// Check a sandbox inside this program with its own credentials, to see that the program works
    #[arg(long, conflicts_with_all = ["profile", "environment", "account", "ca", "site", "wait", "compare"])]
    sandbox: bool,
}

impl Doctor {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        if let Some([old, new]) = self.compare.as_deref() {
            let (old, new) = (self.of_profile(old)?, self.of_profile(new)?);
            return self.show(&Comparison::of(old, new));
        }
        let examination = if self.sandbox {
            Examination::of_sandbox()?
        } else if let Some(seconds) = self.wait {
            let limit = Duration::from_secs(seconds.into());
            wait::until_accepted(limit, &self.setup, self.site.as_ref())?
        } else {
            let chain = Arc::new(self.setup.chain());
            Examination::of(&self.setup, &chain, self.site.as_ref(), None)?
        };
        self.show(&examination)
    }

    fn of_profile(&self, name: &str) -> Result<Examination, Failure> {
        let setup = Setup {
            profile: Some(name.to_owned()),
            ..self.setup.clone()
        };
        let chain = Arc::new(setup.chain());
        Examination::of(&setup, &chain, self.site.as_ref(), None)
    }

    fn show(&self, shown: &impl Shown) -> Result<Exit, Failure> {
        if self.json {
            let json = format!("{:#}", shown.to_json());
            print(&format!("{}\n", bw_auth_sources::Shown::json(&json)))?;
        } else {
            print(&shown.to_text(Style::of_stdout()))?;
        }
        Ok(shown.exit())
    }
}

/// What the doctor has to say, for people and for programs.
trait Shown {
    fn to_text(&self, style: Style) -> String;
    fn to_json(&self) -> serde_json::Value;
    fn exit(&self) -> Exit;
}

const EXAMPLES: &str = "\
Examples:
  bw-auth doctor --sandbox
  bw-auth doctor --profile staging --json
  bw-auth doctor --wait 120
  bw-auth doctor --compare api-user oauth-client";
