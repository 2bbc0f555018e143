"""Chromium without a window, and pages to open in it."""

import json
import os
import pathlib
import subprocess
import tempfile

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 24 * 3600  # seconds: what never happens is ended by Meson, whose log says which test it was


class Browser:
    def __init__(self, width=1280, height=800):
        options = webdriver.ChromeOptions()
        # --no-sandbox: containers run tests as root. The home folder is left alone.
        self.profile = tempfile.TemporaryDirectory()
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            f"--user-data-dir={self.profile.name}",
            f"--window-size={width},{height}",
        ]:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service("chromedriver"), options=options)
        self.driver.set_page_load_timeout(PATIENCE)
        self.driver.set_script_timeout(PATIENCE)
        self.resize(width, height)

    def quit(self):
        self.driver.quit()
        self.profile.cleanup()

    def resize(self, width, height):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def cdp(self, command, **arguments):
        return self.driver.execute_cdp_cmd(command, arguments)

    def media(self, **features):
        """What the reader's system asks for: prefers_color_scheme="dark"."""
        rows = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.cdp("Emulation.setEmulatedMedia", media="", features=rows)

    def open(self, path, fragment=""):
        """Opens a page anew, and waits until it can be used."""
        self.driver.get("about:blank")
        self.driver.get(pathlib.Path(path).as_uri() + fragment)
        self.until(lambda: self.js("return 'ready' in document.documentElement.dataset"))

    def js(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def until(self, condition, message=""):
        return WebDriverWait(self.driver, PATIENCE, poll_frequency=0.05).until(lambda _: condition(), message)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def at(self, selector, act):
        """Does something to an element, found anew where the page has just replaced it."""
        for _ in range(10):
            try:
                return act(self.find(selector))
            except StaleElementReferenceException:
                continue
        return act(self.find(selector))

    def text(self, selector):
        return self.at(selector, lambda element: element.text)

    def click(self, selector):
        self.at(selector, lambda element: element.click())

    def keys(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()

    def actions(self):
        return ActionChains(self.driver)

    def complaints(self):
        """Errors and warnings of the console since the last call."""
        return [row["message"] for row in self.driver.get_log("browser") if row["level"] in ("SEVERE", "WARNING")]

    def requests(self):
        """The addresses that were asked for since the last call."""
        messages = [json.loads(row["message"])["message"] for row in self.driver.get_log("performance")]
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]


class Pages:
    """Writes pages of graphs, each once, into a folder that is gone at the end."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.made = {}

    def cleanup(self):
        self.folder.cleanup()

    def _write(self, name, graph, command):
        """`command` gets the paths of the graph and of the page."""
        if name not in self.made:
            source = pathlib.Path(self.folder.name) / f"{name}.graph"
            source.write_bytes(graph if isinstance(graph, bytes) else graph.encode())
            page = source.with_suffix(".html")
            subprocess.run(command(str(source), str(page)), check=True)
            self.made[name] = page
        return self.made[name]

    def by_mg_dot(self, name, graph, *options):
        return self._write(
            name,
            graph,
            lambda source, page: [
                os.environ["MG_DOT"], source, "-T", "html", "--timeout", str(PATIENCE), *options, "-o", page
            ],
        )

    def with_groups(self, name, graph):
        return self._write(name, graph, lambda source, page: [os.environ["MG_WRITE_PAGE"], source, page])

    def large(self, nodes):
        return self._write(
            "large", "", lambda _, page: [os.environ["MG_WRITE_PAGE"], "--large", str(nodes), page]
        )
