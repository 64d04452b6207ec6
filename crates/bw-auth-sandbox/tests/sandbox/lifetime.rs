use std::net::TcpStream;
use std::time::Duration;

use bw_auth_sandbox::{Fault, Sandbox, SandboxError};

use crate::client::{bearer, connect, get, message, own, own_client, path, read, token, write};

#[test]
fn a_drop_ends_the_listeners_and_every_connection() {
    let sandbox = Sandbox::start().unwrap();
    let (address, proxy) = (sandbox.address(), sandbox.proxy_address());
    let mut idle = connect(&sandbox, address, "localhost").unwrap();
    let mut hung = connect(&sandbox, address, "localhost").unwrap();
    sandbox.script(Fault::hang());
    write(&mut hung, &message("GET", "/api", "", ""));
    assert!(sandbox.wait_for(Duration::from_secs(60), |log| log.len() == 1));
    drop(sandbox);
    assert_eq!(read(&mut idle).0, b"");
    assert_eq!(read(&mut hung).0, b"");
    assert!(TcpStream::connect(address).is_err());
    assert!(TcpStream::connect(proxy).is_err());
}

#[test]
fn it_starts_and_ends_inside_an_asynchronous_test() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let sandbox = Sandbox::start().unwrap();
        let reply = get(&sandbox, &path(&sandbox, "subscriptions"), &own(&sandbox));
        assert_eq!(reply.status, 200);
    });
}

#[test]
fn a_taken_address_is_an_error_that_names_it() {
    let sandbox = Sandbox::start().unwrap();
    let taken = sandbox.address();
    let direct = Sandbox::builder().listen(taken).start().unwrap_err();
    let proxy = Sandbox::builder().proxy_listen(taken).start().unwrap_err();
    for error in [direct, proxy] {
        assert!(matches!(error, SandboxError::Bind { address, .. } if address == taken));
        assert!(error.to_string().contains(&taken.to_string()));
    }
}

#[test]
fn two_sandboxes_share_nothing() {
    let (one, two) = (Sandbox::start().unwrap(), Sandbox::start().unwrap());
    assert_ne!(one.password(), two.password());
    assert_ne!(one.client_secret(), two.client_secret());
    assert_ne!(one.client_secret(), one.password());
    assert_ne!(one.ca_pem(), two.ca_pem());
    assert_eq!(
        get(&two, &path(&two, "subscriptions"), &own(&one)).status,
        401
    );
    assert_eq!(one.requests().len(), 0);
    let foreign = bearer(&token(&one, &own_client(&one)));
    let reply = get(&two, &path(&two, "subscriptions"), &foreign);
    assert_eq!(reply.status, 401);
}

#[test]
fn it_may_be_shared_among_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Sandbox>();
}
