//! What a model may do: ask for a person, look something up, note what the contact said of themselves.
//!
//! A tool takes no id of anything. The server knows which dialog and which contact it is; what a model writes can only
//! ever concern them. And what a tool does happens with the reply, behind its fence, or not at all.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::call::ToolCall;
use crate::conversation::Details;
use crate::domain::ToolUse;

/// A tool, as models are told of it.
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) parameters: Value,
}

/// Calls of one reply; more are refused.
const MOST_CALLS: usize = 6;

/// Characters of what a model gives as its reason, of a question that it looks up, and of a field.
const REASON: usize = 300;
const QUERY: usize = 300;
const FIELD: usize = 200;
/// Bytes of arguments that are kept for the record.
const KEPT: usize = 1_000;

pub(super) fn all() -> &'static [Tool; 3] {
    static TOOLS: LazyLock<[Tool; 3]> = LazyLock::new(|| {
        let text = |what: &str| json!({"type": "string", "description": what});
        let object = |properties: Value, required: Value| {
            json!({"type": "object", "properties": properties, "required": required,
                "additionalProperties": false})
        };
        [
            Tool {
                name: "request_human",
                description: "Ask a person from the team to take over this conversation.",
                parameters: object(
                    json!({"reason": text("Why, in a few words for the team.")}),
                    json!([]),
                ),
            },
            Tool {
                name: "suggest_articles",
                description: "Look for help articles about something, to answer from them and to show them to the visitor.",
                parameters: object(json!({"query": text("What to look for.")}), json!(["query"])),
            },
            Tool {
                name: "set_contact_fields",
                description: "Note what the visitor said of themselves.",
                parameters: object(
                    json!({"name": text("Name."), "email": text("E-mail address."), "phone": text("Phone number.")}),
                    json!([]),
                ),
            },
        ]
    });
    &TOOLS
}

/// A call, read.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wish {
    Person(Option<String>),
    Articles(String),
    Contact(Details),
}

/// What a call asks for, or what to tell the model that is wrong with it.
pub(super) fn read(call: &ToolCall, already: usize) -> Result<Wish, &'static str> {
    if already >= MOST_CALLS {
        return Err("Too many calls: answer now.");
    }
    let arguments: Value = if call.arguments.trim().is_empty() {
        json!({})
    } else {
        serde_json::from_str(&call.arguments).map_err(|_| "The arguments are no JSON.")?
    };
    let text = |name: &str, most: usize| {
        let text = arguments.get(name).and_then(Value::as_str)?;
        let text: String = text.replace('\0', "").trim().chars().take(most).collect();
        (!text.is_empty()).then_some(text)
    };
    match call.name.as_str() {
        "request_human" => Ok(Wish::Person(text("reason", REASON))),
        "suggest_articles" => text("query", QUERY)
            .map(Wish::Articles)
            .ok_or("`query` is missing."),
        "set_contact_fields" => {
            let mut details = Details {
                name: text("name", FIELD),
                email: text("email", FIELD).filter(|email| looks_like_an_address(email)),
                ..Details::default()
            };
            if let Some(phone) = text("phone", FIELD) {
                details.attributes.insert("phone".to_owned(), phone.into());
            }
            if details.is_empty() {
                return Err("There is no name, e-mail address or phone number in it.");
            }
            Ok(Wish::Contact(details))
        }
        _ => Err("There is no such tool."),
    }
}

/// One `@` with something on both sides, and no white space: nobody vouches for more.
fn looks_like_an_address(text: &str) -> bool {
    let parts: Vec<&str> = text.split('@').collect();
    matches!(parts.as_slice(), [user, host] if !user.is_empty() && host.contains('.'))
        && !text.chars().any(char::is_whitespace)
}

/// For the record of the answer.
pub(super) fn used(call: &ToolCall, outcome: &str) -> ToolUse {
    let kept = |text: &str| text.chars().take(KEPT).collect();
    ToolUse {
        name: kept(&call.name),
        arguments: kept(&call.arguments),
        outcome: kept(outcome),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(name: &str, arguments: &str) -> ToolCall {
        ToolCall {
            id: "1".to_owned(),
            name: name.to_owned(),
            arguments: arguments.to_owned(),
        }
    }

    #[test]
    fn ids_in_arguments_go_nowhere() {
        let wish = read(
            &call(
                "request_human",
                r#"{"reason": "angry", "dialog_id": 7, "tenant_id": 2, "state": "closed"}"#,
            ),
            0,
        );
        assert_eq!(wish, Ok(Wish::Person(Some("angry".to_owned()))));
    }

    #[test]
    fn only_what_a_contact_may_say_of_themselves_is_noted() {
        let wish = read(
            &call(
                "set_contact_fields",
                r#"{"name": " Ann ", "email": "not an address", "phone": "123", "verified": true, "role": "owner"}"#,
            ),
            0,
        );
        let Ok(Wish::Contact(details)) = wish else {
            panic!("{wish:?}")
        };
        assert_eq!(details.name.as_deref(), Some("Ann"));
        assert_eq!(details.email, None);
        assert_eq!(details.attributes.len(), 1);
    }

    #[test]
    fn nonsense_is_told_to_the_model() {
        for (name, arguments) in [
            ("close_dialog", "{}"),
            ("suggest_articles", "{}"),
            ("suggest_articles", "{\"query\": 5}"),
            ("set_contact_fields", "[]"),
            ("request_human", "{not json"),
        ] {
            assert!(read(&call(name, arguments), 0).is_err(), "{name} {arguments}");
        }
        assert!(read(&call("request_human", ""), MOST_CALLS).is_err());
    }
}
