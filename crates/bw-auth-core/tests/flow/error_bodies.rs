//! What is read out of error bodies: every shape that Bandwidth's services use, with texts of our own invention, and
//! what is none.

use proptest::prelude::*;

use super::bench::{Bench, code};
use super::reply::Reply;

type Said<'a> = (Option<&'a str>, Option<&'a str>);

fn check(body: impl AsRef<[u8]>, expected: Said<'_>) {
    let body = body.as_ref();
    for (status, name) in [
        (401, "auth.rejected"),
        (403, "auth.forbidden"),
        (429, "rate_limited"),
    ] {
        let end = Bench::new().get([Reply::status(status).body(body)]);
        assert_eq!(code(&end), name, "the status decides, not the body");
        let error = end.unwrap_err();
        let answer = error.answer().unwrap();
        let shown = String::from_utf8_lossy(body)
            .chars()
            .take(120)
            .collect::<String>();
        assert_eq!((answer.code(), answer.description()), expected, "{shown}");
        assert_eq!((answer.body(), answer.is_complete()), (body, true));
        if let Some(description) = answer.description() {
            assert!(error.to_string().contains(description), "{error}");
        }
    }
}

#[test]
fn xml_shapes() {
    let said = (Some("4711"), Some("The widget is closed"));
    for body in [
        "<OrderResponse><ErrorList><Error><Code>4711</Code><Description>The widget is closed</Description></Error></ErrorList></OrderResponse>",
        "<SiteResponse><ResponseStatus><ErrorCode>4711</ErrorCode><Description>The widget is closed</Description></ResponseStatus></SiteResponse>",
        "<SearchResult><Error><Code>4711</Code><Description>The widget is closed</Description></Error></SearchResult>",
        "<Response><Test><Errors><Code>4711</Code><Description>The widget is closed</Description></Errors><More/></Test></Response>",
        "<Response><Test><resultCode>4711</resultCode><resultMessage>The widget is closed</resultMessage></Test></Response>",
        // Description first, white space, a declaration, a namespace, CDATA, entities, comments, a byte order mark.
        "<R><E><Description>The widget is closed</Description><Code>4711</Code></E></R>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<R>\n <E>\n  <Code> 4711 </Code>\n  <Description>\n   The widget is closed\n  </Description>\n </E>\n</R>\n",
        "<n:R xmlns:n=\"urn:x\"><n:E><n:Code>4711</n:Code><n:Description>The widget is closed</n:Description></n:E></n:R>",
        "<R><Code><![CDATA[4711]]></Code><Description><![CDATA[The widget is closed]]></Description></R>",
        "<R><Code>&#52;711</Code><Description>The widget&#x20;is closed</Description></R>",
        "<!-- no --><R><Code>4711</Code><!-- no --><Description>The widget is closed</Description></R>",
        "\u{feff}<R><Code>4711</Code><Description>The widget is closed</Description></R>",
        "  \r\n\t<R><Code>4711</Code><Description>The widget is closed</Description></R>",
        // The first of several.
        "<R><ErrorList><Error><Code>4711</Code><Description>The widget is closed</Description></Error><Error><Code>2</Code><Description>b</Description></Error></ErrorList></R>",
        // A success beside an error.
        "<R><A><resultCode>0</resultCode><resultMessage>fine</resultMessage></A><B><resultCode>4711</resultCode><resultMessage>The widget is closed</resultMessage></B></R>",
    ] {
        check(body, said);
    }
}

#[test]
fn xml_with_parts_missing() {
    check(
        "<R><Error><Code>4711</Code></Error></R>",
        (Some("4711"), None),
    );
    check(
        "<R><Error><Code/><Description>d</Description></Error></R>",
        (None, None),
    );
    check(
        "<R><Error><Description>d</Description></Error></R>",
        (None, None),
    );
    check(
        "<R><T><resultCode>0</resultCode><resultMessage>Success</resultMessage></T></R>",
        (None, None),
    );
    check("<R><T><resultCode> 0 </resultCode></T></R>", (None, None));
    check("<R/>", (None, None));
    check(
        "<html><body><h1>403 Forbidden</h1></body></html>",
        (None, None),
    );
    check(
        "<!doctype html><html><body>Forbidden<br></body></html>",
        (None, None),
    );
}

#[test]
fn json_shapes() {
    for (body, said) in [
        (
            r#"{"type":"unlucky","description":"The widget is closed"}"#,
            (Some("unlucky"), Some("The widget is closed")),
        ),
        (
            r#"{"type":"unlucky-error","description":"The widget is closed","id":null}"#,
            (Some("unlucky-error"), Some("The widget is closed")),
        ),
        (
            r#"{"message":"The widget is closed"}"#,
            (None, Some("The widget is closed")),
        ),
        (
            r#"{"Message":"The widget is closed"}"#,
            (None, Some("The widget is closed")),
        ),
        (
            r#"{"links":[],"errors":[{"description":"The widget is closed"}]}"#,
            (None, Some("The widget is closed")),
        ),
        (
            r#"{"errors":[{"code":206999,"description":"The widget is closed"}]}"#,
            (Some("206999"), Some("The widget is closed")),
        ),
        (
            r#"{"errors":[{"code":"E0999","description":"The widget is closed"}]}"#,
            (Some("E0999"), Some("The widget is closed")),
        ),
        (
            r#"{"errors":[{"id":"x","type":"unlucky","description":"The widget is closed","source":{"header":"X"}}]}"#,
            (Some("unlucky"), Some("The widget is closed")),
        ),
        (
            r#"{"data":null,"errors":[{"code":1,"description":"first"},{"code":2,"description":"second"}]}"#,
            (Some("1"), Some("first")),
        ),
        (
            r#"[{"type":"unlucky","description":"The widget is closed"}]"#,
            (Some("unlucky"), Some("The widget is closed")),
        ),
        ("\u{feff} \n{\"type\":\"unlucky\"}", (Some("unlucky"), None)),
        (
            r#"{"description":"The widget\nis\tclosed"}"#,
            (None, Some("The widget is closed")),
        ),
        // What is there is taken as it is, whatever it is beside.
        (
            r#"{"code":false,"type":"unlucky","description":{"en":"x"},"message":"The widget is closed"}"#,
            (Some("unlucky"), Some("The widget is closed")),
        ),
        (
            r#"{"errors":[],"message":"The widget is closed"}"#,
            (None, Some("The widget is closed")),
        ),
        (
            r#"{"errors":"none","type":"unlucky"}"#,
            (Some("unlucky"), None),
        ),
        (r#"{"type":"","description":"  "}"#, (None, None)),
        ("{}", (None, None)),
        ("[]", (None, None)),
        ("[1,2]", (None, None)),
    ] {
        check(body, said);
    }
}

#[test]
fn what_cannot_be_read_is_kept_and_says_nothing() {
    let nothing = (None, None);
    let laughs = "<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;&x;&x;&x;&x;&x;&x;\"><!ENTITY z \"&y;&y;&y;&y;\">]><a><Code>&z;</Code></a>";
    let external =
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a><Code>&x;</Code></a>";
    for body in [
        "",
        " ",
        "Forbidden",
        "null",
        "42",
        "\"type\"",
        "<",
        "{",
        "[",
        "<R><Code>1</Code>",
        "<R><Code>1</R>",
        "{\"type\":\"a\"",
        "{\"type\":\"a\"} x",
        "{'type':'a'}",
        "<R>\u{0}</R>",
        laughs,
        external,
    ] {
        check(body, nothing);
    }
    check(b"\xff\xfe<\x00R\x00>\x00", nothing);
    check(b"\x1f\x8b\x08\x00\x00\x00\x00\x00", nothing);
    check(b"{\"type\":\"\xff\"}", nothing);
}

#[test]
fn depth_costs_no_stack() {
    let levels = 2_000;
    check("[".repeat(levels), (None, None));
    check(
        format!("{}{}", "[".repeat(levels), "]".repeat(levels)),
        (None, None),
    );
    check(
        format!("{}1{}", "{\"errors\":".repeat(1_000), "}".repeat(1_000)),
        (None, None),
    );
    check("<a>".repeat(levels), (None, None));
    let deep = format!(
        "{}<Code>7</Code>{}",
        "<a>".repeat(levels),
        "</a>".repeat(levels)
    );
    check(deep, (Some("7"), None));
    let wide = format!("<R>{}<E><Code>7</Code></E></R>", "<a/>".repeat(3_000));
    check(wide, (Some("7"), None));
    // More nodes than anybody needs.
    let crowd = format!("<R>{}<E><Code>7</Code></E></R>", "<a/>".repeat(4_070));
    assert!(crowd.len() > 16_000);
    let end = Bench::new().get([Reply::status(403).body(crowd)]);
    assert_eq!(code(&end), "auth.forbidden");
}

#[test]
fn a_long_body_is_asked_for_and_kept_up_to_the_limit() {
    let mut bench = Bench::new();
    let _ = bench.get([Reply::status(403)]);
    assert_eq!(bench.read_limit, Some(16 * 1024));

    // A driver that hands over more than it was asked for.
    let error = Bench::new()
        .get([Reply::status(403).body("x".repeat(20_000))])
        .unwrap_err();
    let answer = error.answer().unwrap();
    assert_eq!(
        (answer.body().len(), answer.is_complete()),
        (16 * 1024, false)
    );
}

#[test]
fn an_incomplete_body_is_kept_as_such() {
    let reply = Reply::status(403).body("<R><Code>1</Code><Descr").cut_off();
    let error = Bench::new().get([reply]).unwrap_err();
    let answer = error.answer().unwrap();
    assert_eq!((answer.code(), answer.is_complete()), (None, false));
    assert_eq!(answer.body(), b"<R><Code>1</Code><Descr");
}

#[test]
fn code_and_description_are_bounded_and_on_one_line() {
    let body = format!(
        r#"{{"code":"{}","description":"{}"}}"#,
        "c".repeat(200),
        "ü".repeat(2_000)
    );
    let error = Bench::new()
        .get([Reply::status(403).body(body)])
        .unwrap_err();
    let answer = error.answer().unwrap();
    assert_eq!(answer.code(), Some("c".repeat(64).as_str()));
    assert_eq!(answer.description(), Some("ü".repeat(512).as_str()));

    // Line breaks of every kind, escape sequences, and marks that reorder a line.
    let body = r#"{"type":"a\nb","description":"one\r\ntwo\u0085three\u2028four\u2029five\u001b[31msix\u202eseven\u2066eight\u0000nine"}"#;
    let error = Bench::new()
        .get([Reply::status(403).body(body)])
        .unwrap_err();
    let answer = error.answer().unwrap();
    assert_eq!(answer.code(), Some("a b"));
    let line = "one  two three four five [31msix seven eight nine";
    assert_eq!(answer.description(), Some(line));
}

proptest! {
    /// No body makes reading it panic, changes what the status says, or leaves a text that is too long or has a line
    /// break in it.
    #[test]
    fn any_body_is_survived(body in prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        "[<>/{}\\[\\]\":,&;#xCodeDescriptype0-9 \n]{0,200}".prop_map(String::into_bytes),
        "(<[a-z]{1,3}>|</[a-z]{1,3}>|<Code>|</Code>|&[a-z#0-9x]{1,6};|<!\\[CDATA\\[|\\]\\]>|[a-z]{1,5}){0,40}".prop_map(String::into_bytes),
    ]) {
        let end = Bench::new().get([Reply::status(403).body(&body)]);
        prop_assert_eq!(code(&end), "auth.forbidden");
        let error = end.unwrap_err();
        let answer = error.answer().unwrap();
        prop_assert_eq!(answer.body(), body.as_slice());
        for (text, limit) in [(answer.code(), 64), (answer.description(), 512)] {
            if let Some(text) = text {
                prop_assert!(!text.is_empty() && text.chars().count() <= limit);
                prop_assert!(!text.chars().any(char::is_control));
            }
        }
    }
}
