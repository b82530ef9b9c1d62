//! The page in a real browser: no script error, no request, every control works, nothing is cut.

use fantoccini::Locator;
use fantoccini::actions::{InputSource as _, MouseActions, PointerAction};
use fantoccini::key::Key;
use serde_json::json;
use std::time::Duration;

use super::RUN;
use super::browser::Browser;

/// Runs a test in a browser that shows the page.
fn on_the_page<F: Future<Output = Browser>>(test: impl FnOnce(Browser) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let browser = Browser::start().await;
        browser.open(&RUN.folder().join("report.html"), "").await;
        let browser = test(browser).await;
        assert_eq!(browser.complaints().await, Vec::<String>::new(), "the browser complains of nothing");
        browser.close().await;
    });
}

#[test]
fn it_opens_from_disk_and_asks_for_nothing() {
    on_the_page(|browser| async {
        assert_eq!(browser.says("return document.documentElement.dataset.ready").await, "true", "the script ran to its end");
        assert_eq!(browser.says("return performance.getEntriesByType('resource').map((e) => e.name)").await, json!([]), "no request");
        let policy = browser.says("return document.querySelector('meta[http-equiv]').content").await;
        assert!(policy.as_str().is_some_and(|p| p.starts_with("default-src 'none'")), "{policy}");
        let outside = "return [...document.querySelectorAll('[src],[href],[srcset]')].map((e) => e.getAttribute('src') || e.getAttribute('href'))\
                       .filter((a) => a && !a.startsWith('#') && !a.startsWith('data:'))";
        assert_eq!(browser.says(outside).await, json!([]), "everything is inside");
        let fonts = "return [...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family + f.weight)";
        assert_eq!(browser.says(fonts).await.as_array().map(Vec::len), Some(2), "both weights of the type are there");
        browser
    });
}

#[test]
fn options_are_switched_off_and_on() {
    on_the_page(|browser| async {
        let shown = "return [...document.querySelectorAll('[data-option=phase_two]')].filter((e) => e.getClientRects().length).length";
        let before = browser.says(shown).await.as_u64().expect("a number");
        assert!(before > 5, "{before} parts of the option are shown");
        let switch = browser.client.find(Locator::Css("input[value=phase_two][type=checkbox]")).await.expect("a switch");
        switch.click().await.expect("it can be clicked");
        assert_eq!(browser.says(shown).await, 0, "all of it is off");
        let others = "return document.querySelectorAll('[data-option=redesign]:not([hidden])').length";
        assert!(browser.says(others).await.as_u64() > Some(5));
        switch.click().await.expect("it can be clicked");
        assert_eq!(browser.says(shown).await.as_u64(), Some(before), "all of it is back");
        browser
    });
}

#[test]
fn a_pointer_and_keys_read_the_numbers() {
    on_the_page(|browser| async {
        let plot = browser.client.find(Locator::Css("[data-figure=cumulative_savings]")).await.expect("a figure");
        browser.says("document.querySelector('[data-figure=cumulative_savings]').scrollIntoView({block:'center'})").await;
        let to = PointerAction::MoveToElement { element: plot.clone(), duration: Some(Duration::from_millis(20)), x: 0.0, y: 0.0 };
        let mouse = MouseActions::new("mouse".into()).then(to);
        browser.client.perform_actions(mouse).await.expect("the mouse moves");
        let tip = browser.says("return document.getElementById('tip').innerText").await;
        let text = tip.as_str().expect("text");
        assert!(text.contains("The slide\u{2019}s promise") || text.contains("The slide's promise"), "{text}");
        assert!(text.starts_with("202") && text.contains(" to "), "a month, and a range: {text}");
        // What is read is in the table behind the figure.
        let value = "const tip = document.getElementById('tip'); const month = tip.querySelector('b').textContent;\
                     const row = [...document.querySelectorAll('#figure-cumulative_savings tbody tr')].find((r) => r.cells[0].textContent === month);\
                     return tip.querySelector('div span:last-child').textContent.startsWith(row.cells[1].textContent)";
        assert_eq!(browser.says(value).await, true, "{text}");
        browser.client.release_actions().await.expect("the mouse leaves");
        browser.says("document.querySelector('[data-figure=bridge-redesign]').focus()").await;
        let bridge = browser.client.find(Locator::Css("[data-figure=bridge-redesign]")).await.expect("a figure");
        bridge.send_keys(&String::from(char::from(Key::Right))).await.expect("keys");
        bridge.send_keys(&String::from(char::from(Key::Right))).await.expect("keys");
        let said = browser.says("return document.getElementById('said').textContent").await;
        assert!(said.as_str().is_some_and(|s| s.starts_with("Conversations that never were contacts: mean \u{2212}")), "{said}");
        bridge.send_keys(&String::from(char::from(Key::Escape))).await.expect("keys");
        assert_eq!(browser.says("return document.getElementById('tip').hidden").await, true);
        browser
    });
}

#[test]
fn each_reader_has_an_entry_and_one_option_is_looked_at_everywhere() {
    on_the_page(|browser| async {
        let first = "return document.querySelector('main>section').id";
        assert_eq!(browser.says(first).await, "answer");
        for (view, section) in [("hr", "people"), ("procurement", "contracts"), ("leader", "answer")] {
            let link = browser.client.find(Locator::Css(&format!("[data-view={view}]"))).await.expect("an entry");
            link.click().await.expect("it can be clicked");
            assert_eq!(browser.says(first).await, section, "{view}");
            assert_eq!(browser.says("return document.querySelectorAll('main>section').length").await, 14, "nothing is lost");
        }
        browser.says("document.querySelector('label[for=\"tab-bridge-technical_only\"]').click()").await;
        let visible = "return [...document.querySelectorAll('.panels>div')].filter((p) => p.checkVisibility()).map((p) => p.querySelector('figure').id)";
        let panels = browser.says(visible).await;
        let panels: Vec<&str> = panels.as_array().expect("a list").iter().filter_map(|p| p.as_str()).collect();
        assert!(panels.len() > 4 && panels.iter().all(|p| p.ends_with("-technical_only")), "{panels:?}");
        browser.open(&RUN.folder().join("report.html"), "#view-hr").await;
        assert_eq!(browser.says(first).await, "people", "an address leads there too");
        browser
    });
}

#[test]
fn it_is_light_or_dark_as_the_reader_wants() {
    on_the_page(|browser| async {
        let ground = "return getComputedStyle(document.body).backgroundColor";
        let light = browser.says(ground).await;
        assert_eq!(light, "rgb(255, 255, 255)");
        browser.tells("Emulation.setEmulatedMedia", json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] })).await;
        let dark = browser.says(ground).await;
        assert_ne!(dark, light);
        let ink = browser.says("return getComputedStyle(document.querySelector('#bridge svg text')).fill").await;
        assert_ne!(ink, "rgb(27, 36, 48)", "figures follow");
        browser.client.find(Locator::Id("theme")).await.expect("a button").click().await.expect("it can be clicked");
        assert_eq!(browser.says(ground).await, light, "the button goes before the system");
        browser
    });
}

/// Boxes wider than the page, tables wider than their place, drawings cut off.
const WIDER: &str = "const room = document.documentElement.clientWidth; const out = [];\
    if (document.documentElement.scrollWidth > room) out.push('page ' + document.documentElement.scrollWidth + ' > ' + room);\
    for (const e of document.querySelectorAll('main *, header *, .bar *')) {\
      if (!e.checkVisibility() || e.closest('.scroll') || e.closest('svg') || e.closest('.sr,.skip') || e.closest('thead')) continue;\
      const box = e.getBoundingClientRect();\
      if (box.width && (box.right > room + 1 || box.left < -1)) out.push(e.tagName + '#' + e.id + '.' + e.className + ' ' + box.left + ' ' + box.right);\
    }\
    return out.slice(0, 5)";

/// Text of drawings that leaves its drawing.
const CUT: &str = "const out = [];\
    for (const svg of document.querySelectorAll('.plot svg')) {\
      if (!svg.checkVisibility()) continue;\
      const frame = svg.getBoundingClientRect();\
      for (const text of svg.querySelectorAll('text')) {\
        const box = text.getBoundingClientRect();\
        if (box.left < frame.left - 2 || box.right > frame.right + 2 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2)\
          out.push(svg.closest('figure').id + ': ' + text.textContent);\
      }\
    }\
    return out.slice(0, 8)";

#[test]
fn nothing_is_wider_than_the_page_at_any_width() {
    on_the_page(|browser| async {
        for (width, narrow) in [(360, true), (700, true), (820, false), (1400, false)] {
            let metrics = json!({ "width": width, "height": 800, "deviceScaleFactor": 2, "mobile": narrow });
            browser.tells("Emulation.setDeviceMetricsOverride", metrics).await;
            assert_eq!(browser.says("return innerWidth").await, width);
            assert_eq!(browser.says(WIDER).await, json!([]), "at {width} pixels");
            assert_eq!(browser.says(CUT).await, json!([]), "at {width} pixels");
            let form = "return document.querySelector('.plot .narrow').checkVisibility()";
            assert_eq!(browser.says(form).await, narrow, "drawings have the form for {width} pixels");
        }
        browser
    });
}

#[test]
fn it_prints_to_pages_with_no_figure_cut() {
    on_the_page(|browser| async {
        browser.tells("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        // The printed width and height of A4 less its margins, at 96 pixels an inch.
        let (width, height) = (680, 1001);
        browser
            .tells(
                "Emulation.setDeviceMetricsOverride",
                json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
            )
            .await;
        assert_eq!(browser.says(WIDER).await, json!([]));
        assert_eq!(browser.says(CUT).await, json!([]));
        let tall = format!(
            "return [...document.querySelectorAll('figure')].filter((f) => f.checkVisibility()).filter((f) => f.offsetHeight > {height} || \
             getComputedStyle(f).breakInside !== 'avoid').map((f) => f.id + ' ' + f.offsetHeight)"
        );
        assert_eq!(browser.says(&tall).await, json!([]), "every figure fits a page and stays whole");
        assert_eq!(browser.says("return document.querySelector('.bar').checkVisibility()").await, false, "controls are not printed");
        let pages = browser.tells("Page.printToPDF", json!({ "preferCSSPageSize": true, "printBackground": true })).await;
        assert!(pages["data"].as_str().is_some_and(|pdf| pdf.len() > 50_000 && pdf.starts_with("JVBER")), "it is printed");
        browser
    });
}

#[test]
fn a_screen_reader_finds_its_way() {
    on_the_page(|browser| async {
        let twice =
            "const ids = [...document.querySelectorAll('[id]')].map((e) => e.id); return ids.filter((id, i) => ids.indexOf(id) !== i)";
        assert_eq!(browser.says(twice).await, json!([]), "ids are unique");
        let unnamed = "return [...document.querySelectorAll('input,button,a,[tabindex=\"0\"],svg')].filter((e) => !(e.ariaLabel || e.textContent.trim() ||\
                       e.labels?.length || e.closest('label'))).map((e) => e.outerHTML.slice(0, 80))";
        assert_eq!(browser.says(unnamed).await, json!([]), "everything that takes a key or is a picture has a name");
        let levels =
            "return [...document.querySelectorAll('h1,h2,h3,h4')].map((h) => +h.tagName[1]).filter((l, i, all) => i && l > all[i - 1] + 2)";
        assert_eq!(browser.says(levels).await, json!([]), "headings follow one another");
        let tables = "return [...document.querySelectorAll('figure')].filter((f) => !f.querySelector('table caption') || !f.querySelector('thead th[scope=col]')).map((f) => f.id)";
        assert_eq!(browser.says(tables).await, json!([]), "behind every figure stands its table");
        assert_eq!(browser.says("return document.documentElement.lang").await, "en");
        let rows =
            "return [...document.querySelectorAll('table')].filter((t) => new Set([...t.rows].map((r) => r.cells.length)).size > 1).length";
        assert_eq!(browser.says(rows).await, 0, "tables are whole");
        browser
    });
}
