//! The page in a real browser: Chromium without a head, at three widths, light and dark.
//!
//! Chromium is looked for on PATH; axe, which judges accessibility, in `CLUSTERROUTE_AXE` (the path of `axe.min.js`). Of
//! the page nothing is changed but its policy, so that the probe may run: the probe stands in a page around it.

#[path = "report_page/made.rs"]
mod made;
mod support;

use clusterroute::api::report;
use libtest_mimic::{Completion, Failed, Trial};
use serde_json::{Value, json};
use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use support::{found, scratch};

/// How often the browser is asked.
const ATTEMPTS: usize = 8;

const WIDTHS: [u32; 3] = [375, 820, 1280];

/// What a browser is told: no network, nothing kept, one process.
const QUIET: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--hide-scrollbars",
    "--no-first-run",
    "--virtual-time-budget=600000",
];

fn main() -> ExitCode {
    let pages = ["small", "s2d", "64 nodes", "64 nodes that differ", "networks alone", "CJK names", "fleet"];
    let mut trials: Vec<Trial> = pages
        .into_iter()
        .map(|name| {
            Trial::ignorable_test(format!("the page fits and asks for nothing: {name}"), move || fits(name))
        })
        .collect();
    trials.extend(
        ["small", "64 nodes", "fleet"].map(|name| {
            Trial::ignorable_test(format!("axe finds nothing: {name}"), move || accessible(name))
        }),
    );
    trials.push(Trial::ignorable_test("the page prints on few sheets", prints));
    support::suite(trials)
}

fn page(name: &str) -> Result<String, Failed> {
    let one = |input: Value| -> Result<Value, Failed> {
        let request = json!({"schema": 2, "input": input, "options": {"generated": "2026-11-28", "index": name == "fleet"}});
        Ok(serde_json::from_slice(&report::ask(request.to_string().as_bytes()).json)?)
    };
    let files = |path: &str| json!({"paths": [support::repository(path)]});
    let captures = |all: &[Value]| json!({"captures": all});
    let answer = one(match name {
        "small" => files("samples/hyperv-2012r2-san"),
        "s2d" => files("tests/stories/10/three-adapters.json"),
        "64 nodes" => captures(&[made::six_groups()]),
        "64 nodes that differ" => captures(&[made::all_differ()]),
        "networks alone" => captures(&[made::networks_alone()]),
        "CJK names" => captures(&[made::named("運用管理ネットワーク集群")]),
        _ => captures(&[made::six_groups(), made::named("A"), made::named("B"), made::networks_alone()]),
    })?;
    let answers = answer["answers"].as_array().ok_or("no answers")?;
    let last = answers.last().and_then(|one| one["html"].as_str());
    Ok(last.ok_or_else(|| format!("no page: {answer}"))?.to_owned())
}

/// What is measured in each frame, and in its pictures.
const PROBE: &str = r#"
const out = [];
for (const frame of document.querySelectorAll('iframe')) {
  const d = frame.contentDocument, w = frame.contentWindow, at = frame.width + ': ';
  if (!d.querySelector('h1')) { out.push(at + 'no page'); continue; }
  d.querySelectorAll('details').forEach(one => one.open = true);
  const over = d.documentElement.scrollWidth - d.documentElement.clientWidth;
  if (over > 0) out.push(at + 'wider by ' + over);
  if (w.performance.getEntriesByType('resource').length) out.push(at + 'asks for something');
  let shown = 0;
  for (const svg of d.querySelectorAll('svg.wide,svg.narrow')) {
    const box = svg.getBoundingClientRect();
    if (!box.width) continue;
    shown++;
    const texts = [...svg.querySelectorAll('text')].map(e => ({ said: e.textContent, box: e.getBoundingClientRect(), turned: !!e.closest('[transform]') }));
    for (const one of texts)
      if (one.box.left < box.left - 1 || one.box.right > box.right + 1 || one.box.top < box.top - 1 || one.box.bottom > box.bottom + 1)
        out.push(at + 'leaves the picture: ' + one.said);
    for (let i = 0; i < texts.length; i++) for (let j = i + 1; j < texts.length; j++) {
      if (texts[i].turned || texts[j].turned) continue;
      const a = texts[i].box, b = texts[j].box;
      const x = Math.min(a.right, b.right) - Math.max(a.left, b.left), y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (x > 1 && y > 4) out.push(at + texts[i].said + ' over ' + texts[j].said);
    }
  }
  if (d.getElementById('picture') && shown !== 1) out.push(at + shown + ' pictures');
}
"#;

fn fits(name: &str) -> Result<Completion, Failed> {
    let chromium = match found(["chromium"]) {
        Ok([chromium]) => chromium,
        Err(reason) => return Ok(Completion::ignored_with(reason)),
    };
    let page = page(name)?;
    for scheme in SCHEMES {
        let said = probed(&chromium, name, &page, scheme, &format!("{PROBE} done(out);"))?;
        if said != "[]" {
            return Err(format!("{scheme:?}: {said}").into());
        }
    }
    Ok(Completion::Completed)
}

/// What a browser calls light and dark, and the colours that a user forces on every page.
const SCHEMES: [&str; 3] = ["preferredColorScheme=1", "preferredColorScheme=0", "inForcedColors=true"];

fn accessible(name: &str) -> Result<Completion, Failed> {
    let chromium = match found(["chromium"]) {
        Ok([chromium]) => chromium,
        Err(reason) => return Ok(Completion::ignored_with(reason)),
    };
    let Some(axe) = env::var_os("CLUSTERROUTE_AXE") else {
        return Ok(Completion::ignored_with("needs the path of axe.min.js in CLUSTERROUTE_AXE"));
    };
    let axe = fs::read_to_string(axe)?.replace("</script", "<\\/script");
    let (page, policy) = (page(name)?, "axe may run here");
    let page = page.replacen("http-equiv=\"Content-Security-Policy\"", &format!("name=\"{policy}\""), 1);
    let judge = "document.querySelectorAll('details').forEach(one => one.open = true); \
                 axe.run(document, { resultTypes: ['violations'] }).then(found => \
                 document.getElementById('said').textContent = JSON.stringify(found.violations.map(one => \
                 one.id + ' x ' + one.nodes.length + ', ' + one.nodes[0].html.slice(0, 120))));";
    let page = page.replacen(
        "</body>",
        &format!(
            "<pre id=\"said\" hidden>nothing</pre><script>{axe}</script><script>{judge}</script></body>"
        ),
        1,
    );
    // As narrow as a window may be, which is a phone for the page, and wide.
    for (scheme, width) in [(SCHEMES[0], 500), (SCHEMES[1], 500), (SCHEMES[0], 1280), (SCHEMES[1], 1280)] {
        let folder = scratch(&format!("report-axe-{}", name.replace(' ', "-")))?;
        let said = said(&chromium, &folder, &page, scheme, width)?;
        if said != "[]" {
            return Err(format!("{scheme}, {width} wide: {said}").into());
        }
    }
    Ok(Completion::Completed)
}

/// What the probe says of the page in a frame of each width: JSON. The browser may end before a probe has, and is asked
/// again then.
fn probed(chromium: &Path, name: &str, page: &str, scheme: &str, probe: &str) -> Result<String, Failed> {
    let folder = scratch(&format!("report-{}-{}", name.replace(' ', "-"), &scheme[scheme.len() - 1..]))?;
    // The policy that forbids scripts stays out of the frames that are looked into.
    let policy = page.split("<meta http-equiv=").nth(1).and_then(|rest| rest.split('>').next());
    let policy = format!("<meta http-equiv={}>", policy.ok_or("no policy")?);
    let open = page.replacen(&policy, "", 1).replace('&', "&amp;").replace('"', "&quot;");
    let frames = WIDTHS.map(|width| {
        format!("<iframe width=\"{width}\" height=\"900\" style=\"border:0\" srcdoc=\"{open}\"></iframe>")
    });
    let harness = format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><body>{}<pre id=\"said\">nothing</pre><script>\
         function done(out) {{ document.getElementById('said').textContent = JSON.stringify(out); \
         document.querySelectorAll('iframe').forEach(one => one.remove()); }}\
         </script><script>addEventListener('load', () => {{ \
         const frames = [...document.querySelectorAll('iframe')]; \
         if (frames.some(one => !one.contentDocument.querySelector('footer'))) return; \
         const script = document.createElement('script'); \
         script.textContent = document.getElementById('probe').textContent; document.body.appendChild(script); }});\
         </script><script id=\"probe\" type=\"text/plain\">{probe}</script>",
        frames.join("")
    );
    said(chromium, &folder, &harness, scheme, 1400)
}

/// What a page says of itself when it is loaded.
fn said(chromium: &Path, folder: &Path, page: &str, scheme: &str, width: u32) -> Result<String, Failed> {
    let file = folder.join("harness.html");
    fs::write(&file, page)?;
    let mut errors = String::new();
    for _ in 0..ATTEMPTS {
        let output = Command::new(chromium)
            .args(QUIET)
            .arg(format!("--blink-settings={scheme}"))
            .arg(format!("--user-data-dir={}", folder.join("profile").display()))
            .args([&format!("--window-size={width},900"), "--dump-dom"])
            .arg(format!("file://{}", file.display()))
            .output()?;
        let dom = String::from_utf8_lossy(&output.stdout);
        let after = dom.split("<pre id=\"said\"").nth(1).and_then(|rest| rest.split_once('>'));
        let said = after.and_then(|(_, rest)| rest.split("</pre>").next());
        match said.filter(|said| *said != "nothing") {
            Some(said) => return Ok(said.to_owned()),
            None => errors = String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
    Err(format!("the browser said nothing: {errors}").into())
}

/// On A4: a small cluster on 5 sheets at most, 64 nodes on 11.
fn prints() -> Result<Completion, Failed> {
    let chromium = match found(["chromium"]) {
        Ok([chromium]) => chromium,
        Err(reason) => return Ok(Completion::ignored_with(reason)),
    };
    for (name, most) in [("small", 5), ("64 nodes", 11)] {
        let folder = scratch(&format!("report-print-{}", name.replace(' ', "-")))?;
        let (file, pdf) = (folder.join("page.html"), folder.join("page.pdf"));
        fs::write(&file, page(name)?)?;
        let output = Command::new(&chromium)
            .args(QUIET)
            .arg(format!("--user-data-dir={}", folder.join("profile").display()))
            .arg(format!("--print-to-pdf={}", pdf.display()))
            .arg(format!("file://{}", file.display()))
            .output()?;
        let bytes = fs::read(&pdf).map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())?;
        let sheets =
            bytes.windows(12).filter(|part| part.starts_with(b"/Type /Page") && part[11] != b's').count();
        if !(1..=most).contains(&sheets) {
            return Err(format!("{name}: {sheets} sheets").into());
        }
    }
    Ok(Completion::Completed)
}
