use bw_auth_sandbox::{Credential, Peer, Sandbox};

use crate::client::{
    FORM, GRANT, Reply, Stream, TOKEN_ENDPOINT, bearer, connect, handshake, message, own_client,
    path, read, split, write,
};
use crate::proxy::{ask, connect_head};

/// Sends a request by this name, through the proxy or straight to the sandbox.
fn by_name(sandbox: &Sandbox, peer: Peer, host: &str, message: &str) -> Reply {
    let message = message.replace("dashboard.bandwidth.com", host);
    let mut stream: Stream = match peer {
        Peer::Proxy => {
            let (tcp, _) = ask(sandbox, &connect_head(&format!("{host}:443")));
            handshake(sandbox, tcp, host).unwrap()
        }
        _ => connect(sandbox, sandbox.address(), "localhost").unwrap(),
    };
    write(&mut stream, &message);
    split(read(&mut stream).0)
}

fn token(sandbox: &Sandbox, peer: Peer, host: &str) -> String {
    let fields = format!("{}{FORM}", own_client(sandbox));
    let message = message("POST", TOKEN_ENDPOINT, &fields, GRANT);
    let reply = by_name(sandbox, peer, host, &message);
    reply.json()["access_token"].as_str().unwrap().to_owned()
}

fn status(sandbox: &Sandbox, peer: Peer, host: &str, token: &str) -> u16 {
    let path = path(sandbox, "subscriptions");
    let message = message("GET", &path, &bearer(token), "");
    by_name(sandbox, peer, host, &message).status
}

#[test]
fn a_token_is_good_in_its_own_realm_alone() {
    let sandbox = Sandbox::start().unwrap();
    let address = sandbox.address().to_string();
    let production = [
        (Peer::Proxy, "api.bandwidth.com"),
        (Peer::Proxy, "dashboard.bandwidth.com"),
        (Peer::Direct, address.as_str()),
        (Peer::Direct, "api.bandwidth.com:443"),
        // Only the first label tells, and all of it.
        (Peer::Direct, "api.test.bandwidth.com"),
        (Peer::Direct, "testing.bandwidth.com"),
    ];
    let test = [
        (Peer::Proxy, "test.api.bandwidth.com"),
        (Peer::Proxy, "test.dashboard.bandwidth.com"),
        (Peer::Proxy, "test.voice.bandwidth.com"),
        (Peer::Direct, "TEST.api.bandwidth.com:443"),
    ];
    let id = sandbox.client_id();
    for (home, abroad) in [(&production[..], &test[..]), (&test, &production)] {
        let tokens = home.iter().map(|(peer, host)| token(&sandbox, *peer, host));
        for token in tokens {
            for (peer, host) in home {
                assert_eq!(status(&sandbox, *peer, host, &token), 200, "{host}");
            }
            for (peer, host) in abroad {
                assert_eq!(status(&sandbox, *peer, host, &token), 401, "{host}");
                let credential = sandbox.requests().pop().unwrap().credential;
                assert_eq!(credential, Credential::OtherRealm(id.into()), "{host}");
            }
        }
    }
}

#[test]
fn a_host_in_the_target_goes_before_the_field() {
    let sandbox = Sandbox::start().unwrap();
    let token = token(&sandbox, Peer::Direct, "test.api.bandwidth.com");
    let path = path(&sandbox, "subscriptions");
    let target = format!("https://test.api.bandwidth.com{path}");
    let message = message("GET", &target, &bearer(&token), "");
    let reply = by_name(&sandbox, Peer::Direct, "api.bandwidth.com", &message);
    assert_eq!(reply.status, 200);
}
