use std::fs;
use std::path::Path;

use bw_auth_blocking::ureq::Proxy;
use bw_auth_blocking::{
    BasicCredentials, Client, ClientCredentials, Endpoint, Environment, Service,
};
use serde_json::Value;

use crate::running::Running;
use crate::{program, text};

#[test]
fn sandbox_says_in_one_line_of_json_what_a_client_needs() {
    let mut sandbox = Running::start(&["sandbox", "--json", "--exit-with-stdin"]);
    let ready: Value = serde_json::from_str(&sandbox.line()).expect("JSON");
    let field = |name: &str| ready[name].as_str().expect(name).to_owned();

    let pem = fs::read(field("ca")).expect("the file of the authority");
    let direct = Environment::custom("sandbox")
        .with_origin(Service::Numbers, &format!("{}/api", field("url")))
        .expect("an https URL");
    let proxy = Proxy::new(&field("proxy")).expect("a proxy's URL");
    for (environment, proxy) in [(direct, None), (Environment::production(), Some(proxy))] {
        let pair = BasicCredentials::new(&field("username"), field("password"));
        let client = Client::builder(pair.expect("a pair"))
            .account(field("account_id").parse().expect("an account"))
            .environment(environment)
            .add_root_pem(&pem)
            .configure_http(|settings| settings.proxy(proxy))
            .build()
            .expect("a client");
        let order = field("order_id").parse().expect("an order id");
        let site = field("site_id").parse().expect("a site id");
        for endpoint in [Endpoint::order(order), Endpoint::sip_peers(site)] {
            let response = client.get(endpoint).send().expect("a response");
            assert_eq!(response.status(), 200);
        }
    }
    assert_eq!(sandbox.end_of_stdin(), (Some(0), String::new()));
}

#[test]
fn sandbox_says_in_the_same_line_how_to_get_a_token() {
    let mut sandbox = Running::start(&["sandbox", "--json", "--exit-with-stdin"]);
    let ready: Value = serde_json::from_str(&sandbox.line()).expect("JSON");
    let field = |name: &str| ready[name].as_str().expect(name).to_owned();

    let environment = Environment::custom("sandbox")
        .with_origin(Service::Numbers, &format!("{}/api", field("url")))
        .and_then(|sandbox| sandbox.with_token_url(&field("token_url")))
        .expect("https URLs");
    let credentials = ClientCredentials::new(&field("client_id"), field("client_secret"));
    let client = Client::builder(credentials.expect("an id and a secret"))
        .environment(environment)
        .add_root_pem(fs::read(field("ca")).expect("the file of the authority"))
        .configure_http(|settings| settings.proxy(None))
        .build()
        .expect("a client");
    // For the account that the token names, as none is set.
    let response = client.get(Endpoint::subscriptions()).send();
    assert_eq!(response.expect("a response").status(), 200);
    assert_eq!(client.stats().token_requests, 1);
    let named = client.check().account.map(|account| account.to_string());
    assert_eq!(named, Some(field("account_id")));
    assert_eq!(sandbox.end_of_stdin(), (Some(0), String::new()));
}

#[test]
fn help_and_readme_name_each_field_of_that_line() {
    let mut sandbox = Running::start(&["sandbox", "--json", "--exit-with-stdin"]);
    let ready: Value = serde_json::from_str(&sandbox.line()).expect("JSON");
    let names: Vec<_> = ready.as_object().expect("an object").keys().collect();
    assert!(names.len() > 10, "{names:?}");

    let help = program(&["sandbox", "--help"]).output();
    let help = text(&help.expect("the program runs").stdout);
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words: Vec<_> = help.split(|c| !is_part(c)).collect();
    let readme = include_str!("../../README.md");
    for name in names {
        assert!(words.contains(&name.as_str()), "no {name} in:\n{help}");
        assert!(readme.contains(&format!("`{name}`")), "no {name} in README");
    }
    assert_eq!(sandbox.end_of_stdin(), (Some(0), String::new()));
}

#[test]
fn sandbox_removes_its_temporary_file_when_it_ends() {
    for end in [
        Running::end_of_stdin,
        Running::terminate,
        Running::interrupt,
    ] {
        let mut sandbox = Running::start(&["sandbox", "--json", "--exit-with-stdin"]);
        let ready: Value = serde_json::from_str(&sandbox.line()).expect("JSON");
        let ca = ready["ca"].as_str().expect("a path").to_owned();
        assert!(Path::new(&ca).is_file());
        assert_eq!(end(&mut sandbox), (Some(0), String::new()));
        assert!(!Path::new(&ca).exists(), "{ca} is left behind");
    }
}

#[test]
fn sandbox_leaves_the_file_that_was_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let ca = folder.path().join("an authority.pem");
    let mut sandbox = Running::start(&[
        "sandbox",
        "--exit-with-stdin",
        "--ca-out",
        ca.to_str().expect("UTF-8"),
    ]);
    let mut text = String::new();
    while !text.contains("https://dashboard.bandwidth.com/") {
        let line = sandbox.line();
        assert!(!line.is_empty(), "no line for the proxy in:\n{text}");
        text.push_str(&line);
    }
    let line = format!("curl --cacert '{}' --user sandbox-api-user:", ca.display());
    assert!(text.contains(&line), "{text}");
    assert_eq!(sandbox.end_of_stdin(), (Some(0), String::new()));
    let pem = fs::read_to_string(&ca).expect("the file stays");
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"));
}
