//! That no text of ours gives away a client secret, a token, or what came in its place.

use std::sync::Arc;

use bw_auth_core::{Endpoint, Error};
use bw_auth_sandbox::{Echo, Fault};
use bw_auth_testkit::find_secret;
use bw_auth_tests::{Shelf, TokenSetup, Whole, emitted, parts_of_token};
use http::Uri;

use super::stage::Stage;
use crate::secrecy::{assert_none_of, make_known, shown};

fn make_events_known<D: Whole>(stage: &Stage) {
    make_known(&["token.refresh_failed", "token.refreshed"], || {
        let client = D::start(stage.setup.clone());
        stage.token_fault(Fault::status(500));
        client.get(Endpoint::subscriptions()).unwrap_err();
        stage.advance(1);
        client.get(Endpoint::subscriptions()).unwrap();
    });
}

pub(super) fn what_a_client_shows<D: Whole>() {
    let stage = Stage::new();
    let store = Arc::new(Shelf::default());
    let tokens = TokenSetup {
        store: Some(Arc::clone(&store) as _),
        ..TokenSetup::default()
    };
    let uri: Uri = stage.sandbox.url().parse().unwrap();
    make_events_known::<D>(&stage);
    let ((texts, tokens), emitted) = emitted(|| {
        let client = D::start_with_tokens(stage.setup.clone(), tokens);
        let mut texts = client.debug();
        let mut tokens = Vec::new();
        texts += &client.get(Endpoint::subscriptions()).unwrap().debug;
        for echo in [Echo::Plain, Echo::Json, Echo::Xml] {
            for status in [401, 403, 429] {
                let header = client.authorize(&uri).unwrap();
                tokens.push(header.to_str().unwrap().to_owned());
                texts += &format!("{header:?}");
                let echo = Fault::echo_authorization(status, echo).times(2);
                stage.service_fault(echo);
                texts += &shown(&client.get(Endpoint::subscriptions()).unwrap_err());
                stage.sandbox.clear_script();
                let header = client.authorize(&uri).unwrap();
                tokens.push(header.to_str().unwrap().to_owned());
                client.reset_rejections();
                stage.advance(60);
            }
        }
        texts += &format!("{:?} {:?} {store:?}", client.stats(), client.check(None));
        texts += &format!("{:?} {:?}", store.tokens(), stage.setup);
        (texts + &client.debug(), tokens)
    });
    let trace = emitted.traced();
    assert!(trace.contains("token.refreshed"), "it was traced: {trace}");
    assert!(
        trace.contains(stage.sandbox.client_id()),
        "the fingerprint is there"
    );
    let mut secrets = vec![stage.sandbox.client_secret().to_owned()];
    assert!(tokens.len() > 2);
    for token in &tokens {
        secrets.extend(parts_of_token(token.trim_start_matches("Bearer ")));
    }
    assert_none_of(&secrets, &texts, &emitted);
}

pub(super) fn what_is_said_about_a_token_request_that_failed<D: Whole>() {
    let stage = Stage::new();
    let said = [
        "planted.eyJwbGFudGVkIjoi.c2lnbmF0dXJlLXBsYW50ZWQ",
        "private-extra-field-text",
    ];
    let [token, extra] = said;
    let whole = |rest: &str| format!(r#"{{"access_token":"{token}","note":"{extra}"{rest}}}"#);
    let bodies = [
        whole(r#","expires_in":0"#),
        whole(r#","expires_in":"soon""#),
        whole(r#","expires_in":3600,"expires_in":1"#),
        whole(r#","token_type":"mac""#),
        whole(&format!(r#","access_token":"{extra}""#)),
        whole(",").replace('}', ""),
        whole("").replace("access_token", "access_tokens"),
        whole("").replace(token, &format!("{token} {extra}")),
        whole("").replace(token, &format!("{token}\\n")),
        format!("{} {}", whole(""), whole("")),
        format!("<!doctype html><p>{token} {extra}"),
        format!("{token}{extra}"),
        format!("[\"{token}\", \"{extra}\"]"),
        whole(&format!(r#","padding":"{}""#, extra.repeat(4000))),
    ];
    let faults = bodies.into_iter().map(|body| Fault::status(200).body(body));
    let echoes = [Echo::Plain, Echo::Json, Echo::Xml].map(|echo| {
        [400, 401, 403, 429, 500, 503].map(|status| Fault::echo_authorization(status, echo))
    });
    let broken = [
        Fault::close(),
        Fault::close_after_bytes(300),
        Fault::garbage(said.concat()),
    ];
    let faults: Vec<_> = faults
        .chain(echoes.into_iter().flatten())
        .chain(broken)
        .collect();
    make_events_known::<D>(&stage);
    let (texts, emitted) = emitted(|| {
        let client = D::start(stage.setup.clone());
        let mut texts = String::new();
        for fault in faults {
            let name = format!("{fault:?}");
            stage.token_fault(fault.times(2));
            let Err(error) = client.get(Endpoint::subscriptions()) else {
                panic!("a token was made of {name}")
            };
            assert!(matches!(error, Error::Token(_)), "{name}");
            texts += &shown(&error);
            texts += &client.debug();
            stage.sandbox.clear_script();
            stage.advance(60 * 60);
        }
        texts
    });
    let trace = emitted.traced();
    assert!(
        trace.contains("token.refresh_failed"),
        "it was traced: {trace}"
    );
    let mut secrets = vec![stage.sandbox.client_secret().to_owned()];
    secrets.extend(said.map(|text| text[..12].to_owned()));
    assert_none_of(&secrets, &texts, &emitted);
}

#[test]
fn the_check_can_fail() {
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJhY2NvdW50cyI6WyI1NTA0NDE3Il19.c2lnbmF0dXJlLXBsYW50ZWQ";
    for part in token.split('.').skip(1) {
        let found = parts_of_token(token);
        let mut found = found.iter().filter_map(|start| find_secret(start, part));
        assert!(found.next().is_some(), "a planted part is found");
    }
}
