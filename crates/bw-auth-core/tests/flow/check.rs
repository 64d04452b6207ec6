//! The check of credentials: what is asked in which order, where it ends, and what the answers say.

use bw_auth_core::client::Check;
use bw_auth_core::{AccountId, CheckVerdict, Error, Fault, Head, SiteId};

use super::bench::{Bench, environment, seconds};
use super::reply::Reply;

const ORDERS: &str = r#"<?xml version="1.0"?><ResponseSelectWrapper><ListOrderIdUserIdDate><TotalCount>1</TotalCount>
<OrderIdUserIdDate><accountId>920012</accountId><orderId>
 7802373f-4f52-4387-bdd1-c5b74833d6e2 </orderId></OrderIdUserIdDate></ListOrderIdUserIdDate></ResponseSelectWrapper>"#;

/// What became of a request of the check: a status with a body, or an error as a client has it.
enum Came {
    Response(u16, &'static str),
    Refused(u16),
    Broken,
}

fn error(reply: Reply) -> Error {
    let mut bench = Bench::new();
    let replies = [reply.clone()];
    bench.get(replies).expect_err("an error")
}

/// Runs the check against these answers; returns the URLs that were asked for.
fn run(
    site: Option<&str>,
    answers: Vec<Came>,
) -> (Vec<String>, Vec<(&'static str, CheckVerdict)>, CheckVerdict) {
    let account: AccountId = "920012".parse().unwrap();
    let site: Option<SiteId> = site.map(|site| site.parse().unwrap());
    let mut check = Check::new(site);
    let none: [(&str, &[u8]); 0] = [];
    let mut urls = Vec::new();
    for answer in answers {
        let endpoint = check.next().expect("one more");
        let target = endpoint.resolve(&environment(), Some(&account)).unwrap();
        urls.push(
            target
                .url()
                .as_str()
                .replace("https://numbers.example/api/accounts/920012/", ""),
        );
        check.answered(match &answer {
            Came::Response(status, body) => Ok((Head::new(*status, &none), body.as_bytes())),
            Came::Refused(status) => Err(error(Reply::status(*status))),
            Came::Broken => Err(error(Reply::Broken(Fault::Connect))),
        });
    }
    assert!(check.next().is_none(), "it is over");
    check.answered(Ok((Head::new(401, &none), b"")));
    let report = check.report(None, Some(account), None);
    let probes = report
        .probes
        .iter()
        .map(|probe| (probe.name, probe.verdict()))
        .collect();
    assert_eq!(
        report.is_accepted(),
        report.verdict() == CheckVerdict::Accepted
    );
    (urls, probes, report.verdict())
}

#[test]
fn five_endpoints_are_asked_in_order() {
    let ok = || Came::Response(200, "");
    let (urls, probes, verdict) = run(
        Some("4711"),
        vec![ok(), Came::Response(200, ORDERS), ok(), ok(), ok()],
    );
    assert_eq!(
        urls,
        [
            "products/edgemanagement/settings",
            "orders?page=1&size=1",
            "subscriptions",
            "orders/7802373f-4f52-4387-bdd1-c5b74833d6e2",
            "sites/4711/sippeers",
        ]
    );
    let names: Vec<_> = probes.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "edge management settings",
            "orders",
            "subscriptions",
            "order details",
            "SIP peers"
        ]
    );
    assert_eq!(verdict, CheckVerdict::Accepted);
}

#[test]
fn what_is_not_known_is_not_asked_for() {
    let ok = || Came::Response(200, "");
    assert_eq!(run(None, vec![ok(), ok(), ok()]).0.len(), 3);
    assert_eq!(
        run(Some("4711"), vec![ok(), ok(), ok(), ok()]).0[3],
        "sites/4711/sippeers"
    );
    for body in [
        "<orders/>",
        "<orders><orderId/></orders>",
        "<orders><orderId>../..</orderId></orders>",
        "<orders><orderId>a/b</orderId></orders>",
        "<!DOCTYPE x [<!ENTITY e 'x'>]><orders><orderId>&e;</orderId></orders>",
        "<orders><orderId>7802373f",
        r#"{"orderId":"7802373f"}"#,
        "",
    ] {
        let (urls, ..) = run(None, vec![ok(), Came::Response(200, body), ok()]);
        assert_eq!(urls.len(), 3, "{body}");
    }
    let (urls, ..) = run(
        None,
        vec![
            ok(),
            Came::Response(200, "<a><OrderID>42</OrderID></a>"),
            ok(),
            ok(),
        ],
    );
    assert_eq!(
        urls[3], "orders/42",
        "in any case of letters, and whatever the id looks like"
    );
}

#[test]
fn it_stops_at_the_first_refusal_or_failure() {
    let ok = || Came::Response(200, "");
    let (_, probes, verdict) = run(None, vec![Came::Refused(401)]);
    assert_eq!((probes.len(), verdict), (1, CheckVerdict::Rejected));
    let (_, probes, verdict) = run(None, vec![ok(), Came::Refused(401)]);
    assert_eq!(
        (probes.len(), verdict),
        (2, CheckVerdict::Rejected),
        "one refusal outweighs the rest"
    );
    let (_, probes, verdict) = run(None, vec![Came::Broken]);
    assert_eq!((probes.len(), verdict), (1, CheckVerdict::Unknown));
    let (_, _, verdict) = run(None, vec![ok(), Came::Broken]);
    assert_eq!(verdict, CheckVerdict::Accepted);
}

#[test]
fn a_403_or_a_429_is_no_end_of_it() {
    let (_, probes, verdict) = run(
        None,
        vec![Came::Refused(403), Came::Refused(403), Came::Refused(403)],
    );
    assert_eq!((probes.len(), verdict), (3, CheckVerdict::Forbidden));
    let (_, _, verdict) = run(
        None,
        vec![Came::Refused(403), Came::Refused(429), Came::Refused(403)],
    );
    assert_eq!(verdict, CheckVerdict::Accepted);
    let (_, _, verdict) = run(
        None,
        vec![
            Came::Refused(403),
            Came::Response(404, ""),
            Came::Refused(403),
        ],
    );
    assert_eq!(verdict, CheckVerdict::Accepted);
}

#[test]
fn what_a_gateway_answers_by_itself_says_nothing() {
    for status in [302, 500, 502, 503] {
        let odd = || Came::Response(status, "");
        let (_, probes, verdict) = run(None, vec![odd(), odd(), odd()]);
        assert!(
            probes
                .iter()
                .all(|(_, verdict)| *verdict == CheckVerdict::Unknown),
            "{status}"
        );
        assert_eq!(verdict, CheckVerdict::Unknown, "{status}");
    }
}

#[test]
fn a_refused_secret_is_a_rejection_and_a_lost_token_endpoint_is_none() {
    for (reply, expected) in [
        (Reply::status(401), CheckVerdict::Rejected),
        (Reply::status(500), CheckVerdict::Unknown),
    ] {
        let mut bench = Bench::with_client();
        bench.grant([reply]);
        let mut check = Check::new(None);
        check.answered(Err(bench.get_if_token().unwrap_err()));
        assert!(check.next().is_none());
        assert_eq!(check.report(None, None, None).verdict(), expected);
    }
}

#[test]
fn each_answer_says_what_time_it_is() {
    const DATE: &str = "Tue, 24 Nov 2026 10:00:42 GMT";
    let mut check = Check::new(None);
    let fields: [(&str, &[u8]); 1] = [("Date", DATE.as_bytes())];
    check.answered(Ok((Head::new(200, &fields), b"")));
    let refused = Reply::status(403).field("Date", DATE);
    check.answered(Err(error(refused)));
    let unreadable: [(&str, &[u8]); 1] = [("Date", b"yesterday")];
    check.answered(Ok((Head::new(200, &unreadable), b"")));
    let dates: Vec<_> = check.report(None, None, None).probes;
    let dates: Vec<_> = dates.iter().map(|probe| probe.date).collect();
    let said = Some(seconds(1_795_514_442));
    assert_eq!(dates, [said, said, None]);
}
