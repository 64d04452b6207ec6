//! A 401 to a token while no other is fetched for it: the account's affair, or the token's?

use std::collections::VecDeque;
use std::time::Duration;

use bw_auth_core::Exchange;

use super::bench::{Bench, account_outline, code, outline, seconds};
use super::reply::Reply;
use super::token_bench::token;

const GOOD: u32 = 1;

/// A request for this account that meets this status, as often as it is sent. How it ends.
fn get(bench: &mut Bench, account: u32, status: u16) -> &'static str {
    let mut exchange = Exchange::new(account_outline(&account.to_string()));
    let mut replies = VecDeque::from([Reply::status(status), Reply::status(status)]);
    code(&bench.drive(&mut exchange, &mut replies))
}

/// How many requests were sent for this account.
fn sent(bench: &Bench, account: u32) -> usize {
    let part = format!("/accounts/{account}/");
    let all = bench.sent.iter();
    all.filter(|sent| sent.url.contains(&part)).count()
}

/// A token that is good, at the beginning of the half minute in which no 401 makes for another.
fn in_the_half_minute() -> Bench {
    let mut bench = Bench::with_client();
    assert_eq!(get(&mut bench, GOOD, 200), "delivered");
    assert_eq!(get(&mut bench, 99, 401), "auth.rejected");
    assert_eq!(bench.fetches(), 2);
    bench
}

#[test]
fn many_wrong_accounts_beside_a_good_one_stop_being_sent() {
    let mut bench = in_the_half_minute();
    for _ in 0..20 {
        for account in 10..60 {
            let code = get(&mut bench, account, 401);
            assert!(code.starts_with("auth.rejected"), "{code}");
        }
        assert_eq!(get(&mut bench, GOOD, 200), "delivered");
    }
    for account in 10..60 {
        assert_eq!(sent(&bench, account), 6, "one, and five that count");
    }
    assert_eq!(bench.fetches(), 2);
}

#[test]
fn a_refusal_that_may_be_the_tokens_is_not_remembered() {
    let mut bench = in_the_half_minute();
    // It is revoked now, and everybody meets it.
    for _ in 0..10 {
        for account in [GOOD, 2, 3] {
            assert_eq!(get(&mut bench, account, 401), "auth.rejected");
        }
    }
    bench.pass_both(seconds(30));
    let replies = &mut [Reply::status(401), Reply::status(200)].into();
    let end = bench.drive(&mut Exchange::new(account_outline("1")), replies);
    assert_eq!((code(&end), bench.fetches()), ("delivered", 3));
    for account in [2, 3] {
        assert_eq!(get(&mut bench, account, 200), "delivered");
    }
}

#[test]
fn what_was_on_its_way_before_the_refusal_says_nothing() {
    let mut bench = in_the_half_minute();
    let mut early = Vec::new();
    for _ in 0..8 {
        let mut exchange = Exchange::new(account_outline("1"));
        bench.next(&mut exchange);
        early.push(exchange);
    }
    for exchange in &mut early {
        assert_eq!(get(&mut bench, 2, 401), "auth.rejected");
        bench.answer(exchange, Reply::status(200));
    }
    bench.pass_both(seconds(30));
    assert_eq!(get(&mut bench, 2, 401), "auth.rejected");
    assert_eq!(bench.fetches(), 3, "it had not been remembered");
}

#[test]
fn one_acceptance_speaks_for_one_refusal() {
    let mut bench = in_the_half_minute();
    bench.pass_both(seconds(30));
    let unavailable = Reply::status(503).field("Retry-After", "600");
    bench.grant([unavailable]);
    assert_eq!(get(&mut bench, 2, 401), "auth.rejected");
    assert_eq!(get(&mut bench, GOOD, 200), "delivered");
    assert_eq!(get(&mut bench, 2, 401), "auth.rejected");
    // Once it is forgotten, what was accepted before it counts for nothing more.
    bench.pass_both(seconds(60));
    for _ in 0..8 {
        assert_eq!(get(&mut bench, 2, 401), "auth.rejected");
    }
    assert_eq!(get(&mut bench, GOOD, 200), "delivered");
    // Remembered again, and now each counts.
    for _ in 0..4 {
        assert_eq!(get(&mut bench, 2, 401), "auth.rejected");
    }
    assert_eq!(get(&mut bench, 2, 401), "auth.rejected_earlier");
    assert_eq!(bench.fetches(), 3);
}

#[test]
fn an_account_that_was_accepted_itself_is_no_wrong_one() {
    let mut bench = in_the_half_minute();
    assert_eq!(get(&mut bench, 2, 401), "auth.rejected");
    assert_eq!(get(&mut bench, 2, 200), "delivered");
    // Now it is revoked. Nobody else is there to notice.
    assert_eq!(get(&mut bench, 2, 401), "auth.rejected");
    bench.pass_both(seconds(30));
    let replies = &mut [Reply::status(401), Reply::status(200)].into();
    let end = bench.drive(&mut Exchange::new(account_outline("2")), replies);
    assert_eq!((code(&end), bench.fetches()), ("delivered", 3));
}

#[test]
fn another_token_begins_anew() {
    let mut bench = in_the_half_minute();
    assert_eq!(get(&mut bench, 2, 401), "auth.rejected");
    assert_eq!(get(&mut bench, GOOD, 200), "delivered");
    bench.pass_both(seconds(3600));
    let unavailable = Reply::status(503).field("Retry-After", "600");
    bench.grant([token("another", 3600), unavailable]);
    for _ in 0..8 {
        assert_eq!(get(&mut bench, 2, 401), "auth.rejected");
    }
}

#[test]
fn a_memory_of_accounts_that_is_full_takes_no_more() {
    let mut bench = in_the_half_minute();
    for account in 1_000..1_000 + 4_096 {
        assert_eq!(get(&mut bench, account, 401), "auth.rejected");
    }
    for account in [1_000, 9_000] {
        assert_eq!(get(&mut bench, account, 401), "auth.rejected");
        assert_eq!(get(&mut bench, GOOD, 200), "delivered");
        let is_stopped = (0..6).any(|_| get(&mut bench, account, 401) != "auth.rejected");
        assert_eq!(is_stopped, account == 1_000, "{account}");
    }
}

/// With a good account beside it, for so many minutes: when tokens were fetched, in seconds.
fn fetches_beside_a_good_account(bench: &mut Bench, minutes: u64) -> Vec<u64> {
    let mut fetched = Vec::new();
    for minute in 1..=minutes {
        bench.pass_both(seconds(30));
        assert_eq!(get(bench, GOOD, 200), "delivered");
        bench.pass_both(seconds(30));
        let before = bench.fetches();
        assert!(get(bench, 99, 401).starts_with("auth.rejected"));
        if bench.fetches() > before {
            fetched.push(minute);
        }
    }
    fetched
}

#[test]
fn an_account_that_stays_wrong_costs_two_tokens() {
    let mut bench = in_the_half_minute();
    let fetched = fetches_beside_a_good_account(&mut bench, 50);
    // Ten minutes, and what a breaker adds.
    assert_eq!(fetched, [12]);
}

/// Where tokens live for longer, each hour.
#[test]
fn an_account_that_stays_wrong_costs_one_token_an_hour_where_no_other_comes() {
    let mut bench = Bench::with_client();
    bench.grant(["a", "b", "c", "d", "e"].map(|name| token(name, 86_400)));
    assert_eq!(get(&mut bench, GOOD, 200), "delivered");
    assert_eq!(get(&mut bench, 99, 401), "auth.rejected");
    let fetched = fetches_beside_a_good_account(&mut bench, 150);
    assert_eq!(fetched, [12, 72, 132]);
}

/// How many tokens so many requests in turn cost, one of them for an account that may be wrong.
fn fetches_for_many(interval: Duration, of_wrong: u16) -> usize {
    let mut bench = Bench::with_client();
    for request in 0..10_000 {
        let (account, status) = match request % 500 {
            0 => (99, of_wrong),
            right => (1_000 + right, 200),
        };
        let code = get(&mut bench, account, status);
        let is_right = account != 99 || of_wrong == 200;
        assert_eq!(code == "delivered", is_right, "{code}");
        bench.pass_both(interval);
    }
    bench.fetches()
}

#[test]
fn one_wrong_account_of_many_costs_two_tokens_however_seldom_it_comes() {
    for tenths in [0, 1, 10, 12, 66, 70, 600] {
        let interval = Duration::from_millis(100) * tenths;
        let with = fetches_for_many(interval, 401);
        let without = fetches_for_many(interval, 200);
        assert!(
            (without..=without + 2).contains(&with),
            "{interval:?}: {with} in place of {without}"
        );
    }
}

/// A token that came for other reasons is as good a reason to leave it at that as one that was fetched for the account.
#[test]
fn a_wrong_account_is_known_to_be_wrong_by_the_next_token() {
    let mut bench = in_the_half_minute();
    assert_eq!(get(&mut bench, GOOD, 200), "delivered");
    for fetches in 3..6 {
        bench.pass_both(seconds(3600));
        assert_eq!(get(&mut bench, GOOD, 200), "delivered");
        bench.pass_both(seconds(590));
        assert_eq!(get(&mut bench, 99, 401), "auth.rejected");
        assert_eq!(bench.fetches(), fetches);
        // Once it is let in, what was is forgotten.
        if fetches == 5 {
            bench.pass_both(seconds(60));
            assert_eq!(get(&mut bench, 99, 200), "delivered");
            bench.pass_both(seconds(60));
            assert_eq!(get(&mut bench, 99, 401), "auth.rejected");
            assert_eq!(bench.fetches(), fetches + 1);
        }
        assert_eq!(get(&mut bench, GOOD, 200), "delivered");
    }
}

/// The account may have become right, and then it is the token.
#[test]
fn the_second_refusal_of_a_token_is_judged_by_that_token() {
    let mut bench = in_the_half_minute();
    assert_eq!(get(&mut bench, GOOD, 200), "delivered");
    bench.pass_both(seconds(3600));
    assert_eq!(get(&mut bench, GOOD, 200), "delivered");
    assert_eq!(get(&mut bench, 99, 401), "auth.rejected");
    assert_eq!(bench.fetches(), 3);
    bench.pass_both(seconds(60));
    let replies = &mut [Reply::status(401), Reply::status(200)].into();
    let end = bench.drive(&mut Exchange::new(account_outline("99")), replies);
    assert_eq!((code(&end), bench.fetches()), ("delivered", 4));
}

#[test]
fn an_account_that_becomes_right_has_its_token_after_ten_minutes() {
    let mut bench = in_the_half_minute();
    assert_eq!(get(&mut bench, GOOD, 200), "delivered");
    bench.pass_both(seconds(599));
    assert_eq!(get(&mut bench, 99, 401), "auth.rejected");
    assert_eq!(bench.fetches(), 2);
    assert_eq!(get(&mut bench, GOOD, 200), "delivered");
    // It is remembered for a minute that it was refused.
    bench.pass_both(seconds(60));
    let replies = &mut [Reply::status(401), Reply::status(200)].into();
    let end = bench.drive(&mut Exchange::new(account_outline("99")), replies);
    assert_eq!(code(&end), "delivered");
    // What it was before is forgotten then.
    bench.pass_both(seconds(60));
    let before = bench.fetches();
    assert_eq!(get(&mut bench, 99, 401), "auth.rejected");
    assert_eq!(bench.fetches(), before + 1);
}

#[test]
fn an_account_for_which_no_token_was_fetched_yet_gets_one() {
    let mut bench = in_the_half_minute();
    assert_eq!(get(&mut bench, 98, 401), "auth.rejected");
    assert_eq!(bench.fetches(), 2, "there was one a moment ago");
    assert_eq!(get(&mut bench, GOOD, 200), "delivered");
    bench.pass_both(seconds(30));
    let replies = &mut [Reply::status(401), Reply::status(200)].into();
    let end = bench.drive(&mut Exchange::new(account_outline("98")), replies);
    assert_eq!((code(&end), bench.fetches()), ("delivered", 3));
}

#[test]
fn one_services_word_is_nothing_to_anothers() {
    let mut bench = in_the_half_minute();
    let voice = || outline("GET", "https://voice.example:8443/v2/accounts/1/calls");
    for fetches in 3..6 {
        bench.run(voice(), [Reply::status(200)]).unwrap();
        bench.pass_both(seconds(90));
        assert_eq!(get(&mut bench, 99, 401), "auth.rejected");
        assert_eq!(bench.fetches(), fetches, "it may have been revoked");
    }
}
