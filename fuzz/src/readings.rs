//! URLs as others read them.

use bw_auth_core::{Url, http::Uri};

/// Panics unless a parser of WHATWG's kind and one of RFC 3986's kind find the same parts in the URL as core does.
pub fn assert_read_alike(ours: &Url) {
    let text = ours.as_str();
    assert_eq!(Url::parse(text).as_ref(), Ok(ours), "{text}");
    let query = ours
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    assert_eq!(format!("{}{}{query}", ours.origin(), ours.path()), text);

    let whatwg = url::Url::parse(text).expect(text);
    assert_eq!(whatwg.as_str(), text);
    assert_eq!(
        whatwg.origin().ascii_serialization(),
        ours.origin().to_string()
    );
    assert_eq!(whatwg.path(), ours.path());
    assert_eq!(whatwg.query(), ours.query());

    let uri: Uri = text.parse().expect(text);
    let origin = ours.origin();
    assert_eq!(uri.host(), Some(origin.host()), "{text}");
    assert_eq!(uri.scheme_str() == Some("https"), origin.is_https());
    let implied = if origin.is_https() { 443 } else { 80 };
    assert_eq!(uri.port_u16().unwrap_or(implied), origin.port(), "{text}");
    assert_eq!(uri.path(), ours.path());
    assert_eq!(uri.query(), ours.query());
}
