"""A reader opens a page, and looks for a node and what is known of it."""

import unittest

from page_case import DIFFERENCE, GRADIENT_OF_X, NEURON, PageCase, chain
from selenium.webdriver.common.keys import Keys


HOSTILE = "</script><script>document.title='hit'</script><img src=x onerror=alert(1)> \"q\" & 'a' {{data}}"
HOSTILE_GRAPH = """mg-graph 1
scope "<b>s</b>" {
  %%0 = input 1 "%s"
}
%%1 = input inf "bad\\xff\\xe2\\x80\\xa8bytes\\nline"
%%2 = input -0 "minus zero"
%%3 = sub %%1 %%1 "not a number"
%%4 = add %%0 %%3
%%5 = mul %%4 %%2
output "<i>y</i>" %%5
end 6
""" % HOSTILE.replace("\\", "\\\\").replace('"', '\\"')


class PageTest(PageCase):
    # --- opening ---

    def test_opens_with_a_picture_that_fits(self):
        self.open_neuron()
        self.assertEqual(self.browser.driver.title, "neuron")
        self.assertEqual(self.browser.text("#title"), "neuron")
        self.assertEqual(self.browser.text("#summary"), "9 nodes, 1 input, 1 parameter, 1 output")
        self.assertEqual([button.text for button in self.browser.all("#levels button")], ["full", "fold", "neuron"])
        self.assertEqual(len(self.browser.all(".picture [data-box]")), 9)
        stage = self.browser.find("#stage").rect
        for group in self.browser.all(".picture [data-box]"):
            self.assertGreaterEqual(group.rect["x"], stage["x"])
            self.assertLessEqual(group.rect["x"] + group.rect["width"], stage["x"] + stage["width"])
            self.assertLessEqual(group.rect["y"] + group.rect["height"], stage["y"] + stage["height"])
        self.assertEqual(self.names_in("outputs"), ["y"], "the name of the output, not of its node")
        link = self.browser.find('[data-list="outputs"] a')
        self.assertEqual(link.get_attribute("title"), "loss/squared")
        self.assertEqual(self.names_in("inputs"), ["x"])

    def test_boxes_have_tool_tips(self):
        self.open_neuron()
        tips = self.browser.js(
            "return [...document.querySelectorAll('[data-box=\"5\"] title')].map((title) => title.textContent)"
        )
        self.assertTrue(any("%5 = relu %4 0.01" in tip for tip in tips), tips)
        names = self.browser.js("return [...document.querySelectorAll('.picture title')].map((t) => t.textContent)")
        self.assertFalse([name for name in names if name.startswith(("n5", "cluster"))], "Graphviz's own names")

    def test_ids_are_unique(self):
        self.open_neuron()
        self.go_to_level("fold")
        ids = self.browser.js("return [...document.querySelectorAll('[id]')].map((element) => element.id)")
        self.assertEqual(len(ids), len(set(ids)))

    # --- searching ---

    def test_search_selects_and_shows_exact_numbers(self):
        self.open_neuron()
        self.search("x")
        self.browser.until(lambda: self.matches()[:1] == ["x"])
        self.browser.keys(Keys.ENTER)
        self.await_selected(0)
        self.assertEqual(self.browser.text("#statement"), "%0 = input 0.1")
        self.assertEqual(self.browser.text("#value"), "0.1")
        self.assertEqual(self.browser.text("#gradient"), GRADIENT_OF_X)
        self.assertFalse(self.browser.find("#results").is_displayed())

    def test_search_by_id_path_and_part_of_a_name(self):
        self.open_neuron()
        for text, box in [("%7", 7), ("neuron0/pre", 4), ("SQUAR", 8), ("activation", 4)]:
            with self.subTest(text):
                self.search(text)
                self.browser.until(lambda: self.browser.find("#results").is_displayed())
                self.browser.keys(Keys.ENTER)
                self.await_selected(box)

    def test_search_finds_outputs_by_their_names(self):
        graph = NEURON.replace(' "squared"', '').replace("end 9", 'output "hidden" %5\noutput "z" %4\nend 9')
        for source, text, found, about in [
            (NEURON, "y", "loss/squared", "%8 mul, output y"),
            (graph, "y", "loss/y", "%8 mul"),
            (graph, "loss/y", "loss/y", "%8 mul"),
            (graph, "hidden", "neuron0/hidden", "%5 relu"),
            (graph, "n0/hid", "neuron0/hidden", "%5 relu"),
            (graph, "z", "neuron0/pre-activation", "%4 add, output z"),
        ]:
            with self.subTest(text):
                self.browser.open(self.pages.by_mg_dot(text.replace("/", "_") + str(len(source)), source))
                self.search(text)
                self.browser.until(lambda: self.matches()[:1] == [found])
                self.assertEqual(self.browser.text("#results [role=option] .op"), about)
        self.assertEqual(self.names_in("outputs"), ["y", "hidden", "z"])

    def test_search_moves_through_matches_with_arrows(self):
        self.open_neuron()
        self.search("neuron0")
        self.browser.until(lambda: "neuron0/pre-activation" in self.matches())
        place = self.matches().index("neuron0/pre-activation")
        self.assertEqual(self.browser.text("#found"), f"{len(self.matches())} matches")
        for _ in range(place):
            self.browser.keys(Keys.ARROW_DOWN)
        self.assertEqual(self.browser.find("#search").get_attribute("aria-activedescendant"), f"match-{place}")
        self.browser.keys(Keys.ENTER)
        self.await_selected(4)

    def test_search_counts_what_it_does_not_list(self):
        self.browser.open(self.pages.by_mg_dot("chain", chain(120)))
        self.search("sin")
        self.browser.until(lambda: self.browser.text("#found") == "50 of 119 matches")
        self.assertEqual(len(self.matches()), 50)
        self.search("nowhere")
        self.browser.until(lambda: self.browser.text("#found") == "nothing found")

    def test_search_is_left_by_escape(self):
        self.open_neuron()
        self.browser.actions().key_down(Keys.CONTROL).send_keys("k").key_up(Keys.CONTROL).perform()
        self.browser.until(lambda: self.focused() == "search")
        self.browser.keys("w")
        self.browser.until(lambda: self.browser.find("#results").is_displayed())
        self.browser.keys(Keys.ESCAPE)
        self.browser.until(lambda: self.focused() == "stage")
        self.assertFalse(self.browser.find("#results").is_displayed())
        self.assertEqual(self.selected(), [])

    def test_search_brings_the_match_into_sight(self):
        self.browser.open(self.pages.by_mg_dot("chain", chain(120)))
        before = self.scale()
        self.search("%60")
        self.browser.until(lambda: self.matches()[:1] == ["%60"])
        self.browser.keys(Keys.ENTER)
        self.await_selected(60)
        self.await_rest()
        stage, box = self.browser.find("#stage").rect, self.box(60).rect
        self.assertGreater(self.scale(), 2 * before, "the box can be read")
        self.assertAlmostEqual(box["x"] + box["width"] / 2, stage["x"] + stage["width"] / 2, delta=5)

    def test_search_goes_to_the_view_with_the_smallest_box(self):
        self.open_groups("#view=neuron0")  # no such view: the first is shown
        self.assertEqual(self.level(), "full")
        self.open_groups("#view=loss")
        self.assertEqual(self.browser.text("#crumbs [aria-current]"), "loss")
        self.search("w")
        self.browser.until(lambda: self.matches()[:1] == ["w"])
        self.browser.keys(Keys.ENTER)
        self.await_selected(1)
        self.assertEqual(self.level(), "full")

    # --- selecting ---

    def test_click_selects_and_marks_neighbours(self):
        self.open_neuron()
        self.box(7).click()
        self.await_selected(7)
        self.assertEqual(self.box(7).get_attribute("aria-pressed"), "true")
        self.assertEqual(self.browser.text("#statement"), "%7 = sub %5 %6")
        self.assertEqual(self.browser.text("#value"), repr(DIFFERENCE))
        self.assertEqual(self.names_in("inputs"), ["neuron0/%5", "%6"])
        self.assertEqual(self.names_in("users"), ["squared"])
        self.assertEqual(len(self.browser.all(".edge.lit")), 4)
        self.assertEqual(len(self.browser.all(".mark.neighbour")), 3)
        self.browser.actions().move_to_element_with_offset(self.browser.find("#stage"), -400, -300).click().perform()
        self.await_selected()
        self.assertEqual(self.browser.all(".edge.lit"), [])

    def test_links_lead_from_node_to_node(self):
        self.open_neuron()
        self.box(8).click()
        self.await_selected(8)
        self.follow("inputs", "%7")
        self.await_selected(7)
        self.follow("inputs", "neuron0/%5")
        self.await_selected(5)
        self.follow("users", "loss/%7")
        self.await_selected(7)

    def test_a_chip_is_selected_in_its_box(self):
        self.open_neuron()
        self.go_to_level("fold")
        self.box(4).click()
        self.await_selected(4)
        self.assertEqual(self.browser.text("#statement"), "%4 = add %2 %3", "a card with a constant is its operation")
        self.follow("inputs", "%3")
        self.browser.until(lambda: self.browser.text("#statement") == "%3 = constant 3")
        self.assertEqual(self.selected(), [4])

    def test_a_scope_is_selected_by_its_name(self):
        self.open_neuron()
        self.search("loss")
        self.browser.until(lambda: self.matches()[:1] == ["loss"])
        self.browser.keys(Keys.ENTER)
        self.await_selected(6, 7, 8)
        self.assertIn("scope of 3 nodes", self.browser.text("#details"))

    def test_many_users_are_counted(self):
        users = [f"%{i} = sin %0" for i in range(1, 71)]
        sums = [f"%{70 + i} = add %{69 + i if i > 1 else 1} %{i}" for i in range(1, 71)]
        graph = "\n".join(["mg-graph 1", '%0 = input 0.5 "x"', *users, *sums, 'output "y" %140', "end 141", ""])
        self.browser.open(self.pages.by_mg_dot("users", graph))
        self.search("x")
        self.browser.until(lambda: self.matches()[:1] == ["x"])
        self.browser.keys(Keys.ENTER)
        self.browser.until(lambda: len(self.names_in("users")) == 50)
        self.assertIn("and 20 more", self.browser.text('[data-list="users"]'))
        self.assertEqual(self.browser.text('[data-list="users"] .count'), "70")

    # --- hostile names, numbers ---

    def test_hostile_names_are_text(self):
        self.browser.open(self.pages.by_mg_dot("hostile", HOSTILE_GRAPH))
        self.assertEqual(self.browser.driver.title, "hostile")
        self.search("%0")
        self.browser.until(lambda: self.matches() != [])
        self.assertTrue(self.matches()[0].startswith("<b>s</b>/</script>"), self.matches())
        self.browser.keys(Keys.ENTER)
        self.await_selected(0)
        self.assertEqual(self.browser.text("#details h2"), "<b>s</b>/" + HOSTILE)
        self.assertEqual(self.box(0).get_attribute("aria-label"), "<b>s</b>/" + HOSTILE)
        self.assertEqual(self.browser.all("#details img, #details b, .picture img"), [])
        self.search("bad\ufffd")
        self.browser.until(lambda: self.matches() != [])
        self.browser.keys(Keys.ENTER)
        self.await_selected(1)
        name = self.browser.js("return document.querySelector('#details h2').textContent")
        self.assertEqual(name, "bad\ufffd\nbytes\nline")

    def test_numbers_that_are_none(self):
        self.browser.open(self.pages.by_mg_dot("hostile", HOSTILE_GRAPH))
        for text, value in [("%1", "inf"), ("%2", "-0"), ("%3", "nan")]:
            with self.subTest(text):
                self.search(text)
                self.browser.until(lambda: self.matches() != [])
                self.browser.keys(Keys.ENTER)
                self.await_selected(int(text[1:]))
                self.assertEqual(self.browser.text("#value"), value)


if __name__ == "__main__":
    unittest.main()
