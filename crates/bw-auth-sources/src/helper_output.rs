//! What a helper process prints: one JSON object of texts.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use zeroize::Zeroizing;

use crate::found::{Fields, Found};
use crate::name::Name;
use crate::place::Place;
use crate::source_error::SourceError;

/// Reads the object. Members that are none of ours are skipped, so that a program may print what it likes beside them.
///
/// `place_of` says where a member is, and `whole` where the output is.
pub(crate) fn parse(
    output: &[u8],
    whole: &Place,
    place_of: impl Fn(Name) -> Place,
) -> Result<Fields, SourceError> {
    // The position alone: the parser's error quotes what it met.
    let members: Members =
        serde_json::from_slice(output).map_err(|error| SourceError::HelperOutput {
            place: whole.clone(),
            line: error.line(),
            column: error.column(),
        })?;
    let mut fields = Fields::default();
    for (name, text) in members.0 {
        let place = place_of(name);
        fields.found.insert(name, Found { text, place });
    }
    Ok(fields)
}

struct Members(Vec<(Name, Zeroizing<String>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Members, M::Error> {
        let mut members: Vec<(Name, Zeroizing<String>)> = Vec::with_capacity(Name::ALL.len());
        while let Some(Key(name)) = map.next_key()? {
            let Some(name) = name else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            // Two readers could take it for two values.
            if members.iter().any(|(known, _)| *known == name) {
                return Err(M::Error::custom("a member that is there twice"));
            }
            members.push((name, map.next_value::<Text>()?.0));
        }
        Ok(Members(members))
    }
}

struct Key(Option<Name>);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyReader)
    }
}

struct KeyReader;

impl Visitor<'_> for KeyReader {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        Ok(Key(Name::of_key(key)))
    }
}

/// A text in a buffer of exactly its size, so that nothing of it is left behind.
struct Text(Zeroizing<String>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextReader)
    }
}

struct TextReader;

impl Visitor<'_> for TextReader {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        Ok(Text(Zeroizing::new(text.to_owned())))
    }
}
