use super::Style;

#[test]
fn only_a_terminal_that_wants_it_gets_colours() {
    for (is_terminal, term, no_color, painted) in [
        (true, Some("xterm"), None, true),
        // An empty value counts as unset, as https://no-color.org has it.
        (true, Some("xterm"), Some(""), true),
        (true, Some("xterm"), Some("1"), false),
        (true, Some("dumb"), None, false),
        (true, None, None, false),
        (false, Some("xterm"), None, false),
    ] {
        let style = Style::of(is_terminal, term.map(Into::into), no_color.map(Into::into));
        let text = style.good("accepted");
        let case = format!("{is_terminal} {term:?} {no_color:?}");
        assert_eq!(text.contains('\u{1b}'), painted, "{case}");
        assert_eq!(style.is_table, is_terminal, "{case}");
    }
}
