//! The two steps: which requests are made, and how each fault of a handler's is called.

use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};
use std::time::Duration;

use bw_auth_core::BasicCredentials;
use bw_auth_sandbox::{
    Callback, CallbackKind, CallbackUrlError, Delivery, DeliveryEnd, Loss, Sandbox, StepAnswer,
};
use bw_auth_testkit::assert_no_secret_in;
use tokio::net::TcpSocket;

use crate::receiver::{CHALLENGE, PASSWORD, Play, Receiver, USERNAME, answer, challenge, right};

/// A kind that is not retried, so that all there is to see is one attempt.
fn deliver(url: &str) -> Delivery {
    let sandbox = Sandbox::start().unwrap();
    sandbox.deliver(callback(url, PASSWORD))
}

fn callback(url: &str, password: &str) -> Callback {
    let pair = BasicCredentials::new(USERNAME, password.to_owned()).unwrap();
    Callback::new(CallbackKind::Order, url, pair).unwrap()
}

fn lost(loss: Loss) -> Option<DeliveryEnd> {
    Some(DeliveryEnd::Lost(loss))
}

fn always(text: String) -> Receiver {
    Receiver::start(move |_, _| Play::Answer(text.clone()))
}

/// A port where nobody listens, and nobody else can, as long as it is kept.
fn taken_port(port: u16) -> std::io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((Ipv4Addr::LOCALHOST, port).into())?;
    Ok(socket)
}

#[test]
fn a_challenge_brings_the_same_request_once_more_with_the_credentials() {
    let receiver = Receiver::challenging(204);
    let delivery = deliver(&receiver.url());
    assert_eq!(delivery.end(), Some(DeliveryEnd::Delivered));
    let requests = receiver.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].authorization, [""; 0]);
    assert_eq!(requests[1].authorization, [right()]);
    for request in &requests {
        assert_eq!(request.request_line, "POST /hooks?tenant=7 HTTP/1.1");
        assert_eq!(request.content_type, "application/xml; charset=utf-8");
        assert_eq!(request.body, requests[0].body);
    }
    let [first, second] = delivery.steps() else {
        panic!("{delivery:?}");
    };
    assert!(!first.has_credentials && second.has_credentials);
    assert_eq!((first.attempt, second.attempt), (1, 1));
    assert_eq!(first.answer, StepAnswer::Status(401));
    assert_eq!(second.answer, StepAnswer::Status(204));
    assert_eq!(first.realm.as_deref(), Some(""));
    assert_eq!(second.realm, None);
}

#[test]
fn another_realm_is_noted() {
    let receiver = Receiver::start(|request, _| {
        Play::Answer(match request.authorization.len() {
            0 => answer(401, "WWW-Authenticate: Basic realm=\"hooks\"\r\n"),
            _ => answer(200, ""),
        })
    });
    let delivery = deliver(&receiver.url());
    assert_eq!(delivery.end(), Some(DeliveryEnd::Delivered));
    assert_eq!(delivery.steps()[0].realm.as_deref(), Some("hooks"));
}

#[test]
fn without_a_challenge_there_is_one_request_and_never_another() {
    for kind in [
        CallbackKind::Messaging,
        CallbackKind::PortOut,
        CallbackKind::Order,
    ] {
        let receiver = always(answer(
            401,
            "x-amzn-Remapped-WWW-Authenticate: Basic realm=\"\"\r\n",
        ));
        let sandbox = Sandbox::start().unwrap();
        let pair = BasicCredentials::new(USERNAME, PASSWORD.to_owned()).unwrap();
        let callback = Callback::new(kind, &receiver.url(), pair).unwrap();
        let mut delivery = sandbox.deliver(callback);
        assert_eq!(delivery.end(), lost(Loss::NoChallenge));
        sandbox.clock().advance(Duration::from_secs(86_400));
        assert_eq!(delivery.next_due(), None);
        assert_eq!(delivery.attempt(), []);
        assert_eq!(receiver.had_credentials(), [false]);
    }
}

#[test]
fn a_challenge_with_another_status_is_none() {
    let receiver = always(answer(403, CHALLENGE));
    let delivery = deliver(&receiver.url());
    assert_eq!(delivery.end(), lost(Loss::Status(403)));
    assert_eq!(delivery.steps()[0].realm, None);
    assert_eq!(receiver.had_credentials(), [false]);
}

#[test]
fn wrong_credentials_are_presented_once_in_an_attempt() {
    let receiver = Receiver::challenging(200);
    let delivery = Sandbox::start()
        .unwrap()
        .deliver(callback(&receiver.url(), "not that"));
    assert_eq!(delivery.end(), lost(Loss::Refused));
    assert_eq!(receiver.had_credentials(), [false, true]);
}

#[test]
fn a_handler_that_asks_for_nothing_is_open() {
    let receiver = always(answer(200, ""));
    let delivery = deliver(&receiver.url());
    assert_eq!(delivery.end(), Some(DeliveryEnd::Open));
    assert_eq!(receiver.had_credentials(), [false]);
}

#[test]
fn a_redirect_is_lost_in_either_step() {
    let other = Receiver::challenging(200);
    let location = format!("Location: {}\r\n", other.url());
    let at_once = always(answer(307, &location));
    let delivery = deliver(&at_once.url());
    assert_eq!(delivery.end(), lost(Loss::Redirected(307)));
    assert_eq!(at_once.had_credentials(), [false]);
    let later = Receiver::start(move |request, _| {
        Play::Answer(match request.authorization.len() {
            0 => answer(401, CHALLENGE),
            _ => answer(301, &location),
        })
    });
    let delivery = deliver(&later.url());
    assert_eq!(delivery.end(), lost(Loss::Redirected(301)));
    assert_eq!(later.had_credentials(), [false, true]);
    assert_eq!(other.requests().len(), 0);
}

#[test]
fn a_handler_that_hangs_is_given_up() {
    let silent = Receiver::start(|_, _| Play::Hang);
    let slow = Receiver::start(|request, _| match request.authorization.len() {
        0 => Play::Answer(answer(401, CHALLENGE)),
        _ => Play::Hang,
    });
    let sandbox = Sandbox::start().unwrap();
    for (receiver, had_credentials) in [(silent, &[false][..]), (slow, &[false, true])] {
        let callback = callback(&receiver.url(), PASSWORD).time_limit(SHORT);
        let delivery = sandbox.deliver(callback);
        assert_eq!(delivery.end(), lost(Loss::TimedOut));
        assert_eq!(receiver.had_credentials(), had_credentials);
    }
    let none = Receiver::challenging(200);
    let callback = callback(&none.url(), PASSWORD).time_limit(Duration::ZERO);
    assert_eq!(sandbox.deliver(callback).end(), lost(Loss::TimedOut));
}

#[test]
fn whatever_comes_without_an_end_is_given_up() {
    let sandbox = Sandbox::start().unwrap();
    for (start, again, loss) in [
        ("", "HTTP/1.1 100 Continue\r\n\r\n", Loss::TimedOut),
        ("HTTP/1.1 200 OK\r\nx: ", "much", Loss::NoAnswer),
        ("HTTP/1.1 200 OK\r\n", "x: y\r\n", Loss::NoAnswer),
    ] {
        // In pieces of some size, or a busy machine would not get to the end of what is read.
        let endless = Receiver::start(move |_, _| Play::Endless(start, again.repeat(4096)));
        let callback = callback(&endless.url(), PASSWORD).time_limit(SHORT);
        assert_eq!(sandbox.deliver(callback).end(), lost(loss));
    }
}

#[test]
fn no_answer_and_no_connection_are_told_apart() {
    let closes = Receiver::start(|_, _| Play::Close);
    assert_eq!(deliver(&closes.url()).end(), lost(Loss::NoAnswer));
    let endless = "HTTP/1.1 200 OK\r\nx: ".to_owned() + &"y".repeat(70_000);
    for other in [
        "220 mail.example ESMTP\r\n",
        "HTTP/1.1 200 OK\r\n",
        &endless,
    ] {
        let receiver = always(other.to_owned());
        assert_eq!(deliver(&receiver.url()).end(), lost(Loss::NoAnswer));
    }
    let nobody = taken_port(0).unwrap();
    let url = format!("http://{}/", nobody.local_addr().unwrap());
    let end = deliver(&url).end();
    assert!(matches!(end, Some(DeliveryEnd::Lost(Loss::Unreachable(_)))));
}

#[test]
fn interim_answers_are_passed_over() {
    let receiver = Receiver::start(|request, _| {
        let interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: </>\r\n\r\n";
        Play::Answer(match request.authorization.len() {
            0 => interim.to_owned() + &answer(401, CHALLENGE),
            _ => interim.to_owned() + &answer(200, ""),
        })
    });
    let delivery = deliver(&receiver.url());
    assert_eq!(delivery.end(), Some(DeliveryEnd::Delivered));
    let switches = always(answer(101, "Upgrade: x\r\n"));
    let delivery = deliver(&switches.url());
    assert_eq!(delivery.end(), lost(Loss::Status(101)));
}

#[test]
fn it_sends_to_this_machine_only() {
    let pair = BasicCredentials::new(USERNAME, PASSWORD.to_owned()).unwrap();
    let error = |url| Callback::new(CallbackKind::Order, url, pair.clone()).err();
    for url in [
        "http://localhost",
        "http://LOCALHOST:1/",
        "http://127.8.9.1/",
        "http://[::1]:1/",
        "http://[0:0::1]/",
    ] {
        assert_eq!(error(url), None, "{url}");
    }
    for (url, expected) in [
        ("", CallbackUrlError::NotAbsolute),
        ("/hooks", CallbackUrlError::NotAbsolute),
        ("localhost:80", CallbackUrlError::NotAbsolute),
        ("http://127.0.0.1/a b", CallbackUrlError::NotAbsolute),
        ("https://localhost/", CallbackUrlError::NotHttp),
        ("http://hooks:open@localhost/", CallbackUrlError::UserInfo),
        ("http://localhost.example/", CallbackUrlError::NotLoopback),
        ("http://localhost./", CallbackUrlError::NotLoopback),
        ("http://127.1/", CallbackUrlError::NotLoopback),
        ("http://192.0.2.1/", CallbackUrlError::NotLoopback),
        ("http://[::]/", CallbackUrlError::NotLoopback),
        ("http://0.0.0.0/", CallbackUrlError::NotLoopback),
    ] {
        assert_eq!(error(url), Some(expected), "{url}");
    }
}

#[test]
fn a_name_for_this_machine_finds_a_handler_of_either_family() {
    let receiver = Receiver::challenging(200);
    let url = receiver.url().replace("127.0.0.1", "localhost");
    assert_eq!(deliver(&url).end(), Some(DeliveryEnd::Delivered));
    // Not every machine has the other family. Nobody else may have the port in the first.
    while let Ok(listener) = TcpListener::bind("[::1]:0") {
        let Ok(_nobody) = taken_port(listener.local_addr().unwrap().port()) else {
            continue;
        };
        let receiver = Receiver::listen(listener, |request, _| challenge(request, 200));
        for url in [receiver.url(), receiver.url().replace("[::1]", "localhost")] {
            assert_eq!(deliver(&url).end(), Some(DeliveryEnd::Delivered), "{url}");
        }
        break;
    }
}

#[test]
fn an_address_stands_for_no_other() {
    let receiver = Receiver::challenging(200);
    let url = receiver.url().replace("127.0.0.1", "[::1]");
    let port = url.parse::<http::Uri>().unwrap().port_u16().unwrap();
    // Nobody else may have the port in the other family, if there is one.
    let socket = TcpSocket::new_v6().and_then(|socket| {
        socket.bind((Ipv6Addr::LOCALHOST, port).into())?;
        Ok(socket)
    });
    let end = deliver(&url).end();
    assert!(matches!(end, Some(DeliveryEnd::Lost(Loss::Unreachable(_)))));
    assert_eq!(receiver.requests().len(), 0);
    drop(socket);
}

#[test]
fn each_kind_has_its_time_limit() {
    let pair = BasicCredentials::new(USERNAME, PASSWORD.to_owned()).unwrap();
    for (kind, seconds) in [
        (CallbackKind::EmergencyRecipient, 10),
        (CallbackKind::Messaging, 10),
        (CallbackKind::Order, 10),
        (CallbackKind::PortOut, 30),
        (CallbackKind::TollFreeVerification, 10),
        (CallbackKind::Voice, 15),
    ] {
        let callback = Callback::new(kind, "http://localhost/", pair.clone()).unwrap();
        let shown = format!("{callback:?}");
        assert!(
            shown.contains(&format!("time_limit: {seconds}s")),
            "{shown}"
        );
    }
}

#[test]
fn nothing_prints_the_password() {
    let receiver = Receiver::challenging(200);
    let url = receiver.url() + "&key=tulip";
    let callback = callback(&url, PASSWORD);
    let sandbox = Sandbox::start().unwrap();
    let before = sandbox.begin_callback(callback.clone());
    let after = sandbox.deliver(callback.clone());
    let shown = format!("{callback:?} {before:#?} {after:?} {:?}", after.steps());
    let encoded = right().replace("Basic ", "");
    for secret in [PASSWORD, &encoded, "key=tulip"] {
        assert_no_secret_in(secret, &shown);
    }
    assert!(!shown.contains("tulip"), "{shown}");
    assert!(shown.contains(USERNAME) && shown.contains("/hooks"));
}

/// Long enough for an answer on a busy machine, and short enough to wait for.
const SHORT: Duration = Duration::from_secs(1);
