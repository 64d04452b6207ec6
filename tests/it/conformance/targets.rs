//! Targets of redirects, which may be presigned links: what is shown of them, whether they can be read or not.

use bw_auth_core::Endpoint;
use bw_auth_sandbox::{Fault, Sandbox};
use bw_auth_tests::{Call, Driver, Setup};
use http::Method;

pub(super) fn of_a_redirect_left_to_the_caller_are_not_shown<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    let signed = |place: &str| format!("{place}?X-Signature=presigned-secret");
    for (first, second) in [
        (signed("https://bucket.example/f"), None),
        (signed("https://bucket.example/a|b"), None),
        (signed("https://key@bucket.example/f"), None),
        (signed("https://bucket.example./f"), None),
        (
            "/elsewhere".to_owned(),
            Some(signed("https://bucket.example/f")),
        ),
        (
            signed("https://bucket.example/f"),
            Some("/elsewhere".to_owned()),
        ),
    ] {
        for status in [301, 302, 303, 307, 308] {
            let mut fault = Fault::redirect(status, &first);
            if let Some(second) = &second {
                fault = fault.header("location", second);
            }
            sandbox.script(fault);
            let call = Call::new(Method::POST, Endpoint::subscriptions());
            let reply = client.run(call).unwrap();
            assert_eq!(reply.status, status);
            let locations = reply.fields.get_all("location");
            assert_eq!(locations.iter().count(), 1 + usize::from(second.is_some()));
            assert!(locations.iter().all(http::HeaderValue::is_sensitive));
            assert!(!reply.debug.contains("presigned-secret"), "{}", reply.debug);
        }
    }
}
