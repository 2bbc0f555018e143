"""A generated module in a page that allows no script but its own text, and nothing that is evaluated."""

import base64
import hashlib
import os
import pathlib
import subprocess

from page_case import DIFFERENCE, GRADIENT_OF_X, NEURON, PageCase

SCRIPT = """{module}
const model = new Model(), y = new Float64Array(outputs), x_bar = new Float64Array(inputs);
model.backward(new Float64Array([0.1]), y, null, x_bar);
document.body.textContent = [input_name(0), parameter_name(0), output_name(0), y[0], x_bar[0]].join(" ");
document.documentElement.dataset.ready = "";
"""


class Module(PageCase):
    def test_computes_under_a_strict_policy(self):
        folder = pathlib.Path(self.pages.folder.name)
        source, page = folder / "neuron_module.graph", folder / "neuron_module.html"
        source.write_text(NEURON)
        command = [os.environ["MG_CODEGEN"], source, "--language", "js"]
        module = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        script = SCRIPT.replace("{module}", module)
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        page.write_text(
            f"""<!doctype html><meta charset=utf-8><title>Module</title>
<meta http-equiv=Content-Security-Policy content="default-src 'none'; script-src 'sha256-{digest}'">
<body><script type=module>{script}</script>"""
        )
        self.pages.made["neuron_module"] = page
        self.browser.open(page)
        *names, value, gradient = self.browser.text("body").split()
        self.assertEqual(names, ["x", "w", "y"])
        self.assertEqual(float(value), DIFFERENCE * DIFFERENCE)
        self.assertEqual(float(gradient), float(GRADIENT_OF_X))
