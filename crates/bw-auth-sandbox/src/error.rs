//! Why a sandbox did not start.

use alloc::boxed::Box;
use core::error::Error;
use core::net::SocketAddr;
use std::io;

use bw_auth_core::EnvironmentError;

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// The address is taken, or is not one of this machine.
    #[error("the sandbox cannot listen on {address}")]
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// The throwaway authority or its server certificate could not be made.
    #[error("the sandbox cannot make its certificates")]
    Certificate(#[source] Box<dyn Error + Send + Sync>),
    /// The address that is listened on makes no URL, as a link-local one with a zone.
    #[error("the sandbox's address makes no URL that a client could use")]
    Environment(#[from] EnvironmentError),
    /// The thread that serves, or its event loop, could not be started.
    #[error("the sandbox cannot start its thread")]
    Thread(#[source] io::Error),
}

impl SandboxError {
    pub(crate) fn certificate(source: impl Error + Send + Sync + 'static) -> Self {
        Self::Certificate(Box::new(source))
    }
}
