//! Peers that we did not write: nginx and Apache as servers; curl, Bandwidth's own libraries and others as clients; other readers and
//! writers of Basic for the vectors; and a terminal.

mod callbacks;
mod curl;
mod ending;
mod peers;
mod sandbox;
mod server;
mod site;
mod terminal;
mod vectors;

use std::path::PathBuf;

use crate::metadata::Metadata;
use crate::step::{Outcome, Step};
use curl::{Curl, Proof};
use peers::OfficialClients;
use server::Server;
use site::{Site, USERS};

pub(crate) fn run() -> Outcome {
    peers::require_programs()?;
    let clients = OfficialClients::find()?;
    vectors::run(&clients)?;
    // The same selection as `cargo test`, so that nothing is compiled with other features again.
    Step::cargo("build --locked --workspace --bins --examples").run()?;
    real_servers()?;
    sandbox::run()?;
    callbacks::run(&clients)?;
    terminal::run(&clients)?;
    official_clients(&clients)
}

fn real_servers() -> Outcome {
    let site = Site::create()?;
    let (nginx, apache) = (Server::nginx(&site)?, Server::apache(&site)?);
    for server in [&nginx, &apache] {
        tell_credentials_apart(server, &site)?;
    }
    Step::program(built(&["examples", "interop"])?.display().to_string())
        .env("BW_INTEROP_NGINX_URL", nginx.url())
        .env("BW_INTEROP_APACHE_URL", apache.url())
        .env("BW_INTEROP_CA_FILE", site.ca_file())
        .env("BW_INTEROP_USERS_FILE", site.users_file())
        .run()
}

fn official_clients(clients: &OfficialClients) -> Outcome {
    Step::program(
        built(&["examples", "official_clients"])?
            .display()
            .to_string(),
    )
    .env("BW_INTEROP_PYTHON", clients.python().display().to_string())
    .env(
        "BW_INTEROP_NODE_MODULES",
        clients.node_modules().display().to_string(),
    )
    .env("BW_INTEROP_CA_OUT", clients.ca_file().display().to_string())
    .run()
}

/// A server that lets anybody in would make every later check pass.
fn tell_credentials_apart(server: &Server, site: &Site) -> Outcome {
    let curl = Curl::trusting(&site.ca_file());
    let mut checks = vec![(None, 401)];
    checks.extend(
        USERS
            .iter()
            .map(|(user, password)| (Some(format!("{user}:{password}")), 200)),
    );
    for wrong in [
        "jdoe:secret",
        "jdoe:Secret ",
        "Jdoe:Secret",
        "JDOE:Secret",
        "jdoe:",
    ] {
        checks.push((Some(wrong.to_owned()), 401));
    }
    checks.push((Some(site.long_user()), 200));
    for (credentials, expected) in checks {
        let proof = credentials.as_deref().map_or(Proof::Nothing, Proof::Basic);
        let found = curl.status(&format!("{}/any/path", server.url()), proof)?;
        if found != expected {
            let shown = credentials
                .as_deref()
                .map_or("none", |c| c.get(..20).unwrap_or(c));
            return Err(format!(
                "{} answered {found}, not {expected}, to {shown}",
                server.name()
            ));
        }
    }
    println!("{} tells its users apart", server.name());
    Ok(())
}

/// A program that `cargo build` has left in the target folder.
fn built(path: &[&str]) -> Outcome<PathBuf> {
    let mut program = Metadata::read()?.target.join("debug");
    program.extend(path);
    Ok(program)
}
