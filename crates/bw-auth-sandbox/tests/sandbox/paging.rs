use bw_auth_sandbox::Sandbox;

use crate::client::{Reply, get, own, path};

fn orders(sandbox: &Sandbox, query: &str) -> Reply {
    get(
        sandbox,
        &path(sandbox, &format!("orders{query}")),
        &own(sandbox),
    )
}

#[test]
fn page_and_size_go_together_and_within_bounds() {
    let sandbox = Sandbox::start().unwrap();
    let table = [
        ("", "13055"),
        ("?page=1", "13055"),
        ("?size=1", "13055"),
        ("?page=1&size=0", "13058"),
        ("?page=1&size=1001", "13058"),
        ("?page=1&size=many", "13058"),
        ("?page=2&size=10", "13058"),
    ];
    for (query, code) in table {
        let reply = orders(&sandbox, query);
        assert_eq!(reply.status, 400, "{query}");
        assert_eq!(reply.xml("ErrorCode").as_deref(), Some(code), "{query}");
    }
    assert_eq!(orders(&sandbox, "?page=1&size=1000").status, 200);
}

#[test]
fn the_next_link_leads_to_the_end() {
    let sandbox = Sandbox::start().unwrap();
    let mut page = "1".to_owned();
    let mut seen = Vec::new();
    loop {
        let reply = orders(&sandbox, &format!("?page={page}&size=2"));
        let document = roxmltree::Document::parse(&reply.body).unwrap();
        let ids = document
            .descendants()
            .filter(|node| node.has_tag_name("orderId"))
            .map(|node| node.text().unwrap().to_owned());
        seen.extend(ids);
        assert!(
            reply
                .xml("first")
                .unwrap()
                .contains("page=1&size=2>;rel=\"first\";")
        );
        let Some(next) = reply.xml("next") else { break };
        page = next
            .split_once("page=")
            .and_then(|(_, rest)| rest.split_once('&'))
            .unwrap()
            .0
            .to_owned();
    }
    let total = orders(&sandbox, "?page=1&size=1").xml("TotalCount");
    assert_eq!(total, Some(seen.len().to_string()));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 5);
}
