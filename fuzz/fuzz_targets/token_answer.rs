//! Arbitrary bytes as a token endpoint's answer: the first byte chooses the status, the rest is the body.

#![no_main]

use std::time::Duration;

use bw_auth_core::{
    Authenticator, Claims, ClientCredentials, Environment, Error, Generation, Head, Loaded, Now,
    Policy, Preparation, Step, Work,
};
use bw_auth_fuzz::error_texts;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|answer: &[u8]| {
    let Some((status, body)) = answer.split_first() else {
        return;
    };
    let status = [200, 200, 200, 201, 302, 400, 401, 429, 500, 503][usize::from(*status) % 10];
    let mut auth = Authenticator::new(Environment::production(), Policy::default());
    let mut preparation = Preparation::new(None);
    let mut now = NOW;
    let mut asked = 0;
    let end = loop {
        match preparation.next(&mut auth, now) {
            Step::Settle { errand, .. } => match errand.work() {
                Work::Load { .. } => {
                    let client = ClientCredentials::new("CLI-5f2a", SECRET.to_owned());
                    let loaded = Loaded::new(client.expect("it can be sent"), Generation::FIRST);
                    auth.loaded(errand, Ok(loaded));
                }
                Work::Token => {
                    asked += 1;
                    assert!(asked <= 4, "it asks for ever");
                    let request = auth.token_request(errand, now).expect("it is open");
                    let limit = request.answer_limit();
                    let start = body.get(..limit).unwrap_or(body);
                    let fields = [("Retry-After", "9999999999999999999999")];
                    let complete = start.len() == body.len();
                    let answer = request.read(now, Head::new(status, &fields), start, complete);
                    assert!(!format!("{answer:?} {request:?}").contains(SECRET));
                    if let Some(kept) = auth.token_answered(&request, now, answer) {
                        let token = kept.token().expose();
                        assert!(token.bytes().all(|byte| byte.is_ascii_graphic()));
                        assert!(kept.expires_at() <= UNIX + Duration::from_secs(86_400));
                        let _ = Claims::of(kept.token());
                        let shown = format!("{auth:?} {kept:?} {:?}", auth.stats(now));
                        assert!(token.len() < 16 || !shown.contains(token), "{shown}");
                    }
                }
            },
            Step::Deliver => break Ok(()),
            Step::Fail(error) => break Err(error),
            step => panic!("{step:?} while preparing"),
        }
    };
    match end {
        Ok(()) => {
            assert!((200..300).contains(&status));
            // Whatever the answer said, a day later the token is over.
            now.elapsed += Duration::from_secs(86_400);
            assert_eq!(auth.token_life(now), Some(Duration::ZERO));
        }
        Err(error) => {
            assert!(matches!(error, Error::Token(_)), "{error}");
            let texts = error_texts(&error);
            assert!(!texts.contains(SECRET), "{texts}");
        }
    }
});

const SECRET: &str = "Lantern?/>-47=tide";
const UNIX: Duration = Duration::from_secs(1_795_514_400);
const NOW: Now = Now {
    elapsed: Duration::from_secs(1_000),
    unix: Some(UNIX),
    random: 7,
};
