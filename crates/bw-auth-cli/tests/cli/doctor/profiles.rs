//! Profiles: one by name, and two side by side.

use bw_auth_sandbox::{Fault, OAuthClient};
use serde_json::Value;

use super::Clinic;

#[test]
fn a_profile_is_found_by_its_name() {
    let clinic = Clinic::with_profiles();
    let value = clinic.examine(&[], &["--profile", "new"]);
    assert_eq!(value["verdict"], "accepted", "{value:#}");
    assert_eq!(
        value["explanation"]["credentials"]["principal"],
        clinic.sandbox.client_id()
    );

    let missing = clinic.examine(&[], &["--profile", "nobody"]);
    assert_eq!(
        (&missing["verdict"], &missing["exit"]),
        (&"misconfigured".into(), &3.into())
    );
}

#[test]
fn a_new_profile_that_can_do_all_is_told() {
    let clinic = Clinic::with_profiles();
    let value = clinic.examine(&[], &["--compare", "old", "new"]);
    assert_eq!(value["verdict"], "accepted", "{value:#}");
    assert_eq!(value["exit"], 0);
    assert_eq!(value["missing"], Value::Array(Vec::new()));
    assert_eq!(
        value["old"]["explanation"]["credentials"]["scheme"],
        "basic"
    );
    assert_eq!(
        value["new"]["explanation"]["credentials"]["scheme"],
        "client_credentials"
    );
}

#[test]
fn what_the_new_profile_cannot_do_yet_is_listed() {
    let clinic = Clinic::with_profiles();
    let path = format!(
        "/api/accounts/{}/subscriptions",
        clinic.sandbox.account_id()
    );
    // For each comparison, first the old one, then the new one.
    for _ in 0..2 {
        clinic
            .sandbox
            .script_for(&path, Fault::delay(core::time::Duration::ZERO));
        clinic.sandbox.script_for(&path, Fault::status(403));
    }
    let value = clinic.examine(&[], &["--compare", "old", "new"]);
    assert_eq!(
        value["missing"],
        Value::from(vec!["subscriptions"]),
        "{value:#}"
    );
    assert_eq!(
        (&value["verdict"], &value["exit"]),
        (&"lacking".into(), &4.into())
    );
    // The other way round there is nothing to miss.
    let value = clinic.examine(&[], &["--compare", "new", "old"]);
    assert_eq!(value["exit"], 0, "{value:#}");
}

#[test]
fn a_new_profile_that_does_not_work_ends_as_it_would_alone() {
    let clinic = Clinic::with_profiles();
    let value = clinic.examine(&[], &["--compare", "old", "elsewhere"]);
    assert_eq!(
        (&value["verdict"], &value["exit"]),
        (&"account".into(), &2.into())
    );
    let missing = value["missing"].as_array().map(Vec::len);
    assert_eq!(missing, Some(4), "{value:#}");
    let value = clinic.examine(&[], &["--compare", "elsewhere", "new"]);
    assert_eq!(value["exit"], 0, "{value:#}");
    let value = clinic.examine(&[], &["--compare", "old", "nobody"]);
    assert_eq!(
        (&value["verdict"], &value["exit"]),
        (&"misconfigured".into(), &3.into())
    );
}

impl Clinic {
    /// With the user as `old`, the client as `new`, and as `elsewhere` a client of another account.
    fn with_profiles() -> Self {
        let clinic = Self::open();
        let sandbox = &clinic.sandbox;
        sandbox.add_client(OAuthClient::new("CLI-elsewhere", "its-secret").account("77"));
        let profiles = format!(
            "[old]\nusername = \"{}\"\npassword = \"{}\"\naccount_id = \"{account}\"\n\
             [new]\nclient_id = \"{}\"\nclient_secret = \"{}\"\naccount_id = \"{account}\"\n\
             [elsewhere]\nclient_id = \"CLI-elsewhere\"\nclient_secret = \"its-secret\"\naccount_id = \"{account}\"\n",
            sandbox.username(),
            sandbox.password(),
            sandbox.client_id(),
            sandbox.client_secret(),
            account = sandbox.account_id(),
        );
        clinic
            .home
            .write("XDG_CONFIG_HOME/bw-auth/credentials.toml", &profiles);
        clinic
    }
}
