//! Rust source as tokens, so that a check looks at code and is not misled by comments or strings.

/// One token and the line that it starts on, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An identifier or a keyword, a raw one without its `r#`.
    Word(String),
    /// A number with its suffix; a fraction is a second number behind a mark.
    Number(String),
    /// The inside of a string, byte string or C string, escapes left as they are.
    Text(String),
    Mark(char),
}

/// Comments, white space and character literals yield nothing.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader {
        rest: source,
        line: 1,
    };
    let mut tokens = Vec::new();
    while let Some(first) = reader.rest.chars().next() {
        let line = reader.line;
        let kind = match first {
            '/' if reader.rest.starts_with("//") => {
                reader.take_while(|c| c != '\n');
                None
            }
            '/' if reader.rest.starts_with("/*") => {
                reader.block_comment();
                None
            }
            '"' => Some(Kind::Text(reader.string())),
            '\'' => reader.quote(),
            '0'..='9' => Some(Kind::Number(
                reader
                    .take_while(|c| c.is_alphanumeric() || c == '_')
                    .into(),
            )),
            c if c.is_alphabetic() || c == '_' => Some(reader.word()),
            c => {
                reader.skip(c.len_utf8());
                (!c.is_whitespace()).then_some(Kind::Mark(c))
            }
        };
        tokens.extend(kind.map(|kind| Token { kind, line }));
    }
    tokens
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Reader<'a> {
    fn skip(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !keep(c)).unwrap_or(self.rest.len());
        self.skip(end)
    }

    /// Block comments nest.
    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            if self.rest.starts_with("/*") {
                depth += 1;
                self.skip(2);
            } else if self.rest.starts_with("*/") {
                depth -= 1;
                self.skip(2);
            } else {
                self.skip(self.rest.chars().next().map_or(0, char::len_utf8));
            }
            if depth == 0 || self.rest.is_empty() {
                return;
            }
        }
    }

    fn string(&mut self) -> String {
        self.skip(1);
        let mut end = 0;
        let mut escaped = false;
        for c in self.rest.chars() {
            if c == '"' && !escaped {
                break;
            }
            escaped = c == '\\' && !escaped;
            end += c.len_utf8();
        }
        let text = self.skip(end).to_owned();
        self.skip(1);
        text
    }

    /// `rest` starts with the hashes and the quote of a raw string.
    fn raw_string(&mut self) -> String {
        let close = format!("\"{}", self.take_while(|c| c == '#'));
        self.skip(1);
        let end = self.rest.find(&close).unwrap_or(self.rest.len());
        let text = self.skip(end).to_owned();
        self.skip(close.len());
        text
    }

    /// A character literal, which yields nothing, or the mark of a lifetime.
    fn quote(&mut self) -> Option<Kind> {
        let mut ahead = self.rest.chars().skip(1);
        match (ahead.next(), ahead.next()) {
            (Some('\\'), Some(escaped)) => {
                self.skip(2 + escaped.len_utf8());
                self.take_while(|c| c != '\'');
                self.skip(1);
                None
            }
            (Some(c), Some('\'')) => {
                self.skip(2 + c.len_utf8());
                None
            }
            _ => {
                self.skip(1);
                Some(Kind::Mark('\''))
            }
        }
    }

    fn word(&mut self) -> Kind {
        let word = self.take_while(|c| c.is_alphanumeric() || c == '_');
        let behind_hashes = self.rest.trim_start_matches('#').chars().next();
        match (word, self.rest.chars().next()) {
            ("r" | "br" | "cr", Some('"' | '#')) if behind_hashes == Some('"') => {
                Kind::Text(self.raw_string())
            }
            ("b" | "c", Some('"')) => Kind::Text(self.string()),
            ("r", Some('#')) => {
                self.skip(1);
                self.word()
            }
            _ => Kind::Word(word.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, tokens};

    fn kinds(source: &str) -> Vec<Kind> {
        tokens(source).into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn comments_and_characters_yield_nothing() {
        assert!(
            kinds("// 401\n/// 401\n/* a /* 401 */ \" */ '\"' '\\'' '\\u{1F600}' b'x'").len() == 1
        );
    }

    #[test]
    fn strings_of_every_kind_are_one_token() {
        for source in [
            r#""a \" 401""#,
            r##"r#"a " 401"#"##,
            r#"b"a ' 401""#,
            r###"br##"a "# 401"##"###,
        ] {
            let kinds = kinds(source);
            assert!(
                matches!(kinds.as_slice(), [Kind::Text(text)] if text.ends_with("401")),
                "{kinds:?}"
            );
        }
    }

    #[test]
    fn lifetimes_numbers_and_raw_words_are_told_apart() {
        let word = |text: &str| Kind::Word(text.to_owned());
        let number = |text: &str| Kind::Number(text.to_owned());
        assert_eq!(kinds("'a"), [Kind::Mark('\''), word("a")]);
        assert_eq!(kinds("r#loop"), [word("loop")]);
        assert_eq!(
            kinds("4_01u16..0x1F"),
            [
                number("4_01u16"),
                Kind::Mark('.'),
                Kind::Mark('.'),
                number("0x1F")
            ]
        );
    }

    #[test]
    fn lines_are_counted_through_comments_and_strings() {
        let found = tokens("/*\n\n*/ \"a\nb\"\nlast");
        assert_eq!(
            found.iter().map(|token| token.line).collect::<Vec<_>>(),
            [3, 5]
        );
    }
}
