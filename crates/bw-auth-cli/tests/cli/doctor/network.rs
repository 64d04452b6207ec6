//! No answer: DNS, connection, TLS, proxy.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use bw_auth_sandbox::{Certificate, Fault, Sandbox};
use bw_auth_testkit::assert_no_secret_in;

use super::Clinic;
use crate::home::Ended;

#[test]
fn what_is_wrong_with_a_certificate_is_told() {
    for (certificate, verdict) in [
        (Certificate::Expired, "tls_expired"),
        (Certificate::UnknownCa, "tls_authority"),
        (Certificate::WrongHost, "tls_name"),
    ] {
        let sandbox = Sandbox::builder().certificate(certificate).start();
        let clinic = Clinic::around(sandbox.expect("a sandbox"));
        clinic.assert_network(&clinic.right_user(), verdict, "transport.tls");
        let value = clinic.assert_network(&clinic.right_client(), verdict, "token.unreachable");
        // With a proxy that is spoken to without TLS it is none of the proxy's.
        assert!(!value["text"].to_string().contains("PROXY"), "{value:#}");
        assert!(clinic.sandbox.requests().is_empty());
    }
}

/// What is behind it was not reached, or not by what can be seen.
#[test]
fn a_proxy_that_may_be_what_is_wrong_is_named() {
    let clinic = Clinic::open();
    let untrusted = Sandbox::builder().certificate(Certificate::UnknownCa);
    let untrusted = untrusted.start().expect("a sandbox");
    for (proxy, verdict) in [
        (untrusted.url().to_string(), "tls_authority"),
        (clinic.proxy.replace("http://", "https://"), "tls"),
    ] {
        for mut variables in [clinic.right_user(), clinic.right_client()] {
            variables.push(("HTTPS_PROXY", &proxy));
            let value = clinic.assert_verdict(&variables, verdict, 5);
            let remedies = value["remedies"].to_string();
            assert!(
                value["text"].to_string().contains("HTTPS_PROXY"),
                "{value:#}"
            );
            assert!(remedies.contains("http://"), "{value:#}");
        }
    }
    // How a connection is closed is told by the system, and another time otherwise.
    let proxy = format!("http://{}", let_through_and_hang_up());
    for mut variables in [clinic.right_user(), clinic.right_client()] {
        variables.push(("HTTPS_PROXY", &proxy));
        let ended = clinic.run(&variables, &["--json"]);
        let value: serde_json::Value = serde_json::from_str(&ended.stdout).expect("JSON");
        assert_eq!(value["verdict"], "closed", "{value:#}");
        let remedies = value["remedies"].to_string();
        assert!(
            value["text"].to_string().contains("HTTPS_PROXY"),
            "{value:#}"
        );
        assert!(remedies.contains("check HTTPS_PROXY"), "{value:#}");
    }
    assert!(clinic.sandbox.requests().is_empty());
}

/// A proxy that does that with everybody.
fn let_through_and_hang_up() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let lines = BufReader::new(&stream).lines().map_while(Result::ok);
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let _ = (&stream).write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        }
    });
    address
}

#[test]
fn an_authority_that_was_not_named_is_told() {
    let clinic = Clinic::open();
    let mut variables = clinic.right_user();
    variables.push(("HTTPS_PROXY", &clinic.proxy));
    let ended = clinic.home.run(&["doctor"], &variables);
    assert_eq!(ended.code, Some(5));
    assert!(ended.stdout.contains("tls_authority: "), "{}", ended.stdout);
    assert!(ended.stdout.contains("--ca FILE"), "{}", ended.stdout);
}

#[test]
fn a_machine_without_authorities_is_told() {
    let clinic = Clinic::open();
    let mut variables = clinic.right_user();
    let empty = clinic.home.path().join("empty");
    std::fs::create_dir(&empty).expect("a folder");
    variables.push(("SSL_CERT_DIR", empty.to_str().expect("UTF-8")));
    for arguments in [
        &["doctor", "--json"] as &[&str],
        &["doctor", "--json", "--wait", "1"],
    ] {
        let ended = clinic.home.run(arguments, &variables);
        let value: serde_json::Value = serde_json::from_str(&ended.stdout).expect("JSON");
        assert_eq!(
            (ended.code, &value["exit"]),
            (Some(5), &5.into()),
            "{value:#}"
        );
        assert_eq!(value["verdict"], "tls_roots", "{value:#}");
        assert_eq!(value["code"], "build.no_roots", "{value:#}");
        assert!(
            value["remedies"].to_string().contains("--ca FILE"),
            "{value:#}"
        );
    }
}

#[test]
fn a_variable_that_names_no_authorities_is_told_though_there_are_others() {
    let clinic = Clinic::open();
    let folder = clinic.home.path().join("authorities");
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::copy(&clinic.ca, folder.join("ca.pem")).expect("a copy");
    let none = clinic.home.write("none.pem", "no certificate");
    let missing = clinic.home.path().join("missing.pem");
    for file in [
        none.to_str().expect("UTF-8"),
        missing.to_str().expect("UTF-8"),
    ] {
        let mut variables = clinic.right_user();
        variables.push(("SSL_CERT_DIR", folder.to_str().expect("UTF-8")));
        variables.push(("SSL_CERT_FILE", file));
        let value = clinic.assert_verdict(&variables, "misconfigured", 3);
        assert_eq!(value["code"], "cli.cert_file", "{value:#}");
        assert!(
            value["text"].to_string().contains("SSL_CERT_FILE"),
            "{value:#}"
        );
        assert!(value["text"].to_string().contains(file), "{value:#}");
    }
    assert!(clinic.sandbox.requests().is_empty());

    let mut variables = clinic.right_user();
    let broken = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    let partly = clinic.home.write(
        "partly.pem",
        &format!("{broken}{}", clinic.sandbox.ca_pem()),
    );
    variables.push(("SSL_CERT_FILE", partly.to_str().expect("UTF-8")));
    variables.push(("HTTPS_PROXY", &clinic.proxy));
    let ended = clinic.home.run(&["doctor"], &variables);
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

#[test]
fn a_port_where_nobody_listens_is_told() {
    let clinic = Clinic::open();
    let address = nobody_listens();
    let url = format!("https://{address}/token");
    let mut variables = clinic.right_client();
    variables.extend([("BANDWIDTH_TOKEN_URL", url.as_str()), ("HTTPS_PROXY", "")]);
    let value = clinic.assert_network(&variables, "connect", "token.unreachable");
    assert!(value["text"].to_string().contains("127.0.0.1"), "{value:#}");
    let (host, port) = address.split_once(':').expect("a port");
    let open = format!("TCP port {port} must be open to {host}");
    assert!(value["remedies"].to_string().contains(&open), "{value:#}");
}

#[test]
fn a_host_that_nobody_knows_is_told() {
    let clinic = Clinic::open();
    let mut variables = clinic.right_client();
    // RFC 6761 section 6.4: never resolves.
    let url = "https://no-such-host.invalid/token";
    variables.extend([("BANDWIDTH_TOKEN_URL", url), ("HTTPS_PROXY", "")]);
    let value = clinic.assert_network(&variables, "dns", "token.unreachable");
    let remedies = value["remedies"].to_string();
    assert!(
        remedies.contains("getent hosts no-such-host.invalid"),
        "{value:#}"
    );
}

#[test]
fn a_proxy_that_refuses_is_told() {
    for status in [403, 407] {
        let sandbox = Sandbox::builder().proxy_refuses(status).start();
        let clinic = Clinic::around(sandbox.expect("a sandbox"));
        let value = clinic.assert_network(&clinic.right_user(), "proxy", "transport.proxy");
        assert!(
            value["text"].to_string().contains(&status.to_string()),
            "{value:#}"
        );
        clinic.assert_network(&clinic.right_client(), "proxy", "token.unreachable");
    }
}

#[test]
fn a_proxy_that_is_not_there_is_told_without_its_password() {
    let clinic = Clinic::open();
    let proxy = format!("http://proxy-user:proxy-password@{}", nobody_listens());
    let mut variables = clinic.right_user();
    variables.push(("HTTPS_PROXY", &proxy));
    let value = clinic.assert_network(&variables, "proxy", "transport.proxy");
    assert_no_secret_in("proxy-password", value.to_string());
}

#[test]
fn a_file_of_authorities_that_cannot_be_read_is_told() {
    let clinic = Clinic::open();
    let missing = clinic.home.path().join("missing.pem");
    let missing = missing.to_str().expect("UTF-8");
    for more in [&["--json"] as &[&str], &["--json", "--wait", "1"]] {
        let arguments = [&["doctor", "--ca", missing], more].concat();
        let ended = clinic.home.run(&arguments, &clinic.right_user());
        let value: serde_json::Value = serde_json::from_str(&ended.stdout).expect("JSON");
        assert_eq!(
            (&value["verdict"], &value["code"], ended.code),
            (&"misconfigured".into(), &"cli.unreadable".into(), Some(3)),
            "{value:#}"
        );
        assert!(
            value["text"].to_string().contains("missing.pem"),
            "{value:#}"
        );
        // It may be mounted late.
        assert_eq!(
            ended.stderr.contains("not yet"),
            more.len() > 1,
            "{}",
            ended.stderr
        );
    }
}

impl Clinic {
    #[track_caller]
    fn assert_network(
        &self,
        variables: &[(&str, &str)],
        verdict: &str,
        code: &str,
    ) -> serde_json::Value {
        let value = self.assert_verdict(variables, verdict, 5);
        assert_eq!(value["code"], code, "{value:#}");
        value
    }
}

/// An address that was free a moment ago.
fn nobody_listens() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").to_string()
}

#[test]
fn a_variable_that_holds_no_proxy_is_named_and_its_value_is_not() {
    let clinic = Clinic::open();
    for (variable, value) in [
        ("ALL_PROXY", "http://jdoe:correct horse@proxy.example"),
        ("https_proxy", "http://jdoe:correct horse@proxy.example"),
        ("HTTP_PROXY", "horse://proxy.example"),
        // Connections would go past it.
        ("ALL_PROXY", "socks5://jdoe:horse@127.0.0.1:9"),
    ] {
        let mut variables = clinic.right_client();
        // An empty one counts as unset.
        variables.extend([("HTTPS_PROXY", ""), (variable, value)]);
        let judged = clinic.assert_verdict(&variables, "misconfigured", 3);
        assert_eq!(judged["code"], "cli.proxy");
        let said = judged["text"].as_str().expect("a text");
        assert!(said.starts_with(variable), "{said}");
        assert!(!judged.to_string().contains("horse"), "{judged:#}");

        let arguments = ["get", "/accounts/1/orders", "--ca", &clinic.ca];
        let ended = clinic.home.run(&arguments, &variables);
        assert_eq!(ended.code, Some(3), "{ended:?}");
        assert!(ended.stderr.contains(variable), "{ended:?}");
        assert!(ended.stderr.contains("[cli.proxy]"), "{ended:?}");
        assert!(!ended.stderr.contains("horse"), "{ended:?}");
    }
    assert!(clinic.sandbox.requests().is_empty());
}

#[test]
fn a_redirect_that_leads_nowhere_is_trouble_of_the_service() {
    let clinic = Clinic::open();
    for location in ["", "https://"] {
        let fault = Fault::redirect(302, location).always();
        clinic.sandbox.script_for("/api/accounts", fault);
        clinic.assert_verdict(&clinic.right_user(), "service", 1);
        clinic.sandbox.clear_script();
    }
}

#[test]
fn a_variable_that_holds_no_proxy_hinders_nobody_who_goes_past_proxies() {
    let clinic = Clinic::open();
    let socks = ("ALL_PROXY", "socks5h://127.0.0.1:1");
    let url = format!("{}/api/v1/oauth2/token", clinic.sandbox.url());
    let get = |arguments: &[&str], variables: &[(&'static str, &str)]| {
        let arguments = [arguments, &["--ca", &clinic.ca]].concat();
        let variables = [&[socks], variables].concat();
        // `header` is to show what is secret, so this is not looked for.
        let run = clinic.home.command(&arguments, variables).output();
        let ended = Ended::of(&run.expect("the program runs"));
        (ended.code, ended.stderr)
    };
    // Nothing is sent to Bandwidth here: what is connected to first is the sandbox's token endpoint, which knows no such client.
    let mut variables = clinic.client("another-secret");
    variables.push(("BANDWIDTH_TOKEN_URL", &url));
    for covering in ["*", ".bandwidth.com,127.0.0.1,localhost"] {
        let direct = [variables.as_slice(), &[("NO_PROXY", covering)]].concat();
        let (code, said) = get(&["get", "/accounts/1/orders"], &direct);
        assert_eq!(code, Some(2), "{covering}: {said}");
        assert_ne!(get(&["doctor"], &direct).0, Some(3), "{covering}");
    }
    for partly in ["", ".bandwidth.com", "127.0.0.1"] {
        let some = [variables.as_slice(), &[("NO_PROXY", partly)]].concat();
        let (code, said) = get(&["get", "/accounts/1/orders"], &some);
        assert_eq!(code, Some(3), "{partly}: {said}");
        assert!(said.contains("[cli.proxy]"), "{partly}: {said}");
    }

    // An API user's header is made without a word to anybody.
    assert_eq!(get(&["header"], &clinic.right_user()).0, Some(0));
    assert_eq!(get(&["header"], &variables).0, Some(3));
    let direct = [variables.as_slice(), &[("NO_PROXY", "127.0.0.1,localhost")]].concat();
    assert_eq!(get(&["header"], &direct).0, Some(2));
}
