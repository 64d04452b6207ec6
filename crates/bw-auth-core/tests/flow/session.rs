//! The lock around the state, who listens to its events, and the clock.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, OnceLock, Weak};

use bw_auth_core::client::{Observer, Session};
use bw_auth_core::{
    Authenticator, Clock, Error, Event, Now, Policy, RequestError, SystemClock, Withheld,
};

use super::bench::{PASSWORD, basic, environment, seconds};

const NOW: Now = Now {
    elapsed: seconds(100),
    unix: None,
    random: 0,
};

#[derive(Debug)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Now {
        NOW
    }
}

#[test]
fn an_observer_may_call_back_into_the_session() {
    type Link = OnceLock<Weak<Session<Stopped>>>;
    let link: Arc<Link> = Arc::default();
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let observer: Observer = {
        let (link, seen) = (link.clone(), seen.clone());
        Arc::new(move |event: &Event| {
            let session = link.get().and_then(Weak::upgrade).expect("it is linked");
            // It would hang here if the lock were still held.
            let principal =
                session.decide(|auth, _| auth.fingerprint().map(|f| f.principal().to_owned()));
            seen.lock()
                .unwrap()
                .push(format!("{} {principal:?}", event.name()));
        })
    };
    let auth = Authenticator::new(environment(), Policy::default());
    let observers = vec![observer.clone(), observer];
    let session = Arc::new(Session::new(auth, Arc::new(Stopped), observers));
    link.set(Arc::downgrade(&session)).unwrap();

    session.decide(|auth, now| {
        assert_eq!(now, NOW);
        auth.install(basic(PASSWORD));
        auth.install(basic("installed"));
    });
    let told = "credentials.rotated Some(\"jdoe\")".to_owned();
    assert_eq!(
        *seen.lock().unwrap(),
        [told.clone(), told],
        "each observer once"
    );
    session.decide(|_, _| ());
    assert_eq!(seen.lock().unwrap().len(), 2, "and once only");
    let text = format!("{session:?} {:?}", session.clock());
    assert!(
        text.contains("jdoe") && !text.contains("installed"),
        "{text}"
    );
}

#[test]
fn what_a_rule_withholds_before_there_is_an_exchange_is_told_too() {
    let seen: Arc<Mutex<Vec<&'static str>>> = Arc::default();
    let observer: Observer = {
        let seen = seen.clone();
        Arc::new(move |event: &Event| {
            if let Event::Withheld { code, .. } = event {
                seen.lock().unwrap().push(code);
            }
        })
    };
    let auth = Authenticator::new(environment(), Policy::default());
    let session = Session::new(auth, Arc::new(Stopped), vec![observer]);
    assert_eq!(session.admitted(Ok::<_, Error>(7)).unwrap(), 7);
    let mistake = session.admitted(Err::<(), _>(RequestError::Header));
    assert_eq!(mistake.unwrap_err().code(), "request.header");
    assert!(seen.lock().unwrap().is_empty());
    let withheld = session.admitted(Err::<(), _>(Withheld::Userinfo));
    assert_eq!(withheld.unwrap_err().code(), "withheld.userinfo");
    assert_eq!(*seen.lock().unwrap(), ["withheld.userinfo"]);
}

#[test]
fn a_panic_within_a_decision_does_not_end_the_session() {
    let auth = Authenticator::new(environment(), Policy::default());
    let session = Session::new(auth, Arc::new(Stopped), Vec::new());
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        session.decide(|_, _| resume_unwind(Box::new("a caller's clock")));
    }));
    assert!(panicked.is_err());
    assert!(session.decide(|auth, _| auth.fingerprint().is_none()));
}

#[test]
fn the_system_clock_never_goes_back() {
    let clock = SystemClock::new();
    let moments: Vec<_> = (0..1_000).map(|_| clock.now()).collect();
    assert!(
        moments
            .windows(2)
            .all(|pair| pair[0].elapsed <= pair[1].elapsed)
    );
    assert!(moments.iter().all(|now| now.unix.is_some()));
    assert!(moments[0].elapsed < moments[999].elapsed, "and goes on");
    let clones = clock.clone().now();
    assert!(
        clones.elapsed >= moments[999].elapsed,
        "a clone counts from the same start"
    );
    let other = SystemClock::default();
    assert_ne!(other.now().random, clock.now().random);
}
