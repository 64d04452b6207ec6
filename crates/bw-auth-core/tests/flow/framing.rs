//! The fields that delimit a message: which are refused, and the one that is written.

use bw_auth_core::client::{Draft, Prepared};
use bw_auth_core::http::header::CONTENT_LENGTH;
use bw_auth_core::http::{Method, Request};
use bw_auth_core::{Can, Error, Replay, RequestError};

use super::bench::ORDERS;

fn finished(
    method: &Method,
    fields: &[(&str, &str)],
    body: Replay,
    length: Option<u64>,
) -> Result<Prepared, Error> {
    let mut request = Request::builder().method(method).uri(ORDERS);
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    Draft::from_parts(parts).finish(body, length, Can::ALL, None)
}

#[test]
fn lengths_by_method_and_body() {
    // (method, declared, body, its length, what is left to the library or said, what a stream has)
    let again = |length| (Replay::Again, Some(length));
    let none = (Replay::Empty, None);
    let stream = (Replay::Once, None);
    for (method, declared, (body, length), sent, stream_length) in [
        (Method::POST, None, none, Some("0"), None),
        (Method::PUT, Some("0"), none, Some("0"), None),
        (Method::PATCH, None, again(0), Some("0"), None),
        (Method::GET, None, none, None, None),
        (Method::DELETE, Some("0"), none, None, None),
        (Method::POST, Some("5"), again(5), None, None),
        (Method::POST, Some("005"), again(5), None, None),
        (Method::POST, None, again(5), None, None),
        (Method::POST, None, stream, None, None),
        (Method::POST, Some("7"), stream, Some("7"), Some(7)),
    ] {
        let fields: Vec<_> = declared
            .map(|value| ("Content-Length", value))
            .into_iter()
            .collect();
        let prepared = finished(&method, &fields, body, length).unwrap();
        let found = prepared.fields.get(CONTENT_LENGTH);
        let found = found.map(|value| value.to_str().unwrap());
        assert_eq!(found, sent, "{method} {declared:?} {body:?} {length:?}");
        assert_eq!(prepared.stream_length, stream_length);
    }
}

#[test]
fn a_length_that_is_not_the_bodys_is_refused() {
    for (values, body, length) in [
        (&["5"][..], Replay::Empty, None),
        (&["4"], Replay::Again, Some(5)),
        (&["5", "5"], Replay::Again, Some(5)),
        (&["5, 5"], Replay::Again, Some(5)),
        (&["+5"], Replay::Again, Some(5)),
        (&["5"], Replay::Again, None),
        (&[""], Replay::Once, None),
        (&["5", "6"], Replay::Once, None),
        (&["18446744073709551616"], Replay::Once, None),
    ] {
        let fields: Vec<_> = values
            .iter()
            .map(|value| ("Content-Length", *value))
            .collect();
        let error = finished(&Method::POST, &fields, body, length).unwrap_err();
        assert!(
            matches!(
                error,
                Error::Request(RequestError::Field {
                    name: "Content-Length"
                })
            ),
            "{values:?}: {error:?}"
        );
    }
}

#[test]
fn fields_for_the_next_hop_are_refused_by_name() {
    for name in [
        "Connection",
        "Host",
        "Keep-Alive",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
    ] {
        let fields = [("x-a", "1"), (name, "x")];
        let error = finished(&Method::GET, &fields, Replay::Empty, None).unwrap_err();
        assert_eq!(error.code(), "request.field");
        assert!(error.to_string().contains(name), "{error}");
    }
    for name in ["Proxy-Authorization", "proxy-connection", "Proxy-X"] {
        let error = finished(&Method::GET, &[(name, "x")], Replay::Empty, None).unwrap_err();
        assert!(error.to_string().contains("Proxy-…"), "{error}");
    }
    let fields = [("x-te", "1"), ("hostname", "2"), ("expect", "100-continue")];
    assert!(finished(&Method::GET, &fields, Replay::Empty, None).is_ok());
}
