use std::thread;
use std::time::Duration;

use bw_auth_sandbox::{Credential, Fault, Sandbox, SandboxClock};

use crate::client::{
    FORM, GRANT, TOKEN_ENDPOINT, ask_for_token, bearer, connect, get, message, own, own_client,
    path, read, request, token, write,
};

/// The bytes of a whole answer of the token endpoint, and whether its end was in order.
fn raw(sandbox: &Sandbox) -> (Vec<u8>, bool) {
    let mut stream = connect(sandbox, sandbox.address(), "localhost").unwrap();
    let fields = format!("{}{FORM}", own_client(sandbox));
    write(
        &mut stream,
        &message("POST", TOKEN_ENDPOINT, &fields, GRANT),
    );
    let (bytes, end) = read(&mut stream);
    (bytes, end.is_ok())
}

#[test]
fn any_answer_can_be_scripted_and_all_are_counted() {
    let sandbox = Sandbox::start().unwrap();
    let json = r#"{"error":"invalid_request"}"#;
    let no_token = r#"{"expires_in":60}"#;
    let typed = |status, kind: &str| Fault::status(status).header("content-type", kind);
    let limited = || Fault::status(429);
    let table = [
        (typed(400, "application/json").body(json), 400, json, None),
        (typed(401, "application/json").body(json), 401, json, None),
        (limited(), 429, "", None),
        (limited().header("retry-after", "7"), 429, "", Some("7")),
        (Fault::status(500), 500, "", None),
        (Fault::status(200), 200, "", None),
        (typed(200, "text/html").body("<html>"), 200, "<html>", None),
        (
            typed(200, "application/json").body(no_token),
            200,
            no_token,
            None,
        ),
    ];
    let all = table.len();
    for (fault, status, body, retry_after) in table {
        sandbox.script_for(TOKEN_ENDPOINT, fault);
        // It waits for a request to the token endpoint.
        let other = get(&sandbox, &path(&sandbox, "subscriptions"), &own(&sandbox));
        assert_eq!(other.status, 200);
        let reply = ask_for_token(&sandbox, &own_client(&sandbox));
        assert_eq!((reply.status, reply.body.as_str()), (status, body));
        assert_eq!(reply.field("retry-after"), retry_after);
        let entry = sandbox.requests().pop().unwrap();
        let client = Credential::Client(sandbox.client_id().into());
        assert_eq!((entry.credential, entry.fault), (client, Some("status")));
    }
    assert_eq!(sandbox.token_requests(), all);

    // None of them issued a token.
    let fields = bearer(&token(&sandbox, &own_client(&sandbox)));
    get(&sandbox, &path(&sandbox, "subscriptions"), &fields);
    assert_eq!(sandbox.requests().pop().unwrap().token_number, Some(1));
    assert_eq!(sandbox.token_requests(), all + 1);
    sandbox.clear_log();
    assert_eq!(sandbox.token_requests(), 0);
}

#[test]
fn the_connection_can_end_before_an_answer_or_within_it() {
    let sandbox = Sandbox::builder().opaque_tokens().start().unwrap();
    let (whole, in_order) = raw(&sandbox);
    assert!(in_order);
    sandbox.script(Fault::close());
    assert_eq!(raw(&sandbox), (Vec::new(), false));
    for bytes in [1, whole.len() - 20, whole.len() - 1] {
        sandbox.script(Fault::close_after_bytes(bytes));
        let (part, in_order) = raw(&sandbox);
        assert_eq!((part.len(), in_order), (bytes, false));
    }
    assert_eq!(sandbox.token_requests(), 5);
}

#[test]
fn an_answer_can_be_held_back_and_is_made_when_it_is_due() {
    let clock = SandboxClock::manual(1_790_000_000);
    let sandbox = Sandbox::builder().clock(clock.clone()).start().unwrap();
    sandbox.script(Fault::delay(Duration::from_secs(20)));
    sandbox.script(Fault::delay(Duration::from_secs(20)));
    let fields = own_client(&sandbox);
    let ask = || ask_for_token(&sandbox, &fields);
    let held_back = |count| {
        sandbox.wait_for(LONG, |log| {
            log.iter().filter(|r| r.body_length.is_some()).count() == count
        })
    };
    thread::scope(|scope| {
        let reply = scope.spawn(ask);
        assert!(held_back(1));
        assert_eq!(sandbox.token_requests(), 1);
        clock.advance(Duration::from_secs(20));
        assert_eq!(reply.join().unwrap().status, 200);

        // A client that is removed meanwhile gets nothing any more.
        let reply = scope.spawn(ask);
        assert!(held_back(2));
        assert!(sandbox.remove_client(sandbox.client_id()));
        clock.advance(Duration::from_secs(20));
        assert_eq!(reply.join().unwrap().status, 401);
    });
}

#[test]
fn an_answer_may_never_come() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.script(Fault::hang());
    let mut stream = connect(&sandbox, sandbox.address(), "localhost").unwrap();
    let fields = format!("{}{FORM}", own_client(&sandbox));
    write(
        &mut stream,
        &message("POST", TOKEN_ENDPOINT, &fields, GRANT),
    );
    assert!(sandbox.wait_for(LONG, |log| log.iter().any(|r| r.fault == Some("hang"))));
    assert_eq!(sandbox.token_requests(), 1);
    // Others are answered all the while.
    let reply = request(&sandbox, "POST", TOKEN_ENDPOINT, &fields, GRANT);
    assert_eq!(reply.status, 200);
    assert_eq!(sandbox.count(|r| r.status.is_none()), 1);
}

/// Far beyond what any of these takes; it only bounds how long a broken sandbox holds up the run.
const LONG: Duration = Duration::from_secs(60);
