//! Where a request goes: a path on a service, or a whole URL.

use bw_auth_core::{Endpoint, Service};

use crate::exit::Exit;
use crate::failure::Failure;

/// Whether credentials may go there, the client decides.
pub(super) fn endpoint(place: &str, service: Option<Service>) -> Result<Endpoint, Failure> {
    let is_url = !place.starts_with('/') && place.contains("://");
    let endpoint = match (is_url, service) {
        (false, service) => Endpoint::path(service.unwrap_or(Service::Numbers), place),
        (true, None) => Endpoint::url(place),
        (true, Some(_)) => {
            return Err(Failure {
                exit: Exit::Usage,
                code: "cli.usage",
                text: "a URL says itself where it leads; leave out --service".into(),
            });
        }
    };
    endpoint.map_err(|error| Failure::new(Exit::Usage, error.code(), &error))
}

pub(crate) fn service(name: &str) -> Result<Service, String> {
    name.parse().map_err(|_| {
        let names: Vec<_> = Service::ALL.iter().map(|service| service.name()).collect();
        format!("it is one of {}", names.join(", "))
    })
}
