//! The separators and indents with which JSON is written.

use super::tree::Tree;
use alloc::string::String;

/// How separators are written: between members, after a key, around an empty one, and the indent.
#[derive(Clone, Copy)]
pub(crate) struct Separators {
    pub(crate) name: &'static str,
    pub(crate) comma: &'static str,
    pub(crate) colon: &'static str,
    pub(crate) indent: &'static str,
    pub(crate) line: &'static str,
    pub(crate) inner: &'static str,
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

pub(crate) fn write(tree: &Tree, style: &Separators, depth: usize, out: &mut String) {
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
