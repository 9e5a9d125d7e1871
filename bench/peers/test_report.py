"""Tests of the tables and of the page."""
import tempfile
import unittest
from pathlib import Path

import report
from errors import PeersError
from fixtures import DATE, LIMITS, measurement
from peers import Limits, Setting
from results import Results, Run


def results(*measurements) -> Results:
    found = Results(Path("does-not-exist"))
    found.measurements = {m.key(): m for m in measurements}
    found.runs = [Run("python3 bench/peers", DATE, {"CPU": "some CPU"})]
    return found


class TablesTest(unittest.TestCase):
    def test_tables_of_one_row(self):
        text = report.sections(results(
            measurement("blockwright", 1, [0.02], 200), measurement("keras", 1, [0.03], 400),
            measurement("blockwright", 2, [0.02], 200), measurement("keras", 2, [0.05], 400),
            measurement("torch-frozen", 1, [0.01], 100), measurement("torch-eager", 1, [], error="killed")), LIMITS)
        self.assertIn("| condition | value |\n| --- | --- |\n| date | 2001-02-03 |\n| CPU | some CPU |\n| threads | 2 |", text)
        self.assertIn("```sh\npython3 bench/peers\n```", text)
        self.assertIn("### Forward pass\n", text)
        self.assertIn("| network | batch size | Keras | PyTorch | ONNX Runtime |\n| --- | --- | --- | --- | --- |\n"
                      "| mobilenet | 8 | 2.00 (1.50 to 2.50) default | 0.50 frozen | - |\n", text)
        self.assertIn("| mobilenet | 8 | 0.0200 ±0 % | 0.0400 ±12 % | - | failed | - | 0.0100 ±0 % | - |", text)
        self.assertIn("| mobilenet | 8 | 200 | 400 | - | failed | - | 100 | - | 2.00 |", text)

    def test_training_has_no_columns_of_peers_for_inference_only(self):
        setting = Setting("train", "sgd", "vgg16", 1)
        text = report.sections(results(measurement("blockwright", 1, [12.3456], setting=setting)), LIMITS)
        self.assertIn("### Training step (SGD)", text)
        self.assertNotIn("ONNX Runtime", text)
        self.assertIn("| vgg16 | 1 | 12.3 ±0 % | - | - | - | - |", text)

    def test_measurements_with_other_limits_are_not_mixed(self):
        other = Limits(threads=1, size=224, warm_up=5, repetitions=20, max_seconds=10.0)
        text = report.sections(results(measurement("blockwright", 1, [1.0])), other)
        self.assertNotIn("mobilenet", text)

    def test_three_significant_digits(self):
        self.assertEqual([report.significant(value) for value in (0.00241, 0.1384, 1.5444, 123.4)],
                         ["0.00241", "0.138", "1.54", "123"])


class PageTest(unittest.TestCase):
    def test_replaces_only_the_text_between_the_markers(self):
        page = f"before\n\n{report.BEGIN}\n\nold \\1\n\n{report.END}\n\nafter\n"
        self.assertEqual(report.replace_between_markers(page, r"new \2", Path("p.md")),
                         f"before\n\n{report.BEGIN}\n\nnew \\2\n\n{report.END}\n\nafter\n")

    def test_rejects_a_page_without_markers(self):
        for page in ("text", report.BEGIN, report.END + report.BEGIN, (report.BEGIN + report.END) * 2):
            with self.assertRaises(PeersError) as caught:
                report.replace_between_markers(page, "new", Path("p.md"))
            self.assertEqual(str(caught.exception), "p.md must contain the lines \"<!-- begin: written by bench/peers -->\" "
                             "and \"<!-- end: written by bench/peers -->\" once each, in this order. Restore them, or use "
                             "--no-page.")

    def test_rejects_a_missing_page(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "none.md"
            with self.assertRaises(PeersError) as caught:
                report.write_page(file, "new")
            self.assertEqual(str(caught.exception),
                             f"{file} does not exist. Choose an existing page with --page, or use --no-page.")


if __name__ == "__main__":
    unittest.main()
