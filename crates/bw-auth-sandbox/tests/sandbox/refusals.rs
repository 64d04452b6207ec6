use core::time::Duration;

use bw_auth_sandbox::{ApiUser, Credential, RateLimit, Sandbox, SandboxClock};

use crate::client::{basic, get, own, path, request};

#[test]
fn each_state_of_a_credential_is_refused_and_named() {
    let sandbox = Sandbox::start().unwrap();
    let (name, password) = (sandbox.username(), sandbox.password());
    let good = own(&sandbox);
    let raw = |value: &str| format!("Authorization: {value}\r\n");
    let table = [
        (String::new(), Credential::None),
        (basic(name, "other"), Credential::WrongPassword(name.into())),
        (
            basic(name, &password.to_uppercase()),
            Credential::WrongPassword(name.into()),
        ),
        (basic(&name.to_uppercase(), password), Credential::Unknown),
        (basic("nobody", password), Credential::Unknown),
        (raw("Digest abc"), Credential::Unknown),
        (raw("Bearer abc"), Credential::UnknownToken),
        (raw("Bearer"), Credential::UnknownToken),
        (raw("Basic"), Credential::Malformed),
        (raw("Basic !!!!"), Credential::Malformed),
        // "user:pass" in base64 without its padding's due, with bits left over, and with no colon in it.
        (raw("Basic dTpw="), Credential::Malformed),
        (raw("Basic dTp="), Credential::Malformed),
        (raw("Basic dTpwYQ"), Credential::Malformed),
        (raw("Basic dTpwYR=="), Credential::Malformed),
        (raw("Basic bm9jb2xvbg=="), Credential::Malformed),
        // A line feed in the password, and bytes that are not UTF-8.
        (raw("Basic dTpwCg=="), Credential::Malformed),
        (raw("Basic dTr//w=="), Credential::Malformed),
        (format!("{good}{good}"), Credential::Several(2)),
    ];
    for (fields, credential) in table {
        let reply = get(&sandbox, &path(&sandbox, "subscriptions"), &fields);
        assert_eq!((reply.status, reply.body.as_str()), (401, ""), "{fields}");
        assert_eq!(reply.field("www-authenticate"), None);
        let request = sandbox.requests().pop().unwrap();
        assert_eq!(request.credential, credential, "{fields}");
        assert_eq!(request.status, Some(401));
        assert_eq!(
            request.authorization_fields,
            fields.matches("Authorization").count()
        );
    }
    let spaced = good.replace("Basic ", "bAsIc   ");
    assert_eq!(
        get(&sandbox, &path(&sandbox, "subscriptions"), &spaced).status,
        200
    );
}

#[test]
fn the_wrong_account_is_401_for_a_right_pair() {
    let sandbox = Sandbox::start().unwrap();
    let reply = get(&sandbox, "/api/accounts/1/subscriptions", &own(&sandbox));
    assert_eq!((reply.status, reply.body.as_str()), (401, ""));
    let request = sandbox.requests().pop().unwrap();
    assert_eq!(
        request.credential,
        Credential::Accepted(sandbox.username().into())
    );
}

#[test]
fn each_service_refuses_in_its_own_manner() {
    let sandbox = Sandbox::start().unwrap();
    let id = sandbox.account_id();
    let table = [
        (
            format!("/api/v2/users/{id}/messages"),
            "/type",
            "unauthorized",
            "forbidden",
        ),
        (
            format!("/api/v2/accounts/{id}/calls"),
            "/type",
            "authentication-error",
            "authorization-error",
        ),
        (
            format!("/v2/accounts/{id}/endpoints"),
            "/errors/0/type",
            "unauthorized",
            "forbidden",
        ),
    ];
    for (path, pointer, unauthorized, forbidden) in table {
        let reply = get(&sandbox, &path, "");
        assert_eq!(reply.status, 401);
        assert_eq!(reply.json().pointer(pointer).unwrap(), unauthorized);
        let reply = get(&sandbox, &path, &own(&sandbox));
        assert_eq!(reply.status, 403);
        assert_eq!(reply.json().pointer(pointer).unwrap(), forbidden);
        assert_eq!(reply.field("content-type"), Some("application/json"));
    }
    let mfa = format!("/api/v1/accounts/{id}/code/voice");
    assert!(get(&sandbox, &mfa, "").json()["message"].is_string());
    assert!(get(&sandbox, &mfa, &own(&sandbox)).json()["Message"].is_string());
    let insights = format!("/api/v1/voice/calls?accountId={id}");
    assert!(get(&sandbox, &insights, "").json()["errors"].is_array());
}

#[test]
fn without_a_role_everything_else_is_403_with_the_xml_of_the_service() {
    let sandbox = Sandbox::start().unwrap();
    let table = [
        ("GET", "tnoptions"),
        ("GET", "sandbox-echo"),
        ("GET", "orders/x/notes"),
        ("POST", "orders"),
        ("DELETE", "subscriptions"),
    ];
    for (method, rest) in table {
        let reply = request(&sandbox, method, &path(&sandbox, rest), &own(&sandbox), "");
        assert_eq!(reply.status, 403, "{method} {rest}");
        assert_eq!(reply.xml("ErrorCode").as_deref(), Some("1001"));
        assert_eq!(reply.xml("Description").as_deref(), Some("Access Denied"));
    }
}

#[test]
fn users_come_change_and_go() {
    let sandbox = Sandbox::start().unwrap();
    let status = |username: &str, password: &str, account: &str| {
        let path = format!("/api/accounts/{account}/subscriptions");
        get(&sandbox, &path, &basic(username, password)).status
    };
    sandbox.add_user(ApiUser::new("jdoe", "Secret").account("1").account("2"));
    sandbox.add_user(ApiUser::new("JDOE", "secret").account("1"));
    assert_eq!(status("jdoe", "Secret", "1"), 200);
    assert_eq!(status("jdoe", "Secret", "2"), 200);
    assert_eq!(status("JDOE", "secret", "1"), 200);
    assert_eq!(status("JDOE", "Secret", "1"), 401);
    assert_eq!(status("JDOE", "secret", "2"), 401);
    assert!(sandbox.set_password("jdoe", "Later"));
    assert!(!sandbox.set_password("nobody", "Later"));
    assert_eq!(status("jdoe", "Secret", "1"), 401);
    assert_eq!(status("jdoe", "Later", "1"), 200);
    assert!(sandbox.remove_user("jdoe"));
    assert!(!sandbox.remove_user("jdoe"));
    assert_eq!(status("jdoe", "Later", "1"), 401);
}

#[test]
fn a_rate_limit_follows_the_clock_and_counts_each_user_apart() {
    let clock = SandboxClock::manual(1_790_000_000);
    let sandbox = Sandbox::builder().clock(clock.clone()).start().unwrap();
    sandbox.add_user(ApiUser::new("other", "pass").account(sandbox.account_id()));
    sandbox.set_rate_limit(Some(RateLimit {
        requests: 2,
        per: Duration::from_millis(60_500),
    }));
    let path = path(&sandbox, "subscriptions");
    let ask = |fields: &str| get(&sandbox, &path, fields);
    assert_eq!(ask(&own(&sandbox)).status, 200);
    assert_eq!(ask(&basic("nobody", "x")).status, 401);
    assert_eq!(ask(&own(&sandbox)).status, 200);
    clock.advance(Duration::from_secs(20));

    let limited = ask(&own(&sandbox));
    assert_eq!((limited.status, limited.body.as_str()), (429, ""));
    assert_eq!(limited.field("x-ratelimit-reset"), Some("1790000061"));
    assert_eq!(limited.field("content-length"), Some("0"));
    assert_eq!(limited.field("date"), Some("Mon, 21 Sep 2026 14:13:40 GMT"));
    assert_eq!(ask(&basic("other", "pass")).status, 200);

    clock.advance(Duration::from_secs(41));
    assert_eq!(ask(&own(&sandbox)).status, 200);
    sandbox.set_rate_limit(None);
    for _ in 0..5 {
        assert_eq!(ask(&own(&sandbox)).status, 200);
    }
}

#[test]
fn a_sandbox_may_begin_with_a_rate_limit() {
    let limit = RateLimit {
        requests: 0,
        per: Duration::from_secs(60),
    };
    let sandbox = Sandbox::builder().rate_limit(limit).start().unwrap();
    let path = path(&sandbox, "subscriptions");
    assert_eq!(get(&sandbox, &path, &own(&sandbox)).status, 429);
}
