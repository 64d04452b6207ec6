//! The sandbox as an environment of the library's.

use alloc::format;
use core::net::SocketAddr;

use bw_auth_core::{Environment, EnvironmentError, Service};

use crate::place::TOKEN_ENDPOINT;

/// The services of production, each below this address in place of its own host.
pub(crate) fn environment(address: SocketAddr) -> Result<Environment, EnvironmentError> {
    let production = Environment::production();
    Service::ALL
        .iter()
        .filter_map(|&service| production.base(service).map(|base| (service, base)))
        .try_fold(
            Environment::custom("sandbox"),
            |sandbox, (service, base)| {
                sandbox.with_origin(service, &format!("https://{address}{}", base.path()))
            },
        )?
        .with_token_url(&format!("https://{address}{TOKEN_ENDPOINT}"))
}
