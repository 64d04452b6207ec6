use bw_auth_sandbox::Sandbox;

use super::Ready;

#[test]
fn both_ways_of_writing_say_where_and_how_to_get_a_token() {
    let sandbox = Sandbox::start().expect("a sandbox");
    let ready = Ready::of(&sandbox, "ca.pem");
    let json = ready.to_json();
    let text = ready.to_string();
    for (name, value) in [
        ("token_url", sandbox.token_url().as_str()),
        ("client_id", sandbox.client_id()),
        ("client_secret", sandbox.client_secret()),
    ] {
        assert_eq!(json[name], value);
        let line = format!("\n  {name:<13}  {value}\n");
        assert!(text.contains(&line), "no {line:?} in:\n{text}");
    }
    assert!(!json.to_string().contains('\n'));
}
