//! JSON that keeps each token as it was written, and writes it again in another style.

use super::cut::Cut;
use super::step::{Arg, Step};
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

/// A value: tokens as they stand in the body.
#[derive(Debug, Clone)]
pub(crate) enum Tree {
    /// A number, `true`, `false` or `null`.
    Plain(String),
    /// A string, with its quotation marks.
    Text(String),
    List(Vec<Tree>),
    /// Keys with their quotation marks.
    Object(Members),
}

/// The members of an object, in their order.
type Members = Vec<(String, Tree)>;

const DEEPEST: usize = 64;

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
    fn skip(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at = self.at.saturating_add(1);
        }
    }
    fn eat(&mut self, byte: u8) -> bool {
        self.skip();
        let found = self.peek() == Some(byte);
        if found {
            self.at = self.at.saturating_add(1);
        }
        found
    }
    fn string(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.at = self.at.saturating_add(1);
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at = self.at.saturating_add(2),
                _ => self.at = self.at.saturating_add(1),
            }
        }
        self.at = self.at.saturating_add(1);
        self.text.get(start..self.at)
    }
    fn value(&mut self, depth: usize) -> Option<Tree> {
        if depth > DEEPEST {
            return None;
        }
        let below = depth.saturating_add(1);
        self.skip();
        match self.peek()? {
            b'"' => self.string().map(|text| Tree::Text(text.into())),
            b'[' => {
                self.at = self.at.saturating_add(1);
                let mut items = Vec::new();
                if self.eat(b']') {
                    return Some(Tree::List(items));
                }
                loop {
                    items.push(self.value(below)?);
                    if !self.eat(b',') {
                        break;
                    }
                }
                self.eat(b']').then_some(Tree::List(items))
            }
            b'{' => {
                self.at = self.at.saturating_add(1);
                let mut members = Vec::new();
                if self.eat(b'}') {
                    return Some(Tree::Object(members));
                }
                loop {
                    self.skip();
                    if self.peek()? != b'"' {
                        return None;
                    }
                    let key = self.string()?;
                    if !self.eat(b':') {
                        return None;
                    }
                    members.push((key.into(), self.value(below)?));
                    if !self.eat(b',') {
                        break;
                    }
                }
                self.eat(b'}').then_some(Tree::Object(members))
            }
            _ => {
                let start = self.at;
                while self
                    .peek()
                    .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.'))
                {
                    self.at = self.at.saturating_add(1);
                }
                let token = self.text.get(start..self.at)?;
                let is_number = token.starts_with(|c: char| c == '-' || c.is_ascii_digit())
                    && token.parse::<f64>().is_ok();
                (is_number || matches!(token, "true" | "false" | "null"))
                    .then(|| Tree::Plain(token.into()))
            }
        }
    }
}

/// Reads a body; none where it is no JSON object or list.
pub(crate) fn read(bytes: &[u8]) -> Option<Tree> {
    let text = core::str::from_utf8(bytes).ok()?;
    let mut reader = Reader {
        text: text.strip_prefix('\u{feff}').unwrap_or(text),
        at: 0,
    };
    let tree = reader.value(0)?;
    reader.skip();
    (reader.peek().is_none() && matches!(tree, Tree::Object(_) | Tree::List(_))).then_some(tree)
}

/// Returns the text of a member of a member, as it stands in the body.
pub(crate) fn member<'a>(bytes: &'a [u8], path: &[&str]) -> Option<&'a str> {
    let mut rest = core::str::from_utf8(bytes).ok()?;
    for name in path {
        let mut reader = Reader { text: rest, at: 0 };
        if !reader.eat(b'{') {
            return None;
        }
        rest = loop {
            reader.skip();
            if reader.peek()? != b'"' {
                return None;
            }
            let key = reader.string()?;
            if !reader.eat(b':') {
                return None;
            }
            reader.skip();
            let start = reader.at;
            reader.value(0)?;
            if unescape(key)? == *name {
                break rest.get(start..reader.at)?;
            }
            if !reader.eat(b',') {
                return None;
            }
        };
    }
    Some(rest)
}

/// Reads a string with its quotation marks.
pub(crate) fn unescape(quoted: &str) -> Option<String> {
    serde_json::from_str(quoted).ok()
}

pub(crate) fn quote(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// How separators are written: between members, after a key, around an empty one, and the indent.
#[derive(Clone, Copy)]
pub(crate) struct Separators {
    pub(crate) name: &'static str,
    comma: &'static str,
    colon: &'static str,
    indent: &'static str,
    line: &'static str,
    inner: &'static str,
}

const fn flat(
    name: &'static str,
    comma: &'static str,
    colon: &'static str,
    inner: &'static str,
) -> Separators {
    Separators {
        name,
        comma,
        colon,
        indent: "",
        line: "",
        inner,
    }
}
const fn indented(name: &'static str, indent: &'static str, line: &'static str) -> Separators {
    Separators {
        name,
        comma: ",",
        colon: ": ",
        indent,
        line,
        inner: "",
    }
}

pub(crate) const SEPARATORS: &[Separators] = &[
    flat("compact", ",", ":", ""),
    flat("comma_colon_blank", ", ", ": ", ""),
    indented("indent_2", "  ", "\n"),
    indented("indent_4", "    ", "\n"),
    flat("colon_blank", ",", ": ", ""),
    flat("comma_blank", ", ", ":", ""),
    indented("tab", "\t", "\n"),
    flat("inner_blanks", ", ", ": ", " "),
    indented("indent_2_crlf", "  ", "\r\n"),
    indented("indent_4_crlf", "    ", "\r\n"),
    indented("indent_3", "   ", "\n"),
    indented("indent_1", " ", "\n"),
    indented("indent_8", "        ", "\n"),
    indented("tab_crlf", "\t", "\r\n"),
    indented("lines", "", "\n"),
    flat("inner_blanks_compact", ",", ":", " "),
    Separators {
        name: "indent_2_colon_blanks",
        comma: ",",
        colon: " : ",
        indent: "  ",
        line: "\n",
        inner: "",
    },
    flat("colon_blanks", ", ", " : ", ""),
    flat("all_blanks", " , ", " : ", " "),
];

fn write(tree: &Tree, style: &Separators, depth: usize, out: &mut String) {
    let (open, close, count) = match tree {
        Tree::Plain(token) | Tree::Text(token) => {
            out.push_str(token);
            return;
        }
        Tree::List(items) => ('[', ']', items.len()),
        Tree::Object(members) => ('{', '}', members.len()),
    };
    out.push(open);
    let below = depth.saturating_add(1);
    let new_line = |out: &mut String, depth: usize| {
        out.push_str(style.line);
        for _ in 0..depth {
            out.push_str(style.indent);
        }
    };
    if count > 0 {
        out.push_str(style.inner);
    }
    for at in 0..count {
        if at > 0 {
            out.push_str(style.comma);
        }
        new_line(out, below);
        match tree {
            Tree::List(items) => {
                if let Some(item) = items.get(at) {
                    write(item, style, below, out);
                }
            }
            Tree::Object(members) => {
                if let Some((key, value)) = members.get(at) {
                    out.push_str(key);
                    out.push_str(style.colon);
                    write(value, style, below, out);
                }
            }
            Tree::Plain(_) | Tree::Text(_) => {}
        }
    }
    if count > 0 {
        new_line(out, depth);
        out.push_str(style.inner);
    }
    out.push(close);
}

/// Writes every string again with other escapes. `unicode`, `slash`, `html` say which.
fn escapes(token: &str, style: &str) -> String {
    let Some(text) = unescape(token) else {
        return token.into();
    };
    let mut out = String::from("\"");
    let has = |word: &str| style.split('+').any(|part| part == word);
    let upper = has("upper");
    let unit = |out: &mut String, unit: u16| {
        let digits = super::ops::to_hex(&unit.to_be_bytes());
        out.push_str("\\u");
        out.push_str(&if upper {
            digits.to_ascii_uppercase()
        } else {
            digits
        });
    };
    for character in text.chars() {
        let code = u32::from(character);
        let named = match character {
            '"' => Some("\\\""),
            '\\' => Some("\\\\"),
            '\n' => Some("\\n"),
            '\r' => Some("\\r"),
            '\t' => Some("\\t"),
            '\u{8}' => Some("\\b"),
            '\u{c}' => Some("\\f"),
            '/' if has("slash") => Some("\\/"),
            _ => None,
        };
        let is_coded = code < 0x20
            || code > 0x7e && has("unicode") && code != 0x7f
            || code == 0x7f && has("delete")
            || matches!(character, '<' | '>' | '&') && has("html")
            || matches!(character, '\'') && (has("apostrophe"))
            || matches!(character, '=') && has("equals")
            || matches!(character, '"') && has("quote")
            || matches!(character, '\u{2028}' | '\u{2029}') && has("html");
        match named {
            Some(escape) if !(character == '"' && has("quote")) => out.push_str(escape),
            _ if is_coded => {
                let mut units = [0; 2];
                for each in character.encode_utf16(&mut units) {
                    unit(&mut out, *each);
                }
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

pub(crate) const ESCAPES: &[&str] = &[
    "raw",
    "unicode",
    "slash",
    "unicode+slash",
    "unicode+upper",
    "unicode+upper+slash",
    "html",
    "html+upper",
    "unicode+html",
    "unicode+html+upper",
    "html+slash",
    "unicode+html+slash",
    "html+apostrophe+equals",
    "unicode+html+apostrophe",
    "html+apostrophe",
    "unicode+html+apostrophe+quote+slash+upper",
    "unicode+html+apostrophe+upper",
    "unicode+html+apostrophe+equals+upper",
    "unicode+delete",
];

/// Writes a number again; none where this way changes nothing.
fn number(token: &str, way: &str) -> Option<String> {
    let is_integer = !token.contains(['.', 'e', 'E']);
    if token.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let decimals = token
        .split_once('.')
        .filter(|(_, after)| after.bytes().all(|b| b.is_ascii_digit()));
    let made = match way {
        "one_decimal" if is_integer => [token, ".0"].concat(),
        "two_decimals" if is_integer => [token, ".00"].concat(),
        "two_decimals" => match decimals? {
            (_, after) if after.len() == 1 => [token, "0"].concat(),
            _ => return None,
        },
        "three_decimals" if is_integer => [token, ".000"].concat(),
        "three_decimals" => {
            let (_, after) = decimals?;
            [token, "00".get(after.len().saturating_sub(1)..)?].concat()
        }
        "trimmed" => {
            let (whole, after) = decimals?;
            let after = after.trim_end_matches('0');
            if after.is_empty() {
                whole.into()
            } else {
                [whole, ".", after].concat()
            }
        }
        "one_more_zero" => {
            decimals?;
            [token, "0"].concat()
        }
        "exponent" | "exponent_upper" | "exponent_plus" | "exponent_decimal"
        | "exponent_integer" => exponent(token, way)?,
        "plain" | "plain_decimal" => {
            let value: f64 = token.parse().ok().filter(|_| token.contains(['e', 'E']))?;
            let shown = alloc::format!("{value}");
            if way == "plain_decimal" && !shown.contains('.') {
                [&shown, ".0"].concat()
            } else {
                shown
            }
        }
        "lower_e" => token.contains('E').then(|| token.replace('E', "e"))?,
        "upper_e" => token.contains('e').then(|| token.replace('e', "E"))?,
        "no_plus" => token.contains('+').then(|| token.replace('+', ""))?,
        "quoted" => ["\"", token, "\""].concat(),
        _ => return None,
    };
    (made != token).then_some(made)
}

fn exponent(token: &str, way: &str) -> Option<String> {
    if token.contains(['e', 'E']) {
        return None;
    }
    let value: f64 = token.parse().ok()?;
    if way == "exponent_integer" {
        let digits = token.trim_end_matches('0');
        let zeros = token
            .len()
            .checked_sub(digits.len())
            .filter(|zeros| *zeros > 0 && !digits.is_empty() && !token.contains('.'))?;
        return Some(alloc::format!("{digits}e{zeros}"));
    }
    let shown = alloc::format!("{value:e}");
    let (mantissa, power) = shown.split_once('e')?;
    let mantissa = if way == "exponent_decimal" && !mantissa.contains('.') {
        [mantissa, ".0"].concat()
    } else {
        mantissa.into()
    };
    let e = if way == "exponent_upper" || way == "exponent_decimal" {
        "E"
    } else {
        "e"
    };
    let plus = if way == "exponent_plus" && !power.starts_with('-') {
        "+"
    } else {
        ""
    };
    Some([&mantissa, e, plus, power].concat())
}

pub(crate) const NUMBERS: &[&str] = &[
    "one_decimal",
    "two_decimals",
    "trimmed",
    "three_decimals",
    "one_more_zero",
    "plain",
    "plain_decimal",
    "exponent",
    "exponent_upper",
    "exponent_plus",
    "exponent_decimal",
    "exponent_integer",
    "lower_e",
    "upper_e",
    "no_plus",
];

/// Changes numbers in their order in the body; `ways` has one entry for each key that has numbers.
fn renumber(tree: &mut Tree, key: &str, change: &mut dyn FnMut(&str, &mut String)) {
    match tree {
        Tree::Plain(token) => change(key, token),
        Tree::Text(_) => {}
        Tree::List(items) => items
            .iter_mut()
            .for_each(|item| renumber(item, key, change)),
        Tree::Object(members) => members
            .iter_mut()
            .for_each(|(key, value)| renumber(value, key, change)),
    }
}

fn restring(tree: &mut Tree, style: &str) {
    match tree {
        Tree::Plain(_) => {}
        Tree::Text(token) => *token = escapes(token, style),
        Tree::List(items) => items.iter_mut().for_each(|item| restring(item, style)),
        Tree::Object(members) => members.iter_mut().for_each(|(key, value)| {
            *key = escapes(key, style);
            restring(value, style);
        }),
    }
}

fn sort(tree: &mut Tree) {
    match tree {
        Tree::Plain(_) | Tree::Text(_) => {}
        Tree::List(items) => items.iter_mut().for_each(sort),
        Tree::Object(members) => {
            members.sort_by_key(|(key, _)| unescape(key));
            members.iter_mut().for_each(|(_, value)| sort(value));
        }
    }
}

/// The objects whose members can be put into another order, in the order of the body.
fn objects(tree: &mut Tree, take: &mut dyn FnMut(&mut Members)) {
    match tree {
        Tree::Plain(_) | Tree::Text(_) => {}
        Tree::List(items) => items.iter_mut().for_each(|item| objects(item, take)),
        Tree::Object(members) => {
            members
                .iter_mut()
                .for_each(|(_, value)| objects(value, take));
            take(members);
        }
    }
}

/// Puts members into the order with this number, of all orders that they can have.
fn permute(members: &mut Members, mut code: usize) {
    let mut rest = core::mem::take(members);
    while !rest.is_empty() {
        let at = code.checked_rem(rest.len()).unwrap_or_default();
        code = code.checked_div(rest.len()).unwrap_or_default();
        members.push(rest.remove(at));
    }
}

/// Makes a step with the op `json`.
pub(crate) fn rewrite(bytes: &[u8], step: &Step) -> Option<Vec<u8>> {
    render(&read(bytes)?, step)
}

/// Writes a body that has been read as a step says.
pub(crate) fn render(tree: &Tree, step: &Step) -> Option<Vec<u8>> {
    let style = SEPARATORS
        .iter()
        .find(|style| Some(style.name) == step.get_text("separators"))?;
    let mut tree = tree.clone();
    if let Some(order) = step.get_text("order")
        && order == "sorted"
    {
        sort(&mut tree);
    }
    if let Some(codes) = step.get_list("orders") {
        let mut codes = codes.iter();
        objects(&mut tree, &mut |members| {
            if let Some(Arg::Number(code)) = codes.next() {
                permute(members, usize::try_from(*code).unwrap_or_default());
            }
        });
    }
    if let Some(escapes) = step.get_text("escapes") {
        restring(&mut tree, escapes);
    }
    if let Some(ways) = step.get_list("numbers") {
        let names = number_keys(&tree);
        renumber(&mut tree, "", &mut |key, token| {
            let at = names.iter().position(|name| name == key);
            if let Some(Arg::Text(way)) = at.and_then(|at| ways.get(at))
                && let Some(made) = number(token, way)
            {
                *token = made;
            }
        });
    }
    if let (Some(index), Some(add)) = (
        step.get_number("rounded"),
        step.get_text("add")
            .and_then(|add| add.parse::<i128>().ok()),
    ) {
        let mut at = 0_usize;
        renumber(&mut tree, "", &mut |_, token| {
            if at == index
                && let Ok(value) = token.parse::<i128>()
            {
                *token = alloc::format!("{}", value.saturating_add(add));
            }
            at = at.saturating_add(1);
        });
    }
    if step.get_text("empty") == Some("objects") {
        empties(&mut tree);
    }
    let mut out = String::new();
    write(&tree, style, 0, &mut out);
    out.push_str(step.get_text("end").unwrap_or_default());
    Some(out.into())
}

/// PHP writes an empty object as an empty list.
fn empties(tree: &mut Tree) {
    match tree {
        Tree::List(items) if items.is_empty() => *tree = Tree::Object(Vec::new()),
        Tree::List(items) => items.iter_mut().for_each(empties),
        Tree::Object(members) => members.iter_mut().for_each(|(_, value)| empties(value)),
        Tree::Plain(_) | Tree::Text(_) => {}
    }
}

/// The keys that have numbers, in the order of the body, each once.
fn number_keys(tree: &Tree) -> Vec<String> {
    let (mut names, mut tree) = (Vec::new(), tree.clone());
    renumber(&mut tree, "", &mut |key, token| {
        if token.starts_with(|c: char| c == '-' || c.is_ascii_digit())
            && !names.iter().any(|name| name == key)
        {
            names.push(String::from(key));
        }
    });
    names
}

/// What a dimension adds to a step.
type Choice = fn(Step, &str) -> Step;

/// Returns the steps of every style that could have been the original's, the likely ones first; `most` bounds their number.
pub(crate) fn styles(tree: &Tree, most: usize, cut: &Cut) -> Vec<(Step, Vec<u8>)> {
    let base = |style: &Separators| Step::new("json").text("separators", style.name);
    let compact = SEPARATORS
        .first()
        .map(base)
        .unwrap_or_else(|| Step::new("json"));
    let plain = render(tree, &compact).unwrap_or_default();
    // A choice of a dimension counts where it makes a difference.
    let mut seen = BTreeSet::from([plain]);
    let mut kept = |step: Step| {
        render(tree, &step)
            .is_some_and(|made| seen.insert(made))
            .then_some(step)
    };
    let set: Choice = |step, value| step.text("escapes", value);
    let escapes: Vec<Step> = ESCAPES
        .iter()
        .filter_map(|name| kept(set(compact.clone(), name)))
        .collect();
    let mut numbers = number_choices(tree, &compact, cut);
    numbers.retain(|step| kept(step.clone()).is_some());
    let mut orders = order_choices(tree, &compact, cut);
    orders.retain(|step| kept(step.clone()).is_some());
    let empty: Vec<Step> = kept(compact.clone().text("empty", "objects"))
        .into_iter()
        .collect();
    let rounded = rounded_choices(tree, &compact, cut);
    let dimensions = [&orders, &escapes, &numbers, &empty, &rounded];

    // One dimension beside the separators, then two, then three, as far as the bound allows.
    let one: Vec<Step> = [Step::new("json")]
        .into_iter()
        .chain(dimensions.into_iter().flatten().cloned())
        .collect();
    let mut two = Vec::new();
    for (at, inner) in dimensions.iter().enumerate() {
        for outer in dimensions.iter().skip(at.saturating_add(1)) {
            cut.note(
                outer.len() > 60
                    || inner.len() > 800
                    || outer.len().saturating_mul(inner.len()) > most / 4,
            );
            let pairs = outer.iter().take(60).flat_map(|second| {
                inner
                    .iter()
                    .take(800)
                    .map(move |first| merged(first, second))
            });
            two.extend(pairs.take(most / 4));
        }
    }
    let mut three = Vec::new();
    for order in orders.iter().take(30) {
        for escape in escapes.iter().take(8) {
            three.extend(
                numbers
                    .iter()
                    .take(12)
                    .map(|number| merged(&merged(order, escape), number)),
            );
        }
    }
    // Pairs and triples are not crossed with each separator and with a newline at the end, and other triples not at all.
    cut.note(!two.is_empty());
    // A large body leaves room for fewer of them.
    let most = most.min(MOST_BYTES.checked_div(tree_size(tree)).unwrap_or(most));
    let few = one.get(..one.len().min(40)).unwrap_or_default();
    let all = usize::MAX;
    let passes = [
        (&*one, 0, 1, ""),
        (few, 1, all, ""),
        (few, 0, 8, "\n"),
        (&*two, 0, 1, ""),
        (&*one, 1, 8, ""),
        (&*three, 0, 1, ""),
        (&*two, 1, 4, ""),
        (&*one, 8, all, ""),
        (&*three, 1, 4, ""),
        (&*one, 0, all, "\n"),
    ];
    let mut made = Vec::new();
    let mut known = BTreeSet::new();
    for (steps, from, to, end) in passes {
        for step in steps {
            for style in SEPARATORS.iter().take(to).skip(from) {
                if made.len() >= most {
                    cut.note(true);
                    return made;
                }
                let mut step = step.clone().text("separators", style.name);
                if !end.is_empty() {
                    step = step.text("end", end);
                }
                if let Some(bytes) = render(tree, &step)
                    && known.insert(bytes.clone())
                {
                    made.push((step, bytes));
                }
            }
        }
    }
    made
}

/// How many bytes all ways to write one body may take together.
const MOST_BYTES: usize = 16 << 20;

fn tree_size(tree: &Tree) -> usize {
    render(tree, &Step::new("json").text("separators", "compact"))
        .map_or(1, |text| text.len().max(1))
}

fn merged(one: &Step, other: &Step) -> Step {
    let mut step = one.clone();
    step.args.extend(other.args.clone());
    step
}

fn number_choices(tree: &Tree, base: &Step, cut: &Cut) -> Vec<Step> {
    let keys = number_keys(tree);
    let with = |ways: Vec<&str>| {
        base.clone().list(
            "numbers",
            ways.into_iter().map(|way| Arg::Text(way.into())).collect(),
        )
    };
    let mut choices: Vec<Step> = NUMBERS
        .iter()
        .map(|way| with(keys.iter().map(|_| *way).collect()))
        .collect();
    cut.note(keys.len() > 24);
    for at in 0..keys.len().min(24) {
        for way in NUMBERS {
            choices.push(with(
                keys.iter()
                    .enumerate()
                    .map(|(each, _)| if each == at { *way } else { "" })
                    .collect(),
            ));
        }
    }
    // By key: some are amounts, the others honest integers.
    const BY_KEY: [&str; 3] = ["", "two_decimals", "one_decimal"];
    for width in [2_usize, 3] {
        let count = u32::try_from(keys.len())
            .ok()
            .and_then(|keys| width.checked_pow(keys))
            .filter(|count| *count <= 256)
            .unwrap_or_default();
        cut.note(count == 0);
        for mut code in 0..count {
            let mut ways = Vec::new();
            for _ in &keys {
                ways.push(
                    BY_KEY
                        .get(code.checked_rem(width).unwrap_or_default())
                        .copied()
                        .unwrap_or_default(),
                );
                code = code.checked_div(width).unwrap_or_default();
            }
            choices.push(with(ways));
        }
    }
    choices
}

fn order_choices(tree: &Tree, base: &Step, cut: &Cut) -> Vec<Step> {
    let mut sizes = Vec::new();
    objects(&mut tree.clone(), &mut |members| sizes.push(members.len()));
    let orders = |size: usize| {
        if size > 5 {
            1
        } else {
            (1..=size).product::<usize>().max(1)
        }
    };
    let mut choices = Vec::from([base.clone().text("order", "sorted")]);
    let all = sizes.iter().fold(1_usize, |product, size| {
        product.saturating_mul(orders(*size))
    });
    let with = |codes: Vec<usize>| {
        base.clone().list(
            "orders",
            codes
                .into_iter()
                .map(|code| Arg::Number(u64::try_from(code).unwrap_or_default()))
                .collect(),
        )
    };
    for at in (0..sizes.len()).rev() {
        for code in 1..sizes.get(at).map_or(1, |size| orders(*size)) {
            choices.push(with(
                sizes
                    .iter()
                    .enumerate()
                    .map(|(each, _)| if each == at { code } else { 0 })
                    .collect(),
            ));
        }
    }
    cut.note(all > 1500 || sizes.iter().any(|size| *size > 5));
    if all <= 1500 {
        for mut code in 1..all {
            let mut codes = Vec::new();
            for size in &sizes {
                let count = orders(*size);
                codes.push(code.checked_rem(count).unwrap_or_default());
                code = code.checked_div(count).unwrap_or_default();
            }
            choices.push(with(codes));
        }
    }
    choices
}

/// How many integers are tried in place of rounded ones.
const MOST_ROUNDED: usize = 4200;

/// The integers that a double rounds to one that is there.
fn rounded_choices(tree: &Tree, base: &Step, cut: &Cut) -> Vec<Step> {
    let (mut choices, mut at) = (Vec::new(), 0_usize);
    renumber(&mut tree.clone(), "", &mut |_, token| {
        cut.note(choices.len() >= MOST_ROUNDED || token.len() > 19);
        if token.len() >= 16
            && choices.len() < MOST_ROUNDED
            && let (Ok(value), Ok(double)) = (token.parse::<i128>(), token.parse::<f64>())
            && value.unsigned_abs() > 1 << 53
            && value.unsigned_abs() < 1 << 65
        {
            for distance in 1..=2048_i128 {
                for add in [distance, distance.saturating_neg()] {
                    let original = alloc::format!("{}", value.saturating_add(add));
                    if original.parse::<f64>() == Ok(double) {
                        choices.push(
                            base.clone()
                                .number("rounded", at)
                                .text("add", alloc::format!("{add}")),
                        );
                    }
                }
            }
        }
        at = at.saturating_add(1);
    });
    choices
}
