//! The text of a template around the body: the time, the id and the URL, as received or as the sender may have signed them.

use super::cut::Cut;
use super::delivery::Delivery;
use super::message::Message;
use super::placeholders::{Value, of_header, times as times_of, urls as urls_of};
use super::result::Part as At;
use super::step::{Change, Changes};
use crate::verify::schemes::borders::is_id_text;
use crate::verify::schemes::kinds::Place;
use crate::verify::schemes::scheme::Scheme;
use crate::verify::schemes::template::{Part, Parts, count};
use alloc::string::String;
use alloc::vec::Vec;

/// The text before and behind the body, and the changes that made it.
#[derive(Default)]
pub(crate) struct Frame {
    before: Vec<u8>,
    behind: Vec<u8>,
    pub(crate) changes: Vec<(At, Changes)>,
}

impl Frame {
    /// Returns the message with a body.
    pub(crate) fn around<'m>(&'m self, body: &'m [u8]) -> Message<'m> {
        [&self.before, body, &self.behind]
    }
}

/// How many frames are tried.
const MOST: usize = 64;

/// How many times, ids and URLs are combined. A delivery may repeat a header hundreds of times.
const MOST_VALUES: usize = 24;

/// The frames of a delivery, and texts for other messages.
#[derive(Default)]
pub(crate) struct Frames {
    /// The frame as received comes first, then those with the fewest faults. Empty if a placeholder has no value.
    pub(crate) all: Vec<Frame>,
    /// The ids and the times that a step may show.
    pub(crate) ids: Vec<String>,
    pub(crate) times: Vec<String>,
}

/// Returns the frames of a delivery.
pub(crate) fn frames(
    scheme: &Scheme<'_>,
    values: &[(Option<String>, Vec<u8>)],
    delivery: &Delivery<'_>,
    cut: &Cut,
) -> Frames {
    let signs = |part| count(scheme.signed, part) > 0;
    let nothing = || Vec::from([Value::of(b"", At::Signer, Changes::new())]);
    let mut times = nothing();
    let mut ids = nothing();
    let mut urls = nothing();
    let mut shown: [Vec<String>; 2] = Default::default();
    let [shown_ids, shown_times] = &mut shown;
    if signs(Part::Timestamp) {
        times = times_of(scheme, values, delivery, cut);
        shown_times.extend(times.iter().filter_map(front));
    }
    if let (true, Some(Place::Header(name))) = (signs(Part::Id), scheme.id) {
        ids = of_header(name, &|value| is_id_text(value), scheme, delivery, cut);
        shown_ids.extend(ids.first().and_then(front));
    }
    if signs(Part::Url) {
        urls = urls_of(delivery);
    }
    let choices = choices([&times, &ids, &urls], cut);
    let first = cut.first(&choices, MOST).iter();
    let [ids, times] = shown;
    Frames {
        all: first.map(|choice| filled(scheme, *choice)).collect(),
        ids,
        times,
    }
}

/// Returns a time, an id and a URL for each possible frame. Those with the fewest faults come first.
fn choices<'v>(lists: [&'v [Value]; 3], cut: &Cut) -> Vec<[&'v Value; 3]> {
    let [times, ids, urls] = lists.map(|list| {
        let values: Vec<&Value> = list.iter().collect();
        let sorted = by_faults(&values, &|value| value.faults());
        cut.first(&sorted, MOST_VALUES).to_vec()
    });
    let mut choices = Vec::new();
    for time in &times {
        for id in &ids {
            choices.extend(urls.iter().map(|url| [*time, *id, *url]));
        }
    }
    by_faults(&choices, &|choice| {
        choice.iter().map(|value| value.faults()).sum()
    })
}

/// Returns a list with the fewest faults first. A sort of the library would add 5 KB to the module.
fn by_faults<T: Copy>(list: &[T], faults: &dyn Fn(&T) -> usize) -> Vec<T> {
    let most = list.iter().map(faults).max().unwrap_or(0);
    (0..=most)
        .flat_map(|count| list.iter().filter(move |one| faults(one) == count))
        .copied()
        .collect()
}

/// Returns the text of a value that a step may show. Another header may contain a secret.
fn front(value: &Value) -> Option<String> {
    let is_elsewhere = |change: &Change| change.id == "header_elsewhere";
    let text = core::str::from_utf8(&value.bytes).ok()?;
    (!text.is_empty() && !value.changes.iter().any(is_elsewhere)).then(|| text.into())
}

/// Fills the template around the body.
fn filled(scheme: &Scheme<'_>, [time, id, url]: [&Value; 3]) -> Frame {
    let mut frame = Frame::default();
    let mut is_behind = false;
    for part in Parts(scheme.signed.as_bytes()) {
        let bytes = match part {
            Part::Body => {
                is_behind = true;
                continue;
            }
            Part::Timestamp => &time.bytes,
            Part::Id => &id.bytes,
            Part::Url => &url.bytes,
            Part::Method => &b"POST"[..],
            Part::Literal(literal) => literal,
            Part::Unknown => b"",
        };
        let side = if is_behind {
            &mut frame.behind
        } else {
            &mut frame.before
        };
        side.extend_from_slice(bytes);
    }
    for value in [time, id, url] {
        if !value.changes.is_empty() {
            frame.changes.push((value.at, value.changes.clone()));
        }
    }
    frame
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::config::Config;
    use crate::diagnose::evidence::Evidence;
    use crate::diagnose::step::{Step, change};
    use crate::providers::ALL_RULES;
    use crate::verify::incoming::Incoming;
    use crate::verify::scheme::RulesOf;
    use crate::verify::schemes::kinds::{Encoding, Unit};
    use alloc::format;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn values(count: usize) -> Vec<Value> {
        let value = |at| Value::of(format!("{at}").as_bytes(), At::Header, Changes::new());
        (0..count).map(value).collect()
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_few_values_of_each_list_are_combined() {
        let (many, one) = (values(200), values(1));
        for (lists, count) in [
            ([&many[..], &many, &one], 576),
            ([&one[..], &many, &one], 24),
        ] {
            let cut = Cut::default();
            assert_eq!(choices(lists, &cut).len(), count);
            assert!(cut.is_cut());
        }
        let cut = Cut::default();
        let few = values(3);
        assert_eq!(choices([&few, &few, &few], &cut).len(), 27);
        assert!(!cut.is_cut());
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn the_values_with_the_fewest_faults_are_kept() {
        let fault = || Vec::from([change("header_joined", Step::new("given"))]);
        let mut ids = values(200);
        ids.iter_mut().for_each(|id| id.changes = fault());
        ids.extend([Value::of(b"right", At::Header, Changes::new())]);
        let one = values(1);
        let cut = Cut::default();
        let choices = choices([&one, &ids, &one], &cut);
        let [_, id, _] = choices.first().unwrap();
        assert_eq!(id.bytes, b"right");
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_header_that_comes_hundreds_of_times_makes_few_values() {
        let scheme = Scheme::hmac_sha256("a", "x-a", Encoding::Hex, "{id}.{timestamp}.{body}")
            .timestamp(Place::Header("x-time"), Unit::Seconds)
            .id(Place::Header("x-id"));
        let headers: Vec<(String, String)> = (0..200)
            .flat_map(|at| [("x-id", format!("{at}")), ("x-time", format!("17{at:08}"))])
            .map(|(name, value)| (name.into(), value))
            .collect();
        let delivery = Delivery {
            rules: &RulesOf::of_scheme(scheme),
            all: ALL_RULES,
            incoming: &Incoming::new(b"{}").headers(&headers),
            config: &Config::new(),
            evidence: &Evidence::new(),
            body: b"{}",
        };
        let cut = Cut::default();
        let ids = of_header("x-id", &is_id_text, &scheme, &delivery, &cut);
        assert_eq!(ids.len(), 24);
        assert!(cut.is_cut());
        let frames = frames(&scheme, &[], &delivery, &cut);
        assert_eq!(frames.all.len(), 64);
        assert_eq!(frames.all.first().unwrap().before, b"0.1700000000.");
    }
}
