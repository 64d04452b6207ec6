//! JSON as cargo and our own programs write it: enough of RFC 8259 to read, nothing to write.

use core::iter::Peekable;
use core::str::Chars;

use crate::step::Outcome;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// Kept as written: nothing here calculates.
    Number(String),
    Text(String),
    Array(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Json {
    /// Reads one value and refuses anything after it.
    pub(crate) fn parse(text: &str) -> Outcome<Self> {
        let mut reader = Reader {
            rest: text.chars().peekable(),
        };
        let value = reader.value()?;
        reader.space();
        match reader.rest.next() {
            None => Ok(value),
            Some(extra) => Err(format!("JSON goes on after its end with {extra:?}")),
        }
    }

    /// The value under `key`; `Null` where there is none.
    pub(crate) fn get(&self, key: &str) -> &Self {
        let Self::Object(fields) = self else {
            return &Self::Null;
        };
        fields
            .iter()
            .find(|(name, _)| name == key)
            .map_or(&Self::Null, |(_, value)| value)
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// The elements; none where this is no array.
    pub(crate) fn elements(&self) -> &[Self] {
        if let Self::Array(elements) = self {
            elements
        } else {
            &[]
        }
    }
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
}

impl Reader<'_> {
    fn value(&mut self) -> Outcome<Json> {
        self.space();
        match self.rest.peek() {
            Some('{') => self.object(),
            Some('[') => self.array(),
            Some('"') => self.string().map(Json::Text),
            Some('-' | '0'..='9') => Ok(Json::Number(self.run(|c| "+-.eE".contains(c)))),
            Some('a'..='z') => match self.run(|_| false).as_str() {
                "null" => Ok(Json::Null),
                "true" => Ok(Json::Bool(true)),
                "false" => Ok(Json::Bool(false)),
                word => Err(format!("JSON has no word {word}")),
            },
            other => Err(format!("JSON has no value that starts with {other:?}")),
        }
    }

    fn object(&mut self) -> Outcome<Json> {
        let mut fields = Vec::new();
        self.list('{', '}', |reader| {
            let key = reader.string()?;
            reader.space();
            reader.expect(':')?;
            fields.push((key, reader.value()?));
            Ok(())
        })?;
        Ok(Json::Object(fields))
    }

    fn array(&mut self) -> Outcome<Json> {
        let mut elements = Vec::new();
        self.list('[', ']', |reader| {
            elements.push(reader.value()?);
            Ok(())
        })?;
        Ok(Json::Array(elements))
    }

    fn list(
        &mut self,
        open: char,
        close: char,
        mut item: impl FnMut(&mut Self) -> Outcome,
    ) -> Outcome {
        self.expect(open)?;
        self.space();
        if self.rest.next_if_eq(&close).is_some() {
            return Ok(());
        }
        loop {
            self.space();
            item(self)?;
            self.space();
            if self.rest.next_if_eq(&close).is_some() {
                return Ok(());
            }
            self.expect(',')?;
        }
    }

    fn string(&mut self) -> Outcome<String> {
        self.expect('"')?;
        let mut text = String::new();
        loop {
            match self.rest.next().ok_or("JSON ends inside a string")? {
                '"' => return Ok(text),
                '\\' => text.push(self.escape()?),
                plain => text.push(plain),
            }
        }
    }

    fn escape(&mut self) -> Outcome<char> {
        match self.rest.next() {
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some('b') => Ok('\u{8}'),
            Some('f') => Ok('\u{c}'),
            Some(same @ ('"' | '\\' | '/')) => Ok(same),
            Some('u') => {
                let unit = self.four_digits()?;
                // RFC 8259 section 7: what is beyond the first plane comes as two units of UTF-16.
                let mut units = vec![unit];
                if (0xd800..0xdc00).contains(&unit) {
                    self.expect('\\')?;
                    self.expect('u')?;
                    units.push(self.four_digits()?);
                }
                char::decode_utf16(units)
                    .next()
                    .and_then(Result::ok)
                    .ok_or_else(|| "JSON has half a surrogate pair".to_owned())
            }
            other => Err(format!("JSON has no escape {other:?}")),
        }
    }

    fn four_digits(&mut self) -> Outcome<u16> {
        let digits: String = self.rest.by_ref().take(4).collect();
        u16::from_str_radix(&digits, 16).map_err(|_| format!("\\u{digits} is no code unit"))
    }

    fn run(&mut self, also: impl Fn(char) -> bool) -> String {
        let mut run = String::new();
        while let Some(c) = self.rest.next_if(|c| c.is_ascii_alphanumeric() || also(*c)) {
            run.push(c);
        }
        run
    }

    fn expect(&mut self, wanted: char) -> Outcome {
        match self.rest.next() {
            Some(found) if found == wanted => Ok(()),
            found => Err(format!("JSON has {found:?} where {wanted:?} belongs")),
        }
    }

    fn space(&mut self) {
        while self
            .rest
            .next_if(|c| matches!(c, ' ' | '\t' | '\n' | '\r'))
            .is_some()
        {}
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn a_document_is_read() {
        let json = Json::parse(
            r#" { "name" : "a\"\\\/\n\u0041\ud83d\ude00", "list": [1, -2.5e+3, true, null, {}, []] } "#,
        )
        .expect("the document is valid");
        assert_eq!(json.get("name").text(), Some("a\"\\/\nA\u{1f600}"));
        assert_eq!(
            json.get("list").elements(),
            [
                Json::Number("1".into()),
                Json::Number("-2.5e+3".into()),
                Json::Bool(true),
                Json::Null,
                Json::Object(Vec::new()),
                Json::Array(Vec::new()),
            ]
        );
        assert_eq!(json.get("absent"), &Json::Null);
    }

    #[test]
    fn what_is_no_document_is_refused() {
        for text in [
            "",
            "{",
            "[1",
            "[1 2]",
            "{\"a\"}",
            "\"open",
            "{} {}",
            "nul",
            r#""\ud83d""#,
            r#""\q""#,
        ] {
            assert!(Json::parse(text).is_err(), "{text}");
        }
    }
}
