"""Tests of the padding of layer graphs."""
import json
import tempfile
import unittest
from pathlib import Path

import layer_graph


class PaddingTest(unittest.TestCase):
    def read(self, *nodes: dict):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "network.json"
            file.write_text(json.dumps({"parameters": 0, "nodes": nodes}))
            return layer_graph.read(file)

    def conv(self, padding: str, stride: int, source: str) -> dict:
        return {"name": "conv", "kind": "Conv2D", "inputs": [source], "shape": [0, 0, 1], "kernel_size": [3, 3],
                "strides": [stride, stride], "dilation_rate": [1, 1], "padding": padding}

    def image(self, size: int) -> dict:
        return {"name": "image", "kind": "InputLayer", "inputs": [], "shape": [size, size, 3]}

    def test_same_padding_has_the_larger_half_at_the_end(self):
        for size, stride, expected in ((8, 1, (1, 1)), (8, 2, (0, 1)), (9, 2, (1, 1))):
            with self.subTest(size=size, stride=stride):
                graph = self.read(self.image(size), self.conv("same", stride, "image"))
                self.assertEqual(graph.by_name["conv"].padding, (expected, expected))

    def test_padding_layer_becomes_padding_of_the_convolution(self):
        padding = {"name": "pad", "kind": "ZeroPadding2D", "inputs": ["image"], "shape": [9, 9, 3],
                   "padding": [[0, 1], [0, 1]]}
        graph = self.read(self.image(8), padding, self.conv("valid", 2, "pad"))
        self.assertEqual([node.name for node in graph.nodes], ["image", "conv"])
        self.assertEqual(graph.by_name["conv"].inputs, ["image"])
        self.assertEqual(graph.by_name["conv"].padding, ((0, 1), (0, 1)))


if __name__ == "__main__":
    unittest.main()
