//! The bench as a token endpoint, and what the tests of tokens share.

use std::error::Error as StdError;
use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use bw_auth_core::{
    BearerToken, ClientCredentials, Errand, Error, Exchange, Generation, Head, Loaded, Step,
    StoredToken, TokenError, TokenRequest, Work,
};

use super::bench::{Bench, End, Fields, ORDERS, outline};
use super::reply::Reply;

pub(crate) const SECRET: &str = "Harbour!%~58=wind";

/// A token request as it was sent.
#[derive(Debug)]
pub(crate) struct TokenAsked {
    pub(crate) url: String,
    pub(crate) authorization: String,
    pub(crate) body: String,
}

impl Bench {
    /// A bench whose provider has client credentials.
    pub(crate) fn with_client() -> Self {
        Self::new().provide([Ok(client_loaded(SECRET, 1))])
    }

    /// Has the token endpoint answer these in turn, and after them as ever.
    pub(crate) fn grant<const N: usize>(&mut self, replies: [Reply; N]) {
        self.tokens.extend(replies);
    }

    /// One GET that is accepted.
    pub(crate) fn ok(&mut self) {
        let end = self.get([Reply::status(200)]);
        assert!(end.is_ok(), "{end:?}");
    }

    /// One GET that is accepted if it gets as far as being sent.
    pub(crate) fn get_if_token(&mut self) -> End {
        let mut exchange = Exchange::new(outline("GET", ORDERS));
        self.drive(&mut exchange, &mut [Reply::status(200)].into())
    }

    /// One GET that is refused, however often it is sent.
    pub(crate) fn get_refused(&mut self) -> End {
        let mut exchange = Exchange::new(outline("GET", ORDERS));
        let replies = [Reply::status(401), Reply::status(401)];
        self.drive(&mut exchange, &mut replies.into())
    }

    /// A GET up to its sending.
    pub(crate) fn started(&mut self) -> Exchange {
        let mut exchange = Exchange::new(outline("GET", ORDERS));
        let step = self.next(&mut exchange);
        assert!(matches!(step, Step::Send(_)), "{step:?}");
        exchange
    }

    /// A GET up to its sending, and what it wants done beside that.
    pub(crate) fn started_beside(&mut self) -> (Exchange, Option<Errand>) {
        let mut exchange = Exchange::new(outline("GET", ORDERS));
        match self.next(&mut exchange) {
            Step::Send(dispatch) => (exchange, dispatch.beside()),
            step => panic!("{step:?}"),
        }
    }

    /// The tokens that were sent, in order.
    pub(crate) fn bearers(&self) -> Vec<&str> {
        let headers = self.sent.iter().map(|sent| sent.authorization.as_deref());
        let tokens = headers.map(|header| header?.strip_prefix("Bearer "));
        tokens
            .collect::<Option<_>>()
            .expect("each went with a token")
    }

    /// How many token requests there were.
    pub(crate) fn fetches(&self) -> usize {
        self.token_requests.len()
    }

    /// Lets time pass on both clocks.
    pub(crate) fn pass_both(&mut self, time: Duration) {
        self.pass(time);
        self.now.unix = self.now.unix.map(|unix| unix + time);
    }

    pub(crate) fn fetch_token(&mut self, errand: Errand) {
        if let Some(request) = self.ask_for_token(errand) {
            self.pass_both(self.token_delay);
            self.answer_token(&request);
        }
    }

    /// Sends the token request, and leaves it without an answer for now.
    pub(crate) fn ask_for_token(&mut self, errand: Errand) -> Option<TokenRequest> {
        let request = self.auth.token_request(errand, self.now)?;
        self.token_requests.push(TokenAsked {
            url: request.url().as_str().to_owned(),
            authorization: request.authorization().expose().to_owned(),
            body: request.body().to_owned(),
        });
        Some(request)
    }

    pub(crate) fn answer_token(&mut self, request: &TokenRequest) {
        let number = self.token_requests.len();
        let granted = || token(&format!("token-{number}"), 3600);
        let answer = match self.tokens.pop_front().unwrap_or_else(granted) {
            Reply::Response(response) => {
                let fields = Fields::of(&response);
                let head = Head::new(response.status, &fields);
                request.read(self.now, head, &response.body, response.complete)
            }
            Reply::Broken(fault) => request.broken(fault, None),
        };
        self.kept = self.auth.token_answered(request, self.now, answer);
    }
}

pub(crate) fn client(secret: &str) -> ClientCredentials {
    ClientCredentials::new("CLI-5f2a", secret.to_owned()).unwrap()
}

pub(crate) fn client_loaded(secret: &str, generation: u64) -> Loaded {
    Loaded::new(client(secret), Generation::new(generation))
}

/// The answer that grants a token for so many seconds.
pub(crate) fn token(text: &str, expires_in: u64) -> Reply {
    let body =
        format!(r#"{{"access_token":"{text}","token_type":"Bearer","expires_in":{expires_in}}}"#);
    Reply::status(200).body(body)
}

pub(crate) fn stored(text: &str, expires_at: u64) -> StoredToken {
    let token = BearerToken::new(text.to_owned()).unwrap();
    StoredToken::new(token, Duration::from_secs(expires_at))
}

/// A token with these claims and an invalid signature, by another base64 than ours.
pub(crate) fn jwt(claims: &str) -> String {
    let claims = Base64UrlUnpadded::encode_string(claims.as_bytes());
    format!("eyJhbGciOiJSUzI1NiJ9.{claims}.c2lnbmF0dXJl")
}

/// What kept a request from having a token.
pub(crate) fn token_error(end: &End) -> &TokenError {
    match end {
        Err(Error::Token(error)) => error,
        end => panic!("{end:?}"),
    }
}

/// Everything that an error prints, its causes included.
pub(crate) fn texts(error: &(dyn StdError + 'static)) -> String {
    let own = format!("{error} {error:?} {error:#?}");
    match error.source() {
        Some(source) => format!("{own} {}", texts(source)),
        None => own,
    }
}

/// A request up to the errand of fetching a token.
pub(crate) fn token_errand(bench: &mut Bench, exchange: &mut Exchange) -> Errand {
    loop {
        match exchange.next(&mut bench.auth, bench.now) {
            Step::Settle { errand, .. } if errand.work() == Work::Token => return errand,
            Step::Settle { errand, .. } => bench.run_errand(errand),
            step => panic!("{step:?}"),
        }
    }
}
