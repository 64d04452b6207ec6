//! What the first page of the repository shows of the doctor is what he says.

use std::path::Path;

use super::Clinic;

#[test]
fn the_transcript_of_the_first_page_is_what_is_printed() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let (_, section) = page.split_once(SECTION).expect("its section");
    let (_, shown) = section.split_once("```text\n").expect("a transcript");
    let (shown, _) = shown.split_once("```").expect("its end");

    let clinic = Clinic::open();
    let account = clinic.sandbox.account_id();
    let mut said = String::new();
    for (account, exit) in [("920012", 2), (account, 0)] {
        let mut variables = clinic.right_client();
        variables.push(("BANDWIDTH_ACCOUNT_ID", account));
        let ended = clinic.run(&variables, &[]);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(exit), ""));
        said.push_str(&format!(
            "$ export BANDWIDTH_ACCOUNT_ID={account}\n$ bw-auth doctor; echo $?\n{}{exit}\n",
            ended.stdout
        ));
    }
    assert_eq!(shown, said, "the page is to show:\n{said}");
}

const SECTION: &str = "\n## Where credentials come from, and what is wrong with them\n";
