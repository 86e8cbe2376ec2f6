//! What an admin writes about an engine, checked.

use url::Url;

use crate::domain::{Assistant, EngineKind, EngineSettings, HandoffPolicy, PublicId, Secret};
use crate::protocol::{EngineBody, EngineIn, ErrorCode, HandoffPolicyBody};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input;

const MODEL: usize = 120;
const KEY: usize = 512;
const INSTRUCTIONS: usize = 8_000;
const MAX_TOKENS: u32 = 8_192;
const DEADLINE: std::ops::RangeInclusive<u32> = 10..=EngineSettings::LONGEST_DEADLINE.as_secs() as u32;
/// A million currency units for a million tokens.
const PRICE: i64 = 1_000_000_000_000;
const TOPICS: usize = 20;
const TOPIC: usize = 80;

/// An engine as it is kept.
pub(crate) struct Engine {
    pub(crate) kind: EngineKind,
    pub(crate) settings: EngineSettings,
    /// Sealed.
    pub(crate) key: Option<Vec<u8>>,
}

/// Checks what was written, for the assistant of that public id; `now` is that assistant, unless it is only being made.
pub(crate) fn engine(
    rest: &Rest,
    id: &PublicId,
    written: &EngineIn,
    now: Option<&Assistant>,
) -> Answer<Engine> {
    let kind = written.kind;
    let base_url = callable(rest, written.base_url.as_deref())?;
    let key = match &written.key {
        None => now.and_then(|now| kept_key(now, written)),
        Some(None) => None,
        Some(Some(raw)) => Some(seal(rest, id, kind, raw)?),
    };
    let model = match written.model.as_deref().map(str::trim) {
        Some(raw) if !raw.is_empty() => Some(model(raw)?),
        _ => None,
    };
    match kind {
        EngineKind::OpenAi | EngineKind::Anthropic if model.is_none() => {
            return Err(Failure::invalid("`model` is needed for this engine"));
        }
        EngineKind::Anthropic if key.is_none() => {
            return Err(Failure::invalid("`key` is needed for this engine"));
        }
        EngineKind::Webhook if base_url.is_none() => {
            return Err(Failure::invalid(
                "`base_url` is needed: the address of the workflow",
            ));
        }
        EngineKind::Webhook if key.is_none() => {
            return Err(Failure::invalid(
                "`key` is needed: the secret that requests are signed with",
            ));
        }
        EngineKind::Knowledge | EngineKind::OpenAi | EngineKind::Anthropic | EngineKind::Webhook => {}
    }
    if written
        .max_tokens
        .is_some_and(|tokens| !(1..=MAX_TOKENS).contains(&tokens))
    {
        return Err(Failure::invalid(format!("`max_tokens` is 1 to {MAX_TOKENS}")));
    }
    if written
        .temperature
        .is_some_and(|heat| !(0.0..=2.0).contains(&heat))
    {
        return Err(Failure::invalid("`temperature` is 0 to 2"));
    }
    if written
        .deadline_seconds
        .is_some_and(|seconds| !DEADLINE.contains(&seconds))
    {
        return Err(Failure::invalid("`deadline_seconds` is 10 to 1800"));
    }
    price(written.input_price_micros)?;
    price(written.output_price_micros)?;
    Ok(Engine {
        kind,
        settings: EngineSettings {
            base_url: base_url.map(str::to_owned),
            model,
            max_tokens: written.max_tokens,
            temperature: written.temperature,
            deadline_seconds: written.deadline_seconds,
            input_price_micros: written.input_price_micros,
            output_price_micros: written.output_price_micros,
        },
        key,
    })
}

/// A key was saved for one kind of engine at one host: whoever names another does not get it sent there.
fn kept_key(now: &Assistant, written: &EngineIn) -> Option<Vec<u8>> {
    let same = written.kind == now.engine
        && is_same_host(
            written.base_url.as_deref(),
            now.engine_settings.base_url.as_deref(),
        );
    now.engine_key.clone().filter(|_| same)
}

pub(super) fn is_same_host(one: Option<&str>, other: Option<&str>) -> bool {
    let host =
        |address: Option<&str>| address.map(|address| Url::parse(address.trim()).map(|url| url.origin()));
    host(one) == host(other)
}

/// An address that this server would call; nothing if there is none.
pub(super) fn callable<'a>(rest: &Rest, raw: Option<&'a str>) -> Answer<Option<&'a str>> {
    let raw = raw.map(str::trim).filter(|raw| !raw.is_empty());
    if let Some(raw) = raw {
        rest.outbound.check(raw).map_err(|refused| {
            Failure::from(
                crate::protocol::Problem::new(ErrorCode::AddressRefused, "That address is not called.")
                    .detail(format!("`base_url`: {refused}")),
            )
        })?;
    }
    Ok(raw)
}

pub(super) fn model(raw: &str) -> Answer<String> {
    input::name("model", raw, MODEL)
}

pub(super) fn price(micros: Option<i64>) -> Answer<()> {
    if micros.is_some_and(|micros| !(0..=PRICE).contains(&micros)) {
        return Err(Failure::invalid("a price is 0 to 1000000000000"));
    }
    Ok(())
}

pub(super) fn key(raw: &str) -> Answer<Secret> {
    let raw = raw.trim();
    if raw.is_empty() || raw.len() > KEY || !raw.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Failure::invalid(format!(
            "`key` is 1 to {KEY} characters without spaces"
        )));
    }
    Ok(Secret::new(raw.to_owned()))
}

fn seal(rest: &Rest, id: &PublicId, kind: EngineKind, raw: &str) -> Answer<Vec<u8>> {
    let key = key(raw)?;
    if kind == EngineKind::Webhook && standardwebhooks::Webhook::new(key.reveal()).is_err() {
        return Err(Failure::invalid("`key` of a workflow is `whsec_` and base64"));
    }
    Ok(rest.access.seal_engine_key(id, &key)?)
}

/// How the assistant should speak.
pub(crate) fn instructions(raw: &str) -> Answer<String> {
    let text = raw.replace('\0', "");
    if text.chars().count() > INSTRUCTIONS {
        return Err(Failure::invalid(format!(
            "`instructions` has at most {INSTRUCTIONS} characters"
        )));
    }
    Ok(text.trim().to_owned())
}

pub(super) fn policy(written: &HandoffPolicyBody) -> Answer<HandoffPolicy> {
    if written
        .after_unanswered
        .is_some_and(|times| !(1..=10).contains(&times))
    {
        return Err(Failure::invalid("`after_unanswered` is 1 to 10"));
    }
    if written.topics.len() > TOPICS {
        return Err(Failure::invalid(format!("`topics` has at most {TOPICS} entries")));
    }
    let topics = written
        .topics
        .iter()
        .map(|topic| input::name("topics", topic, TOPIC));
    Ok(HandoffPolicy {
        always_offer: written.always_offer,
        after_unanswered: written.after_unanswered,
        topics: topics.collect::<Answer<_>>()?,
        outside_hours: written.outside_hours,
    })
}

pub(super) fn engine_body(kind: EngineKind, settings: EngineSettings, has_key: bool) -> EngineBody {
    EngineBody {
        kind,
        base_url: settings.base_url,
        model: settings.model,
        max_tokens: settings.max_tokens,
        temperature: settings.temperature,
        deadline_seconds: settings.deadline_seconds,
        input_price_micros: settings.input_price_micros,
        output_price_micros: settings.output_price_micros,
        has_key,
    }
}

pub(super) fn policy_body(policy: HandoffPolicy) -> HandoffPolicyBody {
    HandoffPolicyBody {
        always_offer: policy.always_offer,
        after_unanswered: policy.after_unanswered,
        topics: policy.topics,
        outside_hours: policy.outside_hours,
    }
}
