//! Which fields are a challenge that Bandwidth answers with credentials.

use bw_auth_core::BasicCredentials;
use bw_auth_sandbox::{Callback, CallbackKind, Delivery, DeliveryEnd, Loss, Sandbox};

use crate::receiver::{PASSWORD, Play, Receiver, USERNAME, answer};

/// What becomes of a callback to a handler that challenges with these values, each in a field of its own.
fn challenged(sandbox: &Sandbox, values: &[&str]) -> Delivery {
    let field = |value: &&str| format!("WwW-AuThEnTiCaTe: {value}\r\n");
    let fields: String = values.iter().map(field).collect();
    let receiver = Receiver::start(move |request, _| {
        Play::Answer(match request.authorization.len() {
            0 => answer(401, &fields),
            _ => answer(200, ""),
        })
    });
    let pair = BasicCredentials::new(USERNAME, PASSWORD.to_owned()).unwrap();
    let callback = Callback::new(CallbackKind::Order, &receiver.url(), pair).unwrap();
    let delivery = sandbox.deliver(callback);
    let was_sent = receiver.had_credentials().contains(&true);
    assert_eq!(was_sent, delivery.end() == Some(DeliveryEnd::Delivered));
    delivery
}

#[test]
fn a_basic_challenge_counts_wherever_it_stands() {
    let sandbox = Sandbox::start().unwrap();
    for (values, realm) in [
        (&[r#"Basic realm="""#][..], ""),
        (&[r#"basic realm="""#], ""),
        (&[r#"BASIC   REALM = "" "#], ""),
        (&[r#"Basic realm="",charset="UTF-8""#], ""),
        (&[r#"Basic charset="UTF-8", realm="a""#], "a"),
        (&["Basic realm=hooks"], "hooks"),
        (
            &[r#"Basic realm="say \"so\", please""#],
            r#"say "so", please"#,
        ),
        (&[r#"Bearer realm="b", error="x", Basic realm="a""#], "a"),
        (&[r#"Negotiate abc==, Basic realm="a""#], "a"),
        (&[r#"Negotiate, Basic realm="a""#], "a"),
        (&[r#"Negotiate , Basic realm="a""#], "a"),
        (
            &[r#"Negotiate abc , , Basic realm="a", Digest realm="d""#],
            "a",
        ),
        (
            &[r#"Digest realm="d", nonce="n""#, r#"Basic realm="a""#],
            "a",
        ),
        (&["\"broken", r#"Basic realm="a""#], "a"),
        (&["Basic", r#"Basic realm="a""#], "a"),
        (&[r#"Basic realm="a", Basic realm="b""#], "a"),
    ] {
        let delivery = challenged(&sandbox, values);
        assert_eq!(delivery.end(), Some(DeliveryEnd::Delivered), "{values:?}");
        assert_eq!(
            delivery.steps()[0].realm.as_deref(),
            Some(realm),
            "{values:?}"
        );
    }
}

#[test]
fn nothing_else_does() {
    let sandbox = Sandbox::start().unwrap();
    for values in [
        &[][..],
        &[""],
        &[" , ,"],
        &["Basic"],
        &["Basic YWJj"],
        &[r#"Basic YWJj, realm="a""#],
        &[r#"Basic charset="UTF-8""#],
        &[r#"Basic realm="#],
        &[r#"Basic realm=""#],
        &[r#"Basic realm="a" b"#],
        &[r#"Basic realm="a", realm="b""#],
        &[r#"Basic"realm""#],
        &[r#"Basic, "realm""#],
        &[r#"Basic realm="a"b"#],
        &[r#"Basic realm=a/b"#],
        &[r#"Negotiate abc Basic realm="a""#],
        &[r#"Negotiate abc==x, Basic realm="a""#],
        &[r#"Bearer/, Basic realm="a""#],
        &[r#"Basics realm="a""#],
        &[r#"realm="a", Basic"#],
        &[r#"realm="a""#],
        &[r#"Bearer realm="a""#],
        &[r#"Digest realm="x, Basic realm=\"\"""#],
        &[r#"Digest realm="x, Basic realm=", opaque="""#],
        &[r#"Basic realm="a", "broken""#],
        &["Bearer", "Negotiate"],
    ] {
        let delivery = challenged(&sandbox, values);
        let expected = Some(DeliveryEnd::Lost(Loss::NoChallenge));
        assert_eq!(delivery.end(), expected, "{values:?}");
        assert_eq!(delivery.steps()[0].realm, None);
    }
}
