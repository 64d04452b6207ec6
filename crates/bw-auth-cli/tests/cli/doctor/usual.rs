//! What works, and a machine on which nothing is set up.

use super::{Clinic, README, probes, warnings};
use crate::home::Home;

#[test]
fn right_credentials_of_either_scheme_are_accepted() {
    let clinic = Clinic::open();
    let client = clinic.assert_verdict(&clinic.right_client(), "accepted", 0);
    assert_eq!(warnings(&client), [""; 0]);
    assert_eq!(client["account"], clinic.sandbox.account_id());
    assert_eq!(client["token"]["accounts"][0], clinic.sandbox.account_id());
    assert_eq!(
        client["explanation"]["credentials"]["scheme"],
        "client_credentials"
    );

    let user = clinic.assert_verdict(&clinic.right_user(), "accepted", 0);
    assert_eq!(warnings(&user), ["api_user_retirement"]);
    assert!(user["token"].is_null());
    let open = [
        "edge management settings",
        "orders",
        "subscriptions",
        "order details",
    ];
    let open = open.map(|name| (name, "accepted"));
    for value in [client, user] {
        assert_eq!(probes(&value), open);
        assert!(value["code"].is_null());
    }
}

#[test]
fn a_site_adds_its_sip_peers() {
    let clinic = Clinic::open();
    let site = clinic.sandbox.site_id();
    let value = clinic.examine(&clinic.right_client(), &["--site", site]);
    assert_eq!(probes(&value).last(), Some(&("SIP peers", "accepted")));
}

#[test]
fn a_bare_machine_is_told_in_a_few_lines_how_to_start() {
    let bare = Home::new().run(&["doctor"], &[]);
    assert_eq!(bare.code, Some(3));
    assert_eq!(bare.stderr, "");
    assert!(bare.stdout.lines().count() < 10, "{}", bare.stdout);
    for start in [
        "BANDWIDTH_CLIENT_ID",
        "bw-auth login",
        "--sandbox",
        "source.not_configured",
    ] {
        assert!(
            bare.stdout.contains(start),
            "no {start} in:\n{}",
            bare.stdout
        );
    }
    let json = Home::new().run(&["doctor", "--json"], &[]);
    let value: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(value["verdict"], "not_configured");
    assert_eq!(json.code, Some(3));
}

#[test]
fn its_own_sandbox_shows_that_the_program_works() {
    // Whatever is set up is left alone: the proxy, too, would refuse.
    let clinic = Clinic::open();
    let mut variables = clinic.client("wrong-secret");
    variables.push(("HTTPS_PROXY", "http://127.0.0.1:1"));
    variables.push(("SSL_CERT_FILE", "/no/such/file"));
    let ended = clinic.home.run(&["doctor", "--sandbox"], &variables);
    assert_eq!(ended.code, Some(0), "{}", ended.stdout);
    let transcript = format!("$ bw-auth doctor --sandbox\n{}```", ended.stdout);
    assert!(
        README.contains(&transcript),
        "README shows another:\n{transcript}"
    );
    assert!(clinic.sandbox.requests().is_empty());
}

#[test]
fn where_no_profile_is_chosen_those_that_are_there_are_named() {
    let home = Home::new();
    home.write(
        "XDG_CONFIG_HOME/bw-auth/credentials.toml",
        "[prod]\nclient_id = \"CLI-prod\"\nclient_secret = \"its-secret\"\n",
    );
    let ended = home.run(&["doctor"], &[]);
    assert_eq!(ended.code, Some(3));
    for said in ["names: prod.", "--profile", "BANDWIDTH_PROFILE"] {
        assert!(
            ended.stdout.contains(said),
            "no {said} in:\n{}",
            ended.stdout
        );
    }
    ended.assert_hides("its-secret");
}
