//! The end of API users, rehearsed: what it does to a program, and what it does to one that has changed its constructor.

use std::time::Duration;

use bw_auth_core::{Cause, Endpoint, Error};
use bw_auth_sandbox::{Credential, SandboxBuilder};
use bw_auth_tests::{Driver, Reply, Setup};

use super::stage::Stage;

/// The same program for either kind of credentials.
fn program<D: Driver>(setup: Setup) -> Result<Vec<Reply>, Error> {
    let client = D::start(setup);
    [
        Endpoint::subscriptions(),
        Endpoint::edge_management_settings(),
    ]
    .map(|endpoint| client.get(endpoint))
    .into_iter()
    .collect()
}

pub(super) fn of_api_users<D: Driver>() {
    // 2026-12-02T00:00:00Z
    let end = Duration::from_secs(1_796_169_600);
    let stage = Stage::with(|builder: SandboxBuilder| builder.api_users_retire_at(end));
    let pair = Setup {
        clock: stage.setup.clock.clone(),
        ..Setup::of(&stage.sandbox)
    };
    let left = end - stage.sandbox.clock().now();
    stage.clock.advance(left - Duration::from_secs(1));
    assert_eq!(program::<D>(pair.clone()).unwrap().len(), 2);
    assert_eq!(program::<D>(stage.setup.clone()).unwrap().len(), 2);

    stage.advance(1);
    let error = program::<D>(pair).unwrap_err();
    let Error::Rejected(rejection) = &error else {
        panic!("{error:?}")
    };
    assert!(rejection.causes().contains(&Cause::RetiredApiUser));
    assert!(
        error.to_string().contains("announced to end on 2026-12-02"),
        "{error}"
    );
    assert_eq!(program::<D>(stage.setup.clone()).unwrap().len(), 2);
    let retired = Credential::Retired(stage.sandbox.username().into());
    assert!(stage.sandbox.count(|request| request.credential == retired) > 0);
}
