"""What the tests of pages have in common: a browser, graphs, and words for what is on a page."""

import unittest

from browser import Browser, Pages
from selenium.webdriver.common.by import By

NEURON = """mg-graph 1
%0 = input 0.1 "x"
%1 = parameter -1.25 "w"
scope "neuron0" {
  %2 = mul %1 %0
  %3 = constant 3
  %4 = add %2 %3 "pre-activation"
  %5 = relu %4 0.01
}
scope "loss" {
  %6 = constant 0.7
  %7 = sub %5 %6
  %8 = mul %7 %7 "squared"
}
output "y" %8
end 9
"""
# By the rules of derivatives: dy/dx = 2 (w x + 3 - 0.7) w, in the arithmetic of doubles.
DIFFERENCE = -1.25 * 0.1 + 3 - 0.7
VALUE_OF_Y = repr(DIFFERENCE * DIFFERENCE)
GRADIENT_OF_X = repr((DIFFERENCE + DIFFERENCE) * -1.25)


def chain(length):
    lines = ["mg-graph 1", '%0 = input 0.5 "x"']
    lines += [f"%{i} = sin %{i - 1}" for i in range(1, length)]
    return "\n".join([*lines, f'output "y" %{length - 1}', f"end {length}", ""])


class PageCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pages = Pages()
        cls.browser = Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.quit()
        cls.pages.cleanup()

    def setUp(self):
        self.browser.complaints()
        self.browser.requests()

    def tearDown(self):
        """Whatever a reader does, the console has nothing to say, and nothing is fetched but the file itself."""
        self.assertEqual(self.browser.complaints(), [])
        asked = {url.split("#")[0] for url in self.browser.requests()} - {"about:blank", "data:,"}
        self.assertLessEqual(asked, {page.as_uri() for page in self.pages.made.values()})

    def open_neuron(self, fragment=""):
        self.browser.open(self.pages.by_mg_dot("neuron", NEURON), fragment)

    def open_groups(self, fragment=""):
        self.browser.open(self.pages.with_groups("groups", NEURON), fragment)

    def box(self, node):
        return self.browser.find(f'[data-box="{node}"]')

    def selected(self):
        return [int(group.get_attribute("data-box")) for group in self.browser.all(".picture .selected")]

    def await_selected(self, *boxes):
        self.browser.until(lambda: self.selected() == list(boxes), f"boxes {boxes} are selected")

    def level(self):
        return self.browser.text("#levels [aria-pressed=true]")

    def go_to_level(self, name):
        next(button for button in self.browser.all("#levels button") if button.text == name).click()
        self.browser.until(lambda: self.level() == name)

    def scale(self):
        return self.browser.js(
            "return new DOMMatrix(getComputedStyle(document.querySelector('.world')).transform).a"
        )

    def place(self):
        """Where the first box is on the screen."""
        return self.browser.js(
            "const r = document.querySelector('[data-box]').getBoundingClientRect(); return [r.x, r.y, r.width]"
        )

    def await_rest(self):
        """Until the picture has stopped moving; then where it is."""
        self.browser.until(lambda: not self.browser.all("#stage.moving"))
        self.browser.driver.execute_async_script(
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))"
        )
        return self.place()

    def names_in(self, heading):
        return [name.text for name in self.browser.all(f'[data-list="{heading}"] .name')]

    def follow(self, heading, name):
        links = self.browser.all(f'[data-list="{heading}"] a')
        next(link for link in links if link.find_element(By.CLASS_NAME, "name").text == name).click()

    def search(self, text):
        self.browser.keys("/")
        self.browser.until(lambda: self.browser.driver.switch_to.active_element.get_attribute("id") == "search")
        self.browser.keys(text)  # what was there before is selected

    def matches(self):
        return [option.text.split("\n")[0] for option in self.browser.all("#results [role=option]")]

    def color(self, selector, name):
        return self.browser.find(selector).value_of_css_property(name).replace("rgba", "rgb").replace(", 1)", ")")

    def focused(self):
        return self.browser.js(
            "const e = document.activeElement; return e.dataset.box ?? (e.id || e.className || e.tagName)"
        )
