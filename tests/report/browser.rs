//! A real Chromium without a window, driven over `WebDriver`.

use std::fs;
use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Once;

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};

/// A browser with its driver; both end with it.
pub struct Browser {
    pub client: Client,
    driver: Child,
    // The profile; dropped after the driver is gone.
    _room: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.driver.kill().ok();
        self.driver.wait().ok();
    }
}

/// Is there a program of this name?
fn found(name: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}

fn chromium() -> Option<&'static str> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| found(name))
}

/// Installs the browser where it is missing and this user may; says what to install where not.
fn installed() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if chromium().is_some() && found("chromedriver") {
            return;
        }
        let root = fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0);
        if root && found("apt-get") {
            let apt = |arguments: &[&str]| {
                Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null()).status().is_ok_and(|s| s.success())
            };
            if apt(&["update"]) && apt(&["install", "-y", "--no-install-recommends", "chromium", "chromium-driver"]) {
                return;
            }
        }
        panic!("the page is tested in Chromium: install the packages chromium and chromium-driver (apt-get install -y chromium chromium-driver)");
    });
}

impl Browser {
    /// Starts one.
    pub async fn start() -> Self {
        installed();
        let room = tempfile::tempdir().expect("a temporary folder");
        let mut driver =
            Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("chromedriver starts");
        let port = port(&mut driver);
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1200,900",
            &format!("--user-data-dir={}", room.path().display()),
        ];
        let binary =
            chromium().and_then(|name| std::env::split_paths(&std::env::var_os("PATH")?).map(|p| p.join(name)).find(|p| p.is_file()));
        let capabilities = json!({
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": { "args": arguments, "binary": binary },
        });
        let Value::Object(capabilities) = capabilities else { unreachable!("just made") };
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let client = ClientBuilder::new(connector)
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("the browser starts");
        Self { client, driver, _room: room }
    }

    /// Opens a file.
    pub async fn open(&self, file: &Path, fragment: &str) {
        let address = format!("file://{}{fragment}", file.display());
        self.client.goto("about:blank").await.expect("it is always there");
        self.client.goto(&address).await.expect("the page opens");
    }

    /// What a script returns.
    pub async fn says(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap_or_else(|e| panic!("{script}: {e}"))
    }

    /// Sends a command of the browser's own protocol.
    pub async fn tells(&self, command: &str, parameters: Value) -> Value {
        let command = Own { path: "goog/cdp/execute", body: json!({ "cmd": command, "params": parameters }) };
        self.client.issue_cmd(command).await.expect("the browser does it")
    }

    /// Errors and warnings that the browser logged since the last look: script errors, blocked requests, violations of policy.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.client.issue_cmd(Own { path: "se/log", body: json!({ "type": "browser" }) }).await.expect("a log");
        let entries = log.as_array().cloned().unwrap_or_default();
        entries.iter().filter(|e| e["level"] == "SEVERE" || e["level"] == "WARNING").map(|e| e["message"].to_string()).collect()
    }

    /// Ends it in order.
    pub async fn close(self) {
        self.client.clone().close().await.ok();
    }
}

/// The port that the driver chose, from what it says when it listens.
fn port(driver: &mut Child) -> u16 {
    let mut lines = BufReader::new(driver.stdout.take().expect("it is piped"));
    let mut said = String::new();
    let found = loop {
        let mut line = String::new();
        assert!(lines.read_line(&mut line).is_ok_and(|n| n > 0), "chromedriver ended: {said}");
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            break port.trim().trim_end_matches('.').parse().expect("a port");
        }
        said.push_str(&line);
    };
    // Whatever else it says must not fill the pipe.
    std::thread::spawn(move || lines.read_to_end(&mut Vec::new()).ok());
    found
}

/// A command of Chromium's driver beyond the standard.
#[derive(Debug)]
struct Own {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.expect("a session"), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
