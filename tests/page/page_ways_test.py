"""A reader moves about on a page: by mouse, fingers and keys, through levels, boxes, code and addresses."""

import unittest

from page_case import VALUE_OF_Y, PageCase
from selenium.webdriver.common.actions.wheel_input import ScrollOrigin
from selenium.webdriver.common.keys import Keys


class PageWaysTest(PageCase):
    # --- moving ---

    def test_wheel_zooms_around_the_pointer(self):
        self.open_neuron()
        before = self.await_rest()
        scale = self.scale()
        x, y = round(before[0]) + 1, round(before[1]) + 1
        self.browser.actions().scroll_from_origin(ScrollOrigin.from_viewport(x, y), 0, -240).perform()
        self.browser.until(lambda: self.scale() > 1.2 * scale)
        after = self.await_rest()
        self.assertAlmostEqual(after[0], before[0], delta=2)
        self.assertAlmostEqual(after[1], before[1], delta=2)
        self.assertAlmostEqual(after[2] / before[2], self.scale() / scale, places=2)

    def test_keys_and_buttons_zoom(self):
        self.open_neuron()
        fitting = self.scale()
        self.browser.keys("+")
        self.browser.until(lambda: self.scale() > fitting * 1.2)
        self.browser.keys("-", "-")
        self.browser.until(lambda: self.scale() < fitting / 1.2)
        self.browser.keys("0")
        self.browser.until(lambda: abs(self.scale() - fitting) < 1e-6)
        self.browser.find("#zoom-in").click()
        self.browser.until(lambda: self.scale() > fitting * 1.2)
        self.browser.find("#zoom-fit").click()
        self.browser.until(lambda: abs(self.scale() - fitting) < 1e-6)
        self.browser.find("#zoom-out").click()
        self.browser.until(lambda: self.scale() < fitting / 1.2)

    def test_a_drag_moves_and_does_not_select(self):
        self.open_neuron()
        before = self.await_rest()
        self.browser.actions().click_and_hold(self.box(4)).move_by_offset(40, 0).move_by_offset(40, 30).release().perform()
        after = self.await_rest()
        self.assertAlmostEqual(after[0] - before[0], 80, delta=1)
        self.assertAlmostEqual(after[1] - before[1], 30, delta=1)
        self.assertEqual(self.selected(), [])

    def test_two_fingers_zoom(self):
        self.open_neuron()
        before = self.scale()
        center = self.browser.find("#stage").rect
        x, y = center["x"] + center["width"] / 2, center["y"] + center["height"] / 2
        for kind, distance in [("touchStart", 40), ("touchMove", 60), ("touchMove", 80)]:
            points = [{"x": x - distance, "y": y, "id": 1}, {"x": x + distance, "y": y, "id": 2}]
            self.browser.cdp("Input.dispatchTouchEvent", type=kind, touchPoints=points)
        self.browser.cdp("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        self.browser.until(lambda: abs(self.scale() / before - 2) < 0.05)

    def test_arrows_move_the_picture_or_the_selection(self):
        self.open_neuron()
        before = self.await_rest()
        self.browser.keys(Keys.ARROW_RIGHT)
        self.browser.until(lambda: self.place()[0] < before[0])
        self.box(7).click()
        self.await_selected(7)
        self.browser.keys(Keys.ARROW_RIGHT)
        self.await_selected(8)
        self.browser.keys(Keys.ARROW_LEFT)
        self.await_selected(7)

    # --- levels ---

    def test_levels_keep_the_selection(self):
        self.open_neuron()
        self.box(5).click()
        self.await_selected(5)
        self.go_to_level("fold")
        self.assertEqual(len(self.browser.all(".picture [data-box]")), 6)
        self.await_selected(5)
        self.browser.keys("1")
        self.browser.until(lambda: self.level() == "full")
        self.await_selected(5)

    def test_a_box_opens_and_closes(self):
        self.open_groups()
        self.go_to_level("groups")
        self.box(6).click()
        self.await_selected(6)
        self.assertEqual(self.browser.text("#details h2"), "loss")
        self.assertEqual(self.browser.text("#value"), VALUE_OF_Y)
        self.assertIn("mul × 1", self.browser.text("#operations"))
        self.assertEqual(self.names_in("members"), ["%6", "%7", "squared"])
        self.browser.find("#open").click()
        self.browser.until(lambda: self.browser.text("#crumbs") == "groups\nloss")
        self.assertEqual(len(self.browser.all(".picture [data-box]")), 3)
        self.browser.find("#crumbs button").click()
        self.await_selected(6)
        self.assertFalse(self.browser.find("#crumbs").is_displayed())
        self.browser.actions().double_click(self.box(6)).perform()
        self.browser.until(lambda: self.browser.text("#crumbs") == "groups\nloss")
        self.browser.keys(Keys.BACKSPACE)
        self.await_selected(6)

    def test_a_box_that_cannot_be_opened_says_how(self):
        self.open_groups()
        self.go_to_level("groups")
        self.box(2).click()
        self.await_selected(2)
        self.assertEqual(self.browser.all("#open"), [])
        self.assertEqual(self.browser.text(".hint code"), "mg-dot test.graph --expand 'neuron0'")
        self.follow("members", "%5")
        self.browser.until(lambda: self.browser.text("#statement") == "%5 = relu %4 0.01")
        self.assertEqual(self.selected(), [2], "the node is in the box")

    # --- code ---

    def test_code_of_a_node_and_nodes_of_a_line(self):
        self.open_groups()
        self.box(5).click()
        self.await_selected(5)
        self.assertEqual(self.browser.text("#listing .current .line-text").strip(), "const double v5 = relu(v4);")
        self.assertEqual(len(self.browser.all("#listing .code-line")), 5)
        self.browser.find("#in-code").click()
        self.browser.until(lambda: self.browser.find("#code").is_displayed())
        self.assertEqual(self.browser.text("#code .current .line-text").strip(), "const double v5 = relu(v4);")
        self.browser.find('#code [data-line="0"]').click()
        self.await_selected(2)
        self.browser.find('#code [data-line="1"]').click()
        self.await_selected(3, 4)
        self.assertEqual(self.names_in("nodes"), ["neuron0/%3", "neuron0/pre-activation"])
        self.browser.keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER)
        self.await_selected(8)
        self.browser.keys(Keys.ESCAPE)
        self.browser.until(lambda: not self.browser.find("#code").is_displayed())
        self.assertEqual(self.selected(), [8])

    def test_long_code_has_few_elements(self):
        self.browser.open(self.pages.large(20000))
        self.browser.find("#show-code").click()
        self.browser.until(lambda: self.browser.all("#code .code-line"))
        self.browser.keys(Keys.END)
        self.browser.until(lambda: self.browser.all("#code .current"))
        last = int(self.browser.text("#code .current .line-number"))
        self.assertGreater(last, 10000)
        self.assertLess(len(self.browser.all("#code .code-line")), 200)
        self.browser.keys(Keys.ENTER)
        self.browser.until(lambda: self.browser.text("#details h2") == "y", "the last line computes the output")

    # --- addresses ---

    def test_addresses_keep_view_and_selection(self):
        self.open_neuron("#view=fold&node=5")
        self.assertEqual(self.level(), "fold")
        self.await_selected(5)
        self.box(7).click()
        self.await_selected(7)
        self.assertTrue(self.browser.driver.current_url.endswith("#view=fold&node=7"))
        self.go_to_level("full")
        self.assertTrue(self.browser.driver.current_url.endswith("#view=full&node=7"))
        self.browser.driver.back()
        self.browser.until(lambda: self.level() == "fold")
        self.browser.driver.back()
        self.await_selected(5)
        self.browser.driver.forward()
        self.await_selected(7)

    def test_addresses_of_nothing_do_no_harm(self):
        for fragment in ["#view=nowhere&node=99999", "#node=-1", "#box=77", "#line=5", "#scope=none", "#%zz&&=", "#view"]:
            with self.subTest(fragment):
                self.open_neuron(fragment)
                self.assertEqual(self.selected(), [])
                self.assertEqual(self.level(), "full")

    # --- themes, sizes ---

    def test_theme_follows_the_system_and_the_button(self):
        light = {"body": "rgb(252, 253, 254)", "input": "rgb(219, 234, 254)"}
        dark = {"body": "rgb(11, 18, 32)", "input": "rgb(19, 39, 79)"}
        colors = lambda: {
            "body": self.color("body", "background-color"),
            "input": self.color('[data-box="0"] [fill="#dbeafe"]', "fill"),
        }
        self.browser.media(prefers_color_scheme="light")
        self.open_neuron()
        self.assertEqual(colors(), light)
        self.browser.media(prefers_color_scheme="dark")
        self.browser.until(lambda: colors() == dark)
        self.browser.find("#theme").click()
        self.browser.until(lambda: colors() == light)
        self.browser.find("#theme").click()
        self.browser.until(lambda: colors() == dark)
        self.browser.cdp("Emulation.setEmulatedMedia", media="print")
        self.browser.until(lambda: colors()["input"] == light["input"])
        self.assertFalse(self.browser.find(".bar .tools").is_displayed())
        self.browser.media()

    def test_less_motion(self):
        self.browser.media(prefers_reduced_motion="reduce")
        self.open_neuron()
        fitting = self.scale()
        self.browser.keys("+", "+", "0")
        scales = self.browser.driver.execute_async_script("""
            const done = arguments[0];
            const scales = [];
            const world = document.querySelector('.world');
            const look = () => {
              scales.push(new DOMMatrix(getComputedStyle(world).transform).a);
              if (scales.length === 10) done(scales);
              else requestAnimationFrame(look);
            };
            document.getElementById('zoom-in').click();
            requestAnimationFrame(() => requestAnimationFrame(() => {
              document.getElementById('zoom-fit').click();
              look();
            }));""")
        between = [scale for scale in scales if fitting * 1.001 < scale < fitting * 1.249]
        self.assertEqual(between, [], "it gets there in one step")
        self.browser.media()

    def test_on_a_phone_the_details_are_below(self):
        self.browser.resize(390, 844)
        self.addCleanup(self.browser.resize, 1280, 800)
        self.open_neuron()
        self.assertFalse(self.browser.find("#panel").is_displayed())
        self.assertEqual(self.browser.js("return document.documentElement.scrollWidth"), 390)
        self.search("%8")
        self.browser.until(lambda: self.matches()[:1] == ["loss/squared"])
        self.browser.keys(Keys.ENTER)
        self.browser.until(lambda: self.browser.find("#panel").is_displayed())
        panel, stage = self.browser.find("#panel").rect, self.browser.find("#stage").rect
        self.assertGreaterEqual(panel["y"], stage["y"] + stage["height"] - 1)
        self.assertEqual(panel["width"], 390)
        self.await_rest()
        box = self.box(8).rect
        self.assertLessEqual(box["y"] + box["height"], panel["y"], "the selected box is not covered")
        self.browser.find("#close-panel").click()
        self.browser.until(lambda: not self.browser.find("#panel").is_displayed())

    # --- without a mouse ---

    def test_all_by_keyboard(self):
        self.open_groups()
        self.browser.keys("2")
        self.browser.until(lambda: self.level() == "groups")

        def tab_to(name):
            for _ in range(100):
                if self.focused() == name:
                    return
                self.browser.keys(Keys.TAB)
            self.fail(f"{name} cannot be reached")

        tab_to("6")
        self.browser.keys(Keys.ENTER)
        self.await_selected(6)
        self.browser.keys(Keys.ENTER)
        self.browser.until(lambda: self.browser.text("#crumbs") == "groups\nloss")
        tab_to("7")
        self.browser.keys(Keys.SPACE)
        self.await_selected(7)
        self.browser.keys(Keys.ARROW_RIGHT)
        self.await_selected(8)
        self.assertEqual(self.focused(), "8")
        self.browser.keys(Keys.ENTER)
        self.browser.until(lambda: self.focused() == "selected")
        self.browser.keys(Keys.ESCAPE)
        self.browser.until(lambda: self.focused() == "8")
        self.browser.keys("c")
        self.browser.until(lambda: self.focused() == "scroller")
        self.browser.keys(Keys.ESCAPE)
        self.browser.until(lambda: self.focused() == "8")
        self.browser.keys(Keys.ESCAPE)
        self.await_selected()
        self.browser.keys(Keys.ESCAPE)
        self.await_selected(6)
        self.assertEqual(self.level(), "groups")
        self.browser.keys("?")
        self.browser.until(lambda: self.browser.find("#keys").is_displayed())
        self.browser.keys(Keys.ESCAPE)
        self.browser.until(lambda: not self.browser.find("#keys").is_displayed())


if __name__ == "__main__":
    unittest.main()
