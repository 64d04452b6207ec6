use std::thread;
use std::time::Duration;

use bw_auth_sandbox::{Fault, Sandbox, SandboxClock};

use crate::client::{get, own, path};

#[test]
fn the_date_of_an_answer_is_the_clocks() {
    let clock = SandboxClock::manual(0);
    let sandbox = Sandbox::builder().clock(clock.clone()).start().unwrap();
    clock.advance(Duration::from_secs(86_400));
    let reply = get(&sandbox, "/api", "");
    assert_eq!(reply.fields("date"), ["Fri, 02 Jan 1970 00:00:00 GMT"]);
    assert_eq!(
        clock.http_date(Duration::MAX),
        "Fri, 31 Dec 9999 23:59:59 GMT"
    );
}

#[test]
fn an_advance_wakes_a_delayed_answer_and_nothing_less_does() {
    let clock = SandboxClock::manual(1_790_000_000);
    let sandbox = Sandbox::builder().clock(clock.clone()).start().unwrap();
    sandbox.script(Fault::delay(Duration::from_secs(3600)));
    thread::scope(|scope| {
        let reply = scope.spawn(|| get(&sandbox, &path(&sandbox, "subscriptions"), &own(&sandbox)));
        assert!(sandbox.wait_for(LONG, |log| log.iter().any(|r| r.body_length.is_some())));
        clock.advance(Duration::from_secs(3599));
        // Another answer shows that the sandbox has been round since, and left the delayed one alone.
        assert_eq!(get(&sandbox, "/api", "").status, 200);
        assert_eq!(
            sandbox.count(|r| r.fault.is_some() && r.status.is_some()),
            0
        );
        clock.advance(Duration::from_secs(1));
        assert_eq!(reply.join().unwrap().status, 200);
    });
}

#[test]
fn the_system_clock_can_be_advanced_too() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.script(Fault::delay(Duration::from_secs(86_400)));
    thread::scope(|scope| {
        let reply = scope.spawn(|| get(&sandbox, "/api", ""));
        assert!(sandbox.wait_for(LONG, |log| log.len() == 1));
        sandbox.clock().advance(Duration::from_secs(86_400));
        assert_eq!(reply.join().unwrap().status, 200);
    });
}

const LONG: Duration = Duration::from_secs(60);
