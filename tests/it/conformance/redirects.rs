//! Redirects: which hop is made, and what it carries.

use bw_auth_core::{Endpoint, Error, Origin, Service, Withheld};
use bw_auth_sandbox::{ApiUser, Credential, Fault, Sandbox};
use bw_auth_tests::{Call, Driver, Payload, RawServer, Setup};
use bytes::Bytes;
use http::Method;

use super::accepted::{assert_one_header, echo};

pub(super) fn followed_at_the_same_origin<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    let account = sandbox.account_id();
    for status in [301, 302, 303, 307, 308] {
        for method in [Method::GET, Method::HEAD] {
            sandbox.clear_log();
            sandbox.script(Fault::redirect(
                status,
                format!("/v1.0/accounts/{account}/orders?page=1&size=10"),
            ));
            let reply = client
                .run(Call::new(method.clone(), Endpoint::subscriptions()))
                .unwrap();
            assert_eq!(
                (reply.status, reply.outcome.attempts()),
                (200, 2),
                "{status} {method}"
            );
            let requests = sandbox.requests();
            assert_eq!(
                requests[1].path,
                format!("/v1.0/accounts/{account}/orders?page=1&size=10")
            );
            assert_eq!(requests[1].method, method.as_str());
            assert_one_header(&requests[1]);
        }
    }
}

pub(super) fn each_hop_carries_one_header<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    let account = sandbox.account_id();
    for hop in 0..5 {
        sandbox.script(Fault::redirect(
            307,
            format!("../{account}/subscriptions?hop={hop}"),
        ));
    }
    let reply = client
        .run(Call::get(Endpoint::subscriptions()).field("x-caller", "kept"))
        .unwrap();
    assert_eq!((reply.status, reply.outcome.attempts()), (200, 6));
    for request in sandbox.requests() {
        assert_one_header(&request);
        assert!(request.header_names.contains(&"x-caller".into()));
        assert_eq!(request.referer, None);
    }
}

pub(super) fn loop_ends<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    sandbox.script(Fault::redirect(302, "?again").always());
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    assert!(
        matches!(
            error,
            Error::Withheld(Withheld::RedirectLimit { limit: 5, .. })
        ),
        "{error:?}"
    );
    assert_eq!(sandbox.requests().len(), 6, "the request and five hops");
}

pub(super) fn foreign_origin_is_left_to_the_caller<D: Driver>() {
    let (sandbox, other) = (Sandbox::start().unwrap(), Sandbox::start().unwrap());
    let mut setup = Setup::of(&sandbox);
    setup.root_pem.push(other.ca_pem().to_owned());
    let client = D::start(setup);
    let target = format!("{}/files/report?X-Signature=presigned-secret", other.url());
    sandbox.script(Fault::redirect(302, &target));
    let reply = client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!(reply.status, 302);
    assert_eq!(reply.outcome.redirect_target(), Some(target.as_str()));
    assert!(
        !reply.debug.contains("presigned-secret"),
        "a presigned URL is a credential: {}",
        reply.debug
    );
    assert!(other.requests().is_empty());
    assert_eq!(sandbox.requests().len(), 1);
}

pub(super) fn named_foreign_host_sees_a_stranger<D: Driver>() {
    let (sandbox, other) = (Sandbox::start().unwrap(), Sandbox::start().unwrap());
    // Even one that would accept our credentials does not get them.
    other.add_user(
        ApiUser::new(sandbox.username(), sandbox.password()).account(sandbox.account_id()),
    );
    let mut setup = Setup::of(&sandbox);
    setup.root_pem.push(other.ca_pem().to_owned());
    setup.foreign_host = Some(Origin::parse(&other.url()).unwrap());
    let client = D::start(setup);
    other.script(Fault::status(200).body("the report"));
    sandbox.script(Fault::redirect(
        302,
        format!("{}/files/report?X-Signature=s", other.url()),
    ));
    let reply = client
        .run(Call::get(Endpoint::subscriptions()).field("x-caller", "secret"))
        .unwrap();
    assert_eq!(reply.body.unwrap(), b"the report");
    let stranger = &other.requests()[0];
    assert_eq!(
        (&stranger.credential, stranger.authorization_fields),
        (&Credential::None, 0)
    );
    assert!(!stranger.header_names.contains(&"x-caller".into()));
    assert_eq!((&stranger.referer, &stranger.cookie), (&None, &None));

    // The way back is the foreign host's idea, and is not taken.
    other.script(Fault::redirect(
        302,
        format!("{}/api/accounts/1/orders", sandbox.url()),
    ));
    sandbox.script(Fault::redirect(
        302,
        format!("{}/files/report", other.url()),
    ));
    let before = sandbox.requests().len();
    assert_eq!(client.get(Endpoint::subscriptions()).unwrap().status, 302);
    assert_eq!(sandbox.requests().len(), before + 1);

    // A request that says something is not repeated to strangers.
    sandbox.script(Fault::redirect(
        307,
        format!("{}/files/report", other.url()),
    ));
    let body = Payload::Bytes(Bytes::from_static(b"for Bandwidth"));
    let reply = client
        .run(Call::new(Method::POST, echo()).payload(body))
        .unwrap();
    assert_eq!(reply.status, 307);
    assert_eq!(other.requests().len(), 2);
}

pub(super) fn named_foreign_host_sees_nothing_that_the_library_adds<D: Driver>() {
    let (sandbox, other) = (Sandbox::start().unwrap(), Sandbox::start().unwrap());
    let mut setup = Setup::of(&sandbox);
    setup.root_pem.push(other.ca_pem().to_owned());
    setup.foreign_host = Some(Origin::parse(&other.url()).unwrap());
    setup.added = vec![
        ("authorization", "Basic b2xkOm9sZC1zZWNyZXQ="),
        ("cookie", "session=1"),
        ("x-api-key", "k"),
    ];
    let client = D::start(setup);
    other.script(Fault::status(200));
    sandbox.script(Fault::redirect(
        302,
        format!("{}/files/report", other.url()),
    ));
    let reply = client.get(Endpoint::subscriptions()).unwrap();
    assert_eq!((reply.status, reply.outcome.attempts()), (200, 2));
    let ours = &sandbox.requests()[0];
    assert_one_header(ours);
    assert!(ours.header_names.contains(&"x-api-key".into()));
    let stranger = &other.requests()[0];
    assert_eq!(
        (&stranger.credential, stranger.authorization_fields),
        (&Credential::None, 0)
    );
    assert_eq!(stranger.cookie, None);
    assert!(!stranger.header_names.contains(&"x-api-key".into()));
    assert!(
        stranger
            .user_agent
            .as_ref()
            .is_some_and(|agent| agent.starts_with("bw-auth/"))
    );
}

pub(super) fn cookies_stay_with_their_origin<D: Driver>() {
    let (sandbox, other) = (Sandbox::start().unwrap(), Sandbox::start().unwrap());
    let mut setup = Setup::of(&sandbox);
    setup.root_pem.push(other.ca_pem().to_owned());
    setup.environment = setup
        .environment
        .with_origin(Service::Voice, &other.url())
        .unwrap();
    let client = D::start(setup);
    other.script(Fault::status(200));
    sandbox.script(Fault::redirect(307, "?hop"));
    sandbox.script(Fault::redirect(307, format!("{}/api/v2/x", other.url())));
    let call = Call::get(Endpoint::subscriptions())
        .field("cookie", "session=1")
        .field("x-caller", "kept");
    let reply = client.run(call).unwrap();
    assert_eq!((reply.status, reply.outcome.attempts()), (200, 3));
    for request in sandbox.requests() {
        assert_eq!(request.cookie.as_deref(), Some("session=1"));
    }
    let other = &other.requests()[0];
    assert_eq!(other.authorization_fields, 1);
    assert_eq!(other.cookie, None);
    assert!(other.header_names.contains(&"x-caller".into()));
}

pub(super) fn other_methods_are_left_to_the_caller<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        for status in [301, 302, 303, 307, 308] {
            sandbox.clear_log();
            sandbox.script(Fault::redirect(status, "/api/elsewhere"));
            let reply = client.run(Call::new(method.clone(), echo())).unwrap();
            assert_eq!(reply.status, status);
            let target = format!("{}/api/elsewhere", sandbox.url());
            assert_eq!(reply.outcome.redirect_target(), Some(target.as_str()));
            assert_eq!(sandbox.requests().len(), 1);
        }
    }
}

pub(super) fn downgrade_is_an_error<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let plain = RawServer::answering(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let client = D::start(Setup::of(&sandbox));
    sandbox.script(Fault::redirect(302, format!("http://{}/", plain.address())));
    let error = client.get(Endpoint::subscriptions()).unwrap_err();
    assert_eq!(error.code(), "withheld.redirect_insecure");
    assert_eq!(plain.connections(), 0);
}

pub(super) fn userinfo_is_an_error<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    let address = sandbox.url().replace("https://", "");
    for userinfo in ["", "user", "user:secret-in-url"] {
        sandbox.clear_log();
        sandbox.script(Fault::redirect(
            302,
            format!("https://{userinfo}@{address}/api/accounts/1/orders"),
        ));
        let error = client.get(Endpoint::subscriptions()).unwrap_err();
        assert_eq!(error.code(), "withheld.redirect_userinfo", "{userinfo}");
        assert!(!format!("{error} {error:?}").contains("secret-in-url"));
        assert_eq!(sandbox.requests().len(), 1);
    }
}

pub(super) fn several_locations_are_an_error<D: Driver>() {
    let sandbox = Sandbox::start().unwrap();
    let client = D::start(Setup::of(&sandbox));
    sandbox.script(Fault::redirect(302, "/api/one").header("location", "/api/two"));
    assert_eq!(
        client.get(Endpoint::subscriptions()).unwrap_err().code(),
        "withheld.redirect_ambiguous"
    );
    sandbox.script(Fault::redirect(302, "https://[broken"));
    assert_eq!(
        client.get(Endpoint::subscriptions()).unwrap_err().code(),
        "withheld.redirect_malformed"
    );
    assert_eq!(sandbox.requests().len(), 2);
}
