"""Pages that mg-dot writes of nets: from the layers down to the operations, and on to the code."""

import os
import pathlib
import subprocess
import tempfile
import unittest

from page_case import PageCase
from selenium.webdriver.common.keys import Keys


@unittest.skipUnless("MG_GALLERY" in os.environ, "the examples are not built")
class PageNetsTest(PageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([os.environ["MG_GALLERY"], folder], check=True, stdout=subprocess.DEVNULL)
            cls.graphs = {name: (pathlib.Path(folder) / f"{name}.graph").read_bytes() for name in ["mlp", "million"]}
        # The same net, with nothing that tells which node belongs to which neuron.
        lines = cls.graphs["mlp"].decode().splitlines()
        kept = [line.strip() for line in lines if not line.strip().startswith(("scope", "}"))]
        cls.graphs["flat"] = "\n".join([*kept, ""]).encode()

    def open_net(self, name, *options):
        title = "".join([name, *options])
        self.browser.open(self.pages.by_mg_dot(title, self.graphs[name], *options))

    def boxes(self):
        return len(self.browser.all(".picture [data-box]"))

    def crumbs(self):
        return self.browser.text("#crumbs").split("\n")

    def test_goes_from_a_layer_to_its_neurons_to_their_operations(self):
        self.open_net("mlp", "--detail", "layer")
        self.browser.until(lambda: self.level() == "layer")
        self.assertEqual(self.boxes(), 7)
        self.search("layer1")
        self.browser.until(lambda: self.matches() != [])
        self.browser.keys(Keys.ENTER)
        self.browser.until(lambda: self.browser.text("#details h2").endswith("layer1"))
        self.browser.click("#open")
        self.browser.until(lambda: self.crumbs() == ["layer", "layer1"])
        self.assertEqual(self.boxes(), 6, "four neurons, the layer before and the one behind")
        self.search("layer1/neuron2")
        self.browser.until(lambda: self.matches() != [])
        self.browser.keys(Keys.ENTER)
        self.browser.until(lambda: self.browser.text("#details h2").endswith("neuron2"))
        self.browser.click("#open")
        self.browser.until(lambda: self.crumbs()[-1].endswith("neuron2"))
        self.assertGreater(self.boxes(), 9, "four products, four sums, ReLU and what is around them")
        self.browser.keys(Keys.BACKSPACE)
        self.browser.until(lambda: self.crumbs() == ["layer", "layer1"])

    def test_a_net_without_scopes_opens_too(self):
        self.open_net("flat", "--detail", "layer")
        self.browser.until(lambda: self.level() == "layer")
        before = self.boxes()
        box = next(box for box in self.browser.all(".picture [data-box]") if "ReLU(w·x + b)" in box.get_attribute("aria-label"))
        box.click()
        self.browser.until(lambda: self.browser.all("#open") != [])
        self.browser.click("#open")
        self.browser.until(lambda: len(self.crumbs()) == 2)
        self.assertNotEqual(self.boxes(), before)

    def test_follows_a_node_to_its_line_of_code_and_back(self):
        self.open_net("mlp", "--detail", "neuron")
        self.search("loss/err")
        self.browser.until(lambda: self.matches() != [])
        self.browser.keys(Keys.ENTER)
        self.browser.until(lambda: self.browser.text("#statement").startswith("%117 = sub"))
        self.browser.click("#in-code")
        self.browser.until(lambda: self.browser.all("#code .current") != [])
        self.assertIn(" - x[3]", self.browser.text("#code .current"))
        self.browser.click("#code .current")
        self.browser.until(lambda: "117" in self.browser.text("#details"))

    def test_of_two_runs_both_are_told(self):
        graph = b'mg-graph 1\n%0 = input 3 "x"\n%1 = pow %0 2 "y"\n%2 = mul %1 %0\noutput "z" %2\nend 3\n'
        with tempfile.TemporaryDirectory() as folder:
            other = pathlib.Path(folder) / "other.graph"
            other.write_bytes(graph.replace(b"input 3", b"input -2"))
            self.browser.open(self.pages.by_mg_dot("twice", graph, "--diff", str(other)))
        self.search("y")
        self.browser.until(lambda: self.matches() != [])
        self.browser.keys(Keys.ENTER)
        self.browser.until(lambda: self.browser.text("#statement").startswith("%1 = pow"))
        figures = self.browser.text(".figures")
        self.assertIn("4 → 9", figures)
        self.assertIn("-2 → 3", figures)
        self.search("z")
        self.browser.until(lambda: self.matches() != [])
        self.browser.keys(Keys.ENTER)
        self.browser.until(lambda: self.browser.text("#statement").startswith("%2 = mul"))
        figures = self.browser.text(".figures")
        self.assertIn("-8 → 27", figures)
        self.assertEqual(self.browser.text("#gradient"), "1")
        self.assertEqual(figures.count("→"), 1, "a gradient that has not changed is told once")

    def test_a_million_nodes_are_a_page(self):
        self.open_net("million")
        self.browser.until(lambda: self.boxes() == 7)
        self.assertEqual(self.boxes(), 7)
        self.search("layer1")
        self.browser.until(lambda: self.matches() != [])
        self.browser.keys(Keys.ENTER)
        self.browser.until(lambda: self.browser.text("#details h2").endswith("layer1"))
        self.assertIn("--expand 'layer1'", self.browser.text(".hint code"), "550 neurons are not drawn ahead")


if __name__ == "__main__":
    unittest.main()
