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
}

/// A slip in a name must not read as if the new one were as good as the old one.
#[test]
fn a_profile_that_is_none_is_compared_with_nothing() {
    let clinic = Clinic::with_profiles();
    for sides in [["old", "nobody"], ["nobody", "new"], ["nobody", "no-one"]] {
        let value = clinic.examine(&[], &["--compare", sides[0], sides[1]]);
        assert_eq!(
            (&value["verdict"], &value["exit"]),
            (&"misconfigured".into(), &3.into()),
            "{value:#}"
        );
    }
}

#[test]
fn a_service_in_trouble_says_nothing_about_either_profile() {
    let clinic = Clinic::with_profiles();
    let path = format!(
        "/api/accounts/{}/subscriptions",
        clinic.sandbox.account_id()
    );
    let nothing = || Fault::delay(core::time::Duration::ZERO);
    for faults in [
        [nothing(), Fault::status(503)],
        [Fault::status(503), Fault::status(503)],
        [Fault::status(503), Fault::status(403)],
    ] {
        for fault in faults {
            clinic.sandbox.script_for(&path, fault);
        }
        let value = clinic.compared_once("old", "new");
        assert_eq!(
            (&value["verdict"], &value["exit"]),
            (&"undecided".into(), &1.into()),
            "{value:#}"
        );
        let subscriptions = Value::from(vec!["subscriptions"]);
        assert_eq!(value["undecided"], subscriptions);
        assert_eq!(value["missing"], Value::Array(Vec::new()));
    }
    // What the new one is accepted for it can do, whatever became of the old one's question.
    clinic.sandbox.script_for(&path, Fault::status(503));
    let value = clinic.compared_once("old", "new");
    assert_eq!(value["exit"], 0, "{value:#}");
    // All that the old one asks for.
    clinic.sandbox.script(Fault::status(500).times(3));
    let value = clinic.compared_once("old", "new");
    assert_eq!(
        (&value["verdict"], &value["exit"]),
        (&"service".into(), &1.into()),
        "{value:#}"
    );
}

#[test]
fn profiles_of_two_accounts_are_told_apart() {
    let clinic = Clinic::with_profiles();
    let warned = |sides: [&str; 2]| {
        let value = clinic.examine(&[], &["--compare", sides[0], sides[1]]);
        let warnings = value["warnings"].as_array().cloned();
        warnings.map(|warnings| {
            warnings
                .iter()
                .map(|w| w["name"].clone())
                .collect::<Vec<_>>()
        })
    };
    assert_eq!(warned(["old", "new"]), Some(Vec::new()));
    assert_eq!(warned(["old", "own"]), Some(vec!["other_account".into()]));
}

impl Clinic {
    /// Where the faults are good for one run.
    fn compared_once(&self, old: &str, new: &str) -> Value {
        let ended = self.run(&[], &["--compare", old, new, "--json"]);
        let value: Value = serde_json::from_str(&ended.stdout).expect("JSON");
        assert_eq!(value["exit"].as_i64(), ended.code.map(i64::from));
        value
    }

    /// With the user as `old`, the client as `new`, and as `elsewhere` a client of another account.
    fn with_profiles() -> Self {
        let clinic = Self::open();
        let sandbox = &clinic.sandbox;
        sandbox.add_client(OAuthClient::new("CLI-elsewhere", "its-secret").account("77"));
        let profiles = format!(
            "[old]\nusername = \"{}\"\npassword = \"{}\"\naccount_id = \"{account}\"\n\
             [new]\nclient_id = \"{}\"\nclient_secret = \"{}\"\naccount_id = \"{account}\"\n\
             [elsewhere]\nclient_id = \"CLI-elsewhere\"\nclient_secret = \"its-secret\"\naccount_id = \"{account}\"\n\
             [own]\nclient_id = \"CLI-elsewhere\"\nclient_secret = \"its-secret\"\naccount_id = \"77\"\n",
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
