//! Reading the page as text: elements of a kind, attributes, letters.

/// Text of an HTML fragment: tags away, entities as letters, spaces as one.
pub fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            letter if !inside => out.push(letter),
            _ => {}
        }
    }
    let entities = [("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    let text = entities.iter().fold(out, |text, (entity, letter)| text.replace(entity, letter));
    text.replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Opening tag and inside of every element of a name.
pub fn elements<'a>(html: &'a str, name: &str) -> Vec<(&'a str, &'a str)> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(&open) {
        rest = &rest[at + open.len()..];
        if !rest.starts_with([' ', '>']) {
            continue;
        }
        let (tag, inside) = rest.split_once('>').expect("a tag ends");
        found.push((tag, inside.split_once(&close).map_or("", |(inside, _)| inside)));
    }
    found
}

/// An attribute of a tag, entities as letters.
pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split_once('"').map(|(value, _)| value)
}

/// The page without scripts, styles and drawings.
pub fn readable(page: &str) -> String {
    let mut text = page.to_owned();
    for name in ["script", "style", "svg"] {
        let (open, close) = (format!("<{name}"), format!("</{name}>"));
        while let Some(at) = text.find(&open) {
            let end = text[at..].find(&close).expect("it is closed") + at + close.len();
            text.replace_range(at..end, "");
        }
    }
    text
}
