//! Who is blamed: a wrong setting is no source's fault, and another program's secret is none of ours.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use bw_auth_sources::{Chain, Surroundings};

const OURS: [(&str, &str); 2] = [
    ("BANDWIDTH_CLIENT_ID", "CLI-5f2a"),
    ("BANDWIDTH_CLIENT_SECRET", "correct-horse-battery-staple"),
];

#[test]
fn a_wrong_setting_is_blamed_on_no_source() {
    for setting in [
        ("BANDWIDTH_ENVIRONMENT", "stage"),
        ("BANDWIDTH_ACCOUNT_ID", "no number"),
        ("BANDWIDTH_TOKEN_URL", "http://plain.example"),
    ] {
        let pairs = OURS.into_iter().chain([setting]);
        let explanation = Chain::standard(Surroundings::from_pairs(pairs)).explain();
        assert!(explanation.resolved().is_none(), "{setting:?}");
        let json = explanation.to_json();
        assert!(!json.contains("stopped"), "{setting:?}: {json}");
        assert!(json.contains("\"used\""), "{setting:?}: {json}");
    }
}

#[test]
fn a_secret_of_another_program_is_not_read() {
    let unreadable = [
        ("BW_PASSWORD_FILE", OsString::from("/nowhere/at/all")),
        ("BW_CLIENT_SECRET_FILE", OsString::from("/nowhere/at/all")),
        ("BW_PASSWORD", OsString::from_vec(vec![0xff])),
        ("BW_CLIENT_SECRET", OsString::from_vec(vec![0xff])),
    ];
    for (variable, value) in unreadable {
        let alone = [(variable, value)];
        let error = Chain::standard(Surroundings::from_pairs(alone))
            .resolve()
            .err();
        let code = error.map(|error| error.code());
        assert_eq!(code, Some("source.not_configured"), "{variable}");
    }
}
