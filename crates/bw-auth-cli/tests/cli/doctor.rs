//! `bw-auth doctor`: each thing that can be wrong has its own verdict and exit code.

mod credentials;
mod network;
mod profiles;
mod transcript;
mod usual;
mod waiting;

use bw_auth_sandbox::Sandbox;
use serde_json::Value;

use crate::home::{Ended, Home};

/// A sandbox, and a home from which the program reaches it by the services' own names.
struct Clinic {
    sandbox: Sandbox,
    home: Home,
    ca: String,
    proxy: String,
}

impl Clinic {
    fn open() -> Self {
        Self::around(Sandbox::start().expect("a sandbox"))
    }

    fn around(sandbox: Sandbox) -> Self {
        let home = Home::new();
        let ca = home.write("ca.pem", sandbox.ca_pem());
        Self {
            ca: ca.to_str().expect("UTF-8").to_owned(),
            proxy: sandbox.proxy_url(),
            sandbox,
            home,
        }
    }

    fn user<'a>(&'a self, password: &'a str) -> Vec<(&'static str, &'a str)> {
        vec![
            ("BANDWIDTH_USERNAME", self.sandbox.username()),
            ("BANDWIDTH_PASSWORD", password),
            ("BANDWIDTH_ACCOUNT_ID", self.sandbox.account_id()),
        ]
    }

    fn client<'a>(&'a self, secret: &'a str) -> Vec<(&'static str, &'a str)> {
        vec![
            ("BANDWIDTH_CLIENT_ID", self.sandbox.client_id()),
            ("BANDWIDTH_CLIENT_SECRET", secret),
        ]
    }

    fn right_user(&self) -> Vec<(&'static str, &str)> {
        self.user(self.sandbox.password())
    }

    fn right_client(&self) -> Vec<(&'static str, &str)> {
        self.client(self.sandbox.client_secret())
    }

    fn arguments<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        [&["doctor", "--ca", &self.ca], more].concat()
    }

    fn run(&self, variables: &[(&str, &str)], more: &[&str]) -> Ended {
        let via_proxy = [("HTTPS_PROXY", self.proxy.as_str())];
        // What a test says of the proxy comes last, and stands.
        let variables = [via_proxy.as_slice(), variables].concat();
        self.home.run(&self.arguments(more), &variables)
    }

    /// What the doctor says, the same for people and for programs.
    fn examine(&self, variables: &[(&str, &str)], more: &[&str]) -> Value {
        let text = self.run(variables, more);
        let json = self.run(variables, &[more, &["--json"]].concat());
        assert_eq!(json.stderr, "");
        assert_eq!(text.stderr, "");
        assert_eq!(text.code, json.code);
        assert!(!text.stdout.contains('\u{1b}'), "colours in a pipe");
        let value: Value = serde_json::from_str(&json.stdout).expect("JSON");
        assert_eq!(value["exit"].as_i64(), json.code.map(i64::from));
        let verdict = value["verdict"].as_str().expect("a verdict");
        let said = value["text"].as_str().expect("a text");
        let line = format!("\n{verdict}: {}", before_the_time(said));
        let shown = format!("\n{}", text.stdout);
        assert!(shown.contains(&line), "no {line:?} in:{shown}");
        for remedy in value["remedies"].as_array().expect("a list") {
            let remedy = before_the_time(remedy.as_str().expect("a text"));
            assert!(shown.contains(remedy), "no {remedy:?} in:{shown}");
        }
        value
    }

    #[track_caller]
    fn assert_verdict(&self, variables: &[(&str, &str)], verdict: &str, exit: i64) -> Value {
        let value = self.examine(variables, &[]);
        let known = format!("`{verdict}`");
        assert!(README.contains(&known), "{known} is not in README");
        assert_eq!(value["verdict"], verdict, "{value:#}");
        assert_eq!(value["exit"], exit, "{value:#}");
        if exit != 0 {
            let remedies = value["remedies"].as_array().map(Vec::len);
            assert_ne!(remedies, Some(0), "nothing to do about {verdict}");
            assert!(
                value["code"].is_string() || verdict == "service",
                "{value:#}"
            );
        }
        value
    }
}

/// What is said before a time, which may be another one in each run.
fn before_the_time(text: &str) -> &str {
    let marks = ["verification time", "it says", "try again in"];
    let ends = marks.iter().filter_map(|mark| text.find(mark));
    text.get(..ends.min().unwrap_or(text.len())).expect("text")
}

fn warnings(value: &Value) -> Vec<&str> {
    let warnings = value["warnings"].as_array().expect("a list").iter();
    warnings
        .filter_map(|warning| warning["name"].as_str())
        .collect()
}

fn probes(value: &Value) -> Vec<(&str, &str)> {
    let probes = value["probes"].as_array().expect("a list").iter();
    probes
        .filter_map(|probe| Some((probe["name"].as_str()?, probe["verdict"].as_str()?)))
        .collect()
}

const README: &str = include_str!("../../README.md");
