//! Glue to `http::HeaderMap`: the fields of a response, and the one field that we add to a request.

use http::HeaderMap;
use http::HeaderValue;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, Entry, LOCATION};

use super::head::{Field, Fields};
use super::outcome::Outcome;
use super::step::Dispatch;
use super::token_request::TokenRequest;

impl Fields for HeaderMap {
    fn each(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        for (name, value) in self {
            visit(name.as_str(), value.as_bytes());
        }
    }

    fn field(&self, name: &str) -> Field<'_> {
        let mut found = self.get_all(name).iter();
        match (found.next(), found.next()) {
            (None, _) => Field::Absent,
            (Some(value), None) => Field::One(value.as_bytes()),
            (Some(_), Some(_)) => Field::Several,
        }
    }
}

impl Dispatch {
    /// Makes the caller's header fields those of this sending: adds ours, and removes theirs where they must not go.
    pub fn apply(&self, fields: &mut HeaderMap) {
        if self.own_fields_only() {
            fields.clear();
        }
        // What one server has set another need not see; only the caller's own client would know its scope.
        if self.crossed_origin() {
            fields.remove(COOKIE);
        }
        if let Some(authorization) = self.authorization() {
            fields.insert(AUTHORIZATION, authorization.header_value());
        }
    }
}

impl TokenRequest {
    /// All header fields to send; the library adds those that frame the body.
    #[must_use]
    pub fn headers(&self) -> HeaderMap {
        let mut fields = HeaderMap::with_capacity(3);
        fields.insert(ACCEPT, HeaderValue::from_static("application/json"));
        fields.insert(AUTHORIZATION, self.authorization().header_value());
        fields.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type()));
        fields
    }
}

impl Outcome {
    /// Marks what a delivered response's `Debug` output must not show: the target of a redirect that was not followed,
    /// be it one that can be read or not.
    pub fn mark_sensitive(&self, fields: &mut HeaderMap) {
        if !self.is_redirect() {
            return;
        }
        if let Entry::Occupied(mut locations) = fields.entry(LOCATION) {
            locations
                .iter_mut()
                .for_each(|location| location.set_sensitive(true));
        }
    }
}
