//! `Tunnelled`: the way that ureq connects, with a proxy's nonsense told apart from a server's.

use ureq::Error;
use ureq::unversioned::transport::{ConnectionDetails, Connector, DefaultConnector, Transport};

/// ureq's own connector.
#[derive(Debug, Default)]
pub(crate) struct Tunnelled(DefaultConnector);

impl Connector for Tunnelled {
    type Out = Box<dyn Transport>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<()>,
    ) -> Result<Option<Self::Out>, Error> {
        self.0
            .connect(details, chained)
            .map_err(|error| match error {
                // While a connection is made, only a proxy speaks HTTP.
                Error::Protocol(error) => Error::ConnectProxyFailed(error.to_string()),
                error => error,
            })
    }
}
