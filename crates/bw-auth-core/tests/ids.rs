//! Identifiers that go into URLs.

use bw_auth_core::{AccountId, IdError, OrderId, OrdersPage, PageSize, SiteId};

#[test]
fn numbers_are_kept_as_given() {
    for text in ["920012", "0", "0920012", "12345678901234567890"] {
        assert_eq!(text.parse::<AccountId>().expect(text).as_str(), text);
        assert_eq!(text.parse::<SiteId>().expect(text).to_string(), text);
        assert_eq!(AccountId::opaque(text), AccountId::try_from(text));
    }
    assert_ne!("0920012".parse::<AccountId>(), "920012".parse());
}

#[test]
fn what_is_no_number_is_refused() {
    let cases = [
        ("", IdError::Empty),
        (" 1", IdError::Character { offset: 0 }),
        ("1\n", IdError::Character { offset: 1 }),
        ("1/2", IdError::Character { offset: 1 }),
        ("12x", IdError::Character { offset: 2 }),
        ("+1", IdError::Character { offset: 0 }),
        ("-1", IdError::Character { offset: 0 }),
        ("१२", IdError::Character { offset: 0 }),
        ("123456789012345678901", IdError::TooLong { limit: 20 }),
    ];
    for (text, error) in cases {
        assert_eq!(text.parse::<AccountId>(), Err(error), "{text:?}");
        assert_eq!(text.parse::<SiteId>(), Err(error), "{text:?}");
    }
}

#[test]
fn opaque_ids_are_one_segment_whatever_happens() {
    for text in ["u-abc_DEF.9", "...", "-", "_", "a..b"] {
        assert_eq!(AccountId::opaque(text).expect(text).as_str(), text);
    }
    let longest = "x".repeat(256);
    assert!(SiteId::opaque(&longest).is_ok());
    let cases = [
        ("", IdError::Empty),
        (".", IdError::DotSegment),
        ("..", IdError::DotSegment),
        ("a/b", IdError::Character { offset: 1 }),
        ("a%2fb", IdError::Character { offset: 1 }),
        ("a?b", IdError::Character { offset: 1 }),
        ("a#b", IdError::Character { offset: 1 }),
        ("a{b", IdError::Character { offset: 1 }),
        ("a\\b", IdError::Character { offset: 1 }),
        ("a~", IdError::Character { offset: 1 }),
        ("é", IdError::Character { offset: 0 }),
    ];
    for (text, error) in cases {
        assert_eq!(OrderId::opaque(text), Err(error), "{text:?}");
    }
    let longer = "x".repeat(257);
    assert_eq!(
        SiteId::opaque(&longer),
        Err(IdError::TooLong { limit: 256 })
    );
}

#[test]
fn orders_are_uuids_in_either_case() {
    for text in [
        "7d6b1e52-20f3-4c1d-9a41-0d5c9be0a6f3",
        "7D6B1E52-20F3-4C1D-9A41-0D5C9BE0A6F3",
        "00000000-0000-0000-0000-000000000000",
    ] {
        assert_eq!(text.parse::<OrderId>().expect(text).as_str(), text);
    }
    for text in [
        "7d6b1e5220f34c1d9a410d5c9be0a6f3",
        "{7d6b1e52-20f3-4c1d-9a41-0d5c9be0a6f3}",
        "7d6b1e52-20f3-4c1d-9a41-0d5c9be0a6f",
        "7d6b1e52-20f3-4c1d-9a41-0d5c9be0a6f3-",
        "7d6b1e5-220f3-4c1d-9a41-0d5c9be0a6f3",
        "gd6b1e52-20f3-4c1d-9a41-0d5c9be0a6f3",
        "920012",
    ] {
        assert_eq!(text.parse::<OrderId>(), Err(IdError::NotUuid), "{text}");
    }
    assert_eq!("".parse::<OrderId>(), Err(IdError::Empty));
    assert_eq!(
        OrderId::opaque("920012").expect("opaque").as_str(),
        "920012"
    );
}

#[test]
fn pages_have_a_first_a_last_and_a_size() {
    assert_eq!(OrdersPage::FIRST.to_string(), "1");
    let last: OrderId = "7d6b1e52-20f3-4c1d-9a41-0d5c9be0a6f3"
        .parse()
        .expect("a UUID");
    assert_eq!(OrdersPage::from(&last).to_string(), last.as_str());

    for entries in [1, 10, 1000] {
        assert_eq!(PageSize::new(entries).map(PageSize::get), Ok(entries));
    }
    for entries in [0, 1001, u16::MAX] {
        let refused = PageSize::new(entries).expect_err("out of range");
        assert_eq!(refused.to_string(), "a page has 1 to 1000 entries");
    }
}
