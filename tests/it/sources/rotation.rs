//! Files that are rotated many times while eight callers send: nobody's request is lost, and no mixed pair goes out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use bw_auth_core::{CredentialsProvider as _, Generation};
use bw_auth_sandbox::Sandbox;
use bw_auth_sources::Chain;

use super::callers::{CALLERS, Callers};
use super::mounted::{Links, Mounted, Profile};
use super::rotator::Scheme;
use super::seen::Seen;
use super::transport::{Transport, Wanted};

pub(super) fn of_a_profile<T: Transport>() {
    rotate::<T, Profile>(Scheme::Basic);
}

pub(super) fn of_a_turned_link<T: Transport>() {
    rotate::<T, Links>(Scheme::Basic);
}

pub(super) fn of_a_profile_with_client_credentials<T: Transport>() {
    rotate::<T, Profile>(Scheme::Client);
}

pub(super) fn of_a_turned_link_with_client_credentials<T: Transport>() {
    rotate::<T, Links>(Scheme::Client);
}

/// Each rotation is in the order in which it has to be made: the service takes the new pair, the files are replaced, the service
/// does not take the old one any more. A client asks its source only when it was refused, so that is when it sees the new one.
fn rotate<T: Transport, M: Mounted>(scheme: Scheme) {
    let rotations = ROTATIONS;
    let sandbox = Sandbox::start().unwrap();
    let mounted = M::new(scheme);
    scheme.admit(&sandbox, 0);
    mounted.put(0);
    let chain = Arc::new(Chain::standard(mounted.surroundings()));
    let wanted = Wanted {
        direct: true,
        account: sandbox.account_id().parse().ok(),
        ..Wanted::default()
    };
    let client = T::start(Arc::clone(&chain), &sandbox, wanted).unwrap();

    let reader = Reader::of(&chain);
    let callers = Callers::employed_by(&client);
    callers.see(0);
    for number in 1..=rotations {
        scheme.admit(&sandbox, number);
        mounted.put(number);
        scheme.retire(&sandbox, number - 1);
        if matches!(scheme, Scheme::Client) {
            // The secret is of no interest before the next token is.
            client.invalidate_token();
        }
        callers.see(number);
    }
    callers.dismiss();
    drop(reader);

    // Each of so many generations was one of so many pairs, all of which were accepted: none is left to be a mixed one.
    let resolved = chain.resolve().unwrap();
    assert_eq!(resolved.generation(), Generation::new(rotations + 1));
    let stats = client.stats();
    assert_eq!((stats.rotations, stats.stopped), (rotations, 0));
    let seen = Seen::in_log(&sandbox.requests());
    assert_eq!(seen.0.len() as u64, rotations + 1);
    for (number, count) in &seen.0 {
        assert!(count.accepted >= CALLERS, "{number}: {count:?}");
        let expected = match scheme {
            _ if *number == rotations => 0..=0,
            // Somebody has to find out, and whoever was refused has the new pair afterwards.
            Scheme::Basic => 1..=CALLERS,
            Scheme::Client => 1..=1,
        };
        assert!(expected.contains(&count.refused), "{number}: {count:?}");
    }
}

/// Looks at the files all the while, so that they are looked at while they are replaced.
struct Reader {
    is_over: Arc<AtomicBool>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Reader {
    fn of(chain: &Arc<Chain>) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let (chain, over) = (Arc::clone(chain), Arc::clone(&is_over));
        let thread = thread::spawn(move || {
            let mut last = Generation::FIRST;
            while !over.load(Ordering::SeqCst) {
                // As if it had been refused, since otherwise a look a second is all there is.
                last = chain.load(Some(last)).unwrap().generation();
                thread::yield_now();
            }
        });
        Self {
            is_over,
            thread: Some(thread),
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let ended = self.thread.take().map(thread::JoinHandle::join);
        // A second panic would hide the first.
        if !thread::panicking() {
            ended.unwrap().unwrap();
        }
    }
}

const ROTATIONS: u64 = 1_000;
