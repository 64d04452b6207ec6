use std::time::Duration;

use bw_auth_sandbox::{ApiUser, Credential, Fault, OAuthClient, Peer, Sandbox};
use bw_auth_testkit::assert_no_secret_in;

use crate::client::{self, bearer, connect, get, message, own, own_client, path, request, write};

#[test]
fn a_request_is_logged_with_everything_but_its_credential() {
    let sandbox = Sandbox::start().unwrap();
    let fields = format!(
        "{}Accept: application/xml\r\nCookie: a=b\r\nReferer: https://example.com/\r\n\
         User-Agent: tester\r\nContent-Type: text/plain\r\nX-Twice: 1\r\nX-Twice: 2\r\n",
        own(&sandbox)
    );
    request(
        &sandbox,
        "GET",
        &path(&sandbox, "subscriptions?a=b"),
        &fields,
        "four",
    );
    let [entry] = &sandbox.requests()[..] else {
        panic!("one request was made");
    };
    assert_eq!(entry.method, "GET");
    assert_eq!(entry.path, path(&sandbox, "subscriptions?a=b"));
    assert_eq!(entry.host, "dashboard.bandwidth.com");
    assert_eq!(entry.peer, Peer::Direct);
    assert_eq!(
        entry.credential,
        Credential::Accepted(sandbox.username().into())
    );
    assert_eq!(entry.authorization_fields, 1);
    assert_eq!(entry.accept.as_deref(), Some("application/xml"));
    assert_eq!(entry.cookie.as_deref(), Some("a=b"));
    assert_eq!(entry.referer.as_deref(), Some("https://example.com/"));
    assert_eq!(entry.user_agent.as_deref(), Some("tester"));
    assert_eq!(entry.content_type.as_deref(), Some("text/plain"));
    assert_eq!(entry.body_length, Some(4));
    assert_eq!((entry.status, entry.fault), (Some(200), None));
    let named = |name: &str| entry.header_names.iter().filter(|n| *n == name).count();
    assert_eq!((named("authorization"), named("x-twice")), (1, 2));
}

#[test]
fn no_debug_shows_a_secret() {
    let sandbox = Sandbox::start().unwrap();
    get(&sandbox, &path(&sandbox, "subscriptions"), &own(&sandbox));
    let header = own(&sandbox);
    let token = header.trim_end().rsplit(' ').next().unwrap();
    let user = ApiUser::new("user", sandbox.password());
    let header = own_client(&sandbox);
    let pair = header.trim_end().rsplit(' ').next().unwrap();
    let issued = client::token(&sandbox, &header);
    get(&sandbox, &path(&sandbox, "subscriptions"), &bearer(&issued));
    let client = OAuthClient::new("client", sandbox.password()).second_secret(&issued);
    let text = format!("{sandbox:?} {user:?} {client:?} {:?}", sandbox.requests());
    for secret in [
        sandbox.password(),
        token,
        sandbox.client_secret(),
        pair,
        &issued,
    ] {
        assert_no_secret_in(secret, &text);
    }
}

#[test]
fn connections_are_told_apart_and_kept_alive() {
    let sandbox = Sandbox::start().unwrap();
    let mut stream = connect(&sandbox, sandbox.address(), "localhost").unwrap();
    let kept = message("GET", "/api", "", "").replace("Connection: close\r\n", "");
    write(&mut stream, &kept);
    assert!(sandbox.wait_for(LONG, |log| log.len() == 1));
    write(&mut stream, &message("GET", "/api", "", ""));
    assert!(sandbox.wait_for(LONG, |log| log.len() == 2));
    get(&sandbox, "/api", "");
    let connections: Vec<u64> = sandbox.requests().iter().map(|r| r.connection).collect();
    assert_eq!(connections, [0, 0, 1]);
}

#[test]
fn the_entry_is_there_while_the_answer_is_not() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.script(Fault::hang());
    let mut stream = connect(&sandbox, sandbox.address(), "localhost").unwrap();
    write(&mut stream, &message("GET", "/api", "", ""));
    assert!(sandbox.wait_for(LONG, |log| log.iter().any(|r| r.fault == Some("hang"))));
    assert_eq!(sandbox.count(|r| r.status.is_none()), 1);
    sandbox.clear_log();
    assert_eq!(sandbox.requests().len(), 0);
    assert!(!sandbox.wait_for(Duration::ZERO, |log| log.len() == 1));
}

/// Far beyond what any of these takes; it only bounds how long a broken sandbox holds up the run.
const LONG: Duration = Duration::from_secs(60);
