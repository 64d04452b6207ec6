//! An explanation as JSON.

use serde_json::{Map, Value, json};

use crate::explanation::Explanation;
use crate::place::Place;
use crate::shown::Shown;
use crate::step::Verdict;

impl Explanation {
    /// The same as JSON. Members may be added; those that are there stay.
    ///
    /// ```
    /// use bw_auth_sources::{Chain, Surroundings};
    ///
    /// let json = Chain::standard(Surroundings::from_pairs::<&str, &str>([])).explain().to_json();
    /// assert!(json.contains(r#""code": "source.not_configured""#));
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let resolved = self.resolved();
        let credentials = resolved.map(|resolved| {
            json!({
                "scheme": resolved.credentials().scheme().to_string(),
                "principal": resolved.credentials().principal(),
                "source": resolved.source(),
                "from": place(resolved.credentials_from()),
                "generation": resolved.generation().number(),
                "fingerprint": resolved.fingerprint(),
            })
        });
        let account = resolved.and_then(|resolved| {
            let (id, from) = (resolved.account()?, resolved.account_from()?);
            Some(json!({ "id": id.as_str(), "from": place(from) }))
        });
        let environment = resolved.map(|resolved| {
            json!({
                "name": resolved.environment().name(),
                "from": place(resolved.environment_from()),
                "token_url_from": resolved.token_url_from().map(place),
            })
        });
        let files = self.files().iter().map(|file| {
            let seconds = file.age().map(|age| age.as_secs());
            json!({ "path": file.path().display().to_string(), "age_seconds": seconds })
        });
        let steps = self.steps().iter().map(|step| {
            let (reason, code) = match step.verdict() {
                Verdict::PassedOver(why) => (Some(why.as_str()), None),
                Verdict::Stopped(code) => (None, Some(*code)),
                Verdict::NotAsked | Verdict::Used => (None, None),
            };
            json!({
                "kind": step.kind().as_str(),
                "source": step.label(),
                "verdict": step.verdict().as_str(),
                "reason": reason,
                "code": code,
            })
        });
        let notes = self.notes().iter();
        let notes = notes.map(|note| json!({ "code": note.code(), "text": note.to_string() }));
        let error = self
            .error()
            .map(|error| json!({ "code": error.code(), "text": error.to_string() }));
        let whole = json!({
            "credentials": credentials,
            "account": account,
            "environment": environment,
            "files": files.collect::<Vec<Value>>(),
            "sources": steps.collect::<Vec<Value>>(),
            "notes": notes.collect::<Vec<Value>>(),
            "error": error,
        });
        Shown::json(&format!("{whole:#}")).to_string()
    }
}

fn place(place: &Place) -> Value {
    let mut value = Map::new();
    value.insert("kind".into(), place.kind().as_str().into());
    value.insert("text".into(), place.to_string().into());
    if let Some(path) = place.path() {
        value.insert("path".into(), path.display().to_string().into());
    }
    Value::Object(value)
}
