//! `bw-auth sandbox`: a sandbox that runs until it is told to stop.

mod ca_file;
mod ready;

use core::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use bw_auth_sandbox::Sandbox;

use crate::Ended;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print;
use crate::stop::Stop;
use ca_file::CaFile;
use ready::Ready;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Address for TLS [default: a free port of 127.0.0.1]
    ///
    /// The certificate is valid for localhost, the loopback addresses and Bandwidth's names.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,

    /// Address of the proxy [default: a free port of 127.0.0.1]
    #[arg(long, value_name = "ADDR")]
    proxy_listen: Option<SocketAddr>,

    /// Write the authority's certificate to this file, and leave it there [default: a temporary file]
    #[arg(long, value_name = "FILE")]
    ca_out: Option<PathBuf>,

    /// Print one line of JSON when ready, for programs
    ///
    /// Its fields: url, proxy, ca (the path of a PEM file), account_id, site_id, order_id, username, password,
    /// token_url, client_id, client_secret.
    #[arg(long)]
    json: bool,

    /// End with standard input too, so that the sandbox does not outlive the program that started it
    #[arg(long)]
    exit_with_stdin: bool,
}

pub(crate) fn run(options: &Options) -> Ended {
    // First of all, so that no signal can end the process while it has something to clean up.
    let mut stop = Stop::listen(options.exit_with_stdin)?;
    let mut builder = Sandbox::builder();
    if let Some(address) = options.listen {
        builder = builder.listen(address);
    }
    if let Some(address) = options.proxy_listen {
        builder = builder.proxy_listen(address);
    }
    let sandbox = builder.start().map_err(|error| Failure::sandbox(&error))?;
    let ca_file = CaFile::write(options.ca_out.as_deref(), sandbox.ca_pem())
        .map_err(|error| Failure::new(Exit::Failed, "cli.unwritable", &error))
        .map_err(|failure| failure.with("check its path, its mode and the room of its folder"))?;
    let ready = Ready::of(&sandbox, ca_file.path()?);

    if options.json {
        print(&format!("{}\n", ready.to_json()))?;
    } else {
        print(&format!("{ready}\n"))?;
    }

    stop.wait();
    drop(ca_file);
    stop.insist();
    drop(sandbox);
    Ok(ExitCode::SUCCESS)
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  bw-auth sandbox --listen 127.0.0.1:8443 --proxy-listen 127.0.0.1:8080 --ca-out ca.pem
  HTTPS_PROXY=http://127.0.0.1:8080 SSL_CERT_FILE=ca.pem python3 program.py";
