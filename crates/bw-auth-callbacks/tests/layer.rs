//! The layer around a service that counts.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use bw_auth_callbacks::bw_auth_core::Authorization;
use bw_auth_callbacks::{
    BasicCredentials, CallbackBody, CallbackLabel, CallbackLayer, CallbackVerifier,
};
use http::{Request, Response, Version};
use http_body::Body as _;
use tower_layer::Layer as _;
use tower_service::Service;

/// A service that answers with the label, and whether it saw an `Authorization` field.
#[derive(Clone, Default)]
struct Within {
    calls: Arc<AtomicUsize>,
}

impl Service<Request<Unread>> for Within {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Unread>) -> Self::Future {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let label = request.extensions().get::<CallbackLabel>().unwrap();
        let sees = request.headers().contains_key("authorization");
        ready(Ok(Response::new(format!("{label} {sees}"))))
    }
}

/// A body that nobody may look at before it is clear who sent it: it has no way to be read.
struct Unread;

fn pair(password: &str) -> BasicCredentials {
    BasicCredentials::new("hooks", password.to_owned()).unwrap()
}

fn answered(within: &Within, fields: &[&str]) -> Response<CallbackBody<String>> {
    answered_in(Version::HTTP_11, within, fields)
}

fn answered_in(
    version: Version,
    within: &Within,
    fields: &[&str],
) -> Response<CallbackBody<String>> {
    let verifier = CallbackVerifier::new("new", pair("the new one")).or("old", pair("the old one"));
    let mut service = CallbackLayer::new(verifier).layer(within.clone());
    let mut request = Request::post("/callbacks").version(version);
    for field in fields {
        request = request.header("authorization", *field);
    }
    let mut context = Context::from_waker(Waker::noop());
    assert!(service.poll_ready(&mut context).is_ready());
    let future = pin!(service.call(request.body(Unread).unwrap()));
    match future.poll(&mut context) {
        Poll::Ready(Ok(response)) => response,
        Poll::Pending => panic!("it waits for something"),
    }
}

#[test]
fn what_is_not_right_is_challenged_and_goes_no_further() {
    let within = Within::default();
    let right = Authorization::basic(&pair("the new one"));
    let wrong = Authorization::basic(&pair("another"));
    for fields in [
        &[][..],
        &[wrong.expose()],
        &["Bearer abc"],
        &["Basic"],
        &[right.expose(), right.expose()],
    ] {
        let response = answered(&within, fields);
        assert_eq!(response.status(), 401);
        let challenges = response.headers().get_all("www-authenticate");
        let challenges: Vec<_> = challenges.iter().collect();
        assert_eq!(challenges, [r#"Basic realm="""#]);
        // No length is to be guessed, and nothing waited for.
        assert_eq!(response.body().size_hint().exact(), Some(0));
        assert!(response.body().is_end_stream());
        assert_eq!(response.into_body().into_inner(), None);
    }
    assert_eq!(within.calls.load(Ordering::SeqCst), 0);
}

#[test]
fn what_is_right_goes_in_with_its_label_and_without_the_secret() {
    let within = Within::default();
    for (password, body) in [("the new one", "new false"), ("the old one", "old false")] {
        let right = Authorization::basic(&pair(password));
        let response = answered(&within, &[right.expose()]);
        assert_eq!(response.status(), 200);
        let length = body.len() as u64;
        assert_eq!(response.body().size_hint().exact(), Some(length));
        assert!(!response.body().is_end_stream());
        assert_eq!(response.into_body().into_inner().as_deref(), Some(body));
    }
    assert_eq!(within.calls.load(Ordering::SeqCst), 2);
}

#[test]
fn the_challenge_closes_the_connection_where_http_has_such_a_field() {
    for (version, closes) in [
        (Version::HTTP_10, true),
        (Version::HTTP_11, true),
        // RFC 9113 section 8.2.2, RFC 9114 section 4.2.
        (Version::HTTP_2, false),
        (Version::HTTP_3, false),
    ] {
        let response = answered_in(version, &Within::default(), &[]);
        assert_eq!(response.status(), 401);
        let fields = response.headers().get_all("connection");
        let fields: Vec<_> = fields.iter().collect();
        assert_eq!(fields == ["close"], closes, "{version:?} {fields:?}");
        assert_eq!(fields.is_empty(), !closes, "{version:?} {fields:?}");
    }
}
