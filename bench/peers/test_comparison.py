"""Tests of medians, ratios and spreads; the expected values are computed by hand."""
import unittest

from comparison import Row, quantile, rows
from fixtures import MEGABYTE, SETTING, measurement
from peers import Setting


class RatioTest(unittest.TestCase):
    def test_ratio_is_peer_divided_by_ours_in_the_same_round(self):
        row = Row(SETTING, [
            measurement("blockwright", 1, [1.0, 2.0, 9.0]), measurement("keras", 1, [3.0, 4.0, 5.0]),
            measurement("blockwright", 2, [4.0]), measurement("keras", 2, [6.0]),
            measurement("blockwright", 3, [1.0]), measurement("keras", 3, [1.0])])
        ratio = row.ratio("Keras")
        self.assertEqual((ratio.value, ratio.lowest, ratio.highest, ratio.rounds), (1.5, 1.0, 2.0, 3))

    def test_fastest_variant_counts(self):
        row = Row(SETTING, [measurement("blockwright", 1, [2.0]), measurement("torch-eager", 1, [8.0]),
                            measurement("torch-frozen", 1, [3.0]), measurement("torch-channels-last", 1, [4.0])])
        self.assertEqual(row.fastest("PyTorch").peer.name, "torch-frozen")
        self.assertEqual(row.ratio("PyTorch").value, 1.5)

    def test_only_common_rounds_count(self):
        row = Row(SETTING, [measurement("blockwright", 1, [1.0]), measurement("keras", 1, [2.0]),
                            measurement("keras", 2, [100.0])])
        ratio = row.ratio("Keras")
        self.assertEqual((ratio.value, ratio.rounds), (2.0, 1))

    def test_no_ratio_without_a_common_round(self):
        row = Row(SETTING, [measurement("blockwright", 1, [1.0]), measurement("keras", 2, [2.0])])
        self.assertIsNone(row.ratio("Keras"))
        self.assertIsNone(row.ratio("PyTorch"))

    def test_failed_measurement_does_not_count(self):
        row = Row(SETTING, [measurement("blockwright", 1, [1.0]), measurement("torch-eager", 1, [], error="killed"),
                            measurement("torch-frozen", 1, [3.0])])
        self.assertEqual(row.ratio("PyTorch").value, 3.0)
        self.assertIsNone(row.finished("torch-eager"))


class StatisticsTest(unittest.TestCase):
    def test_seconds_are_the_median_of_medians_of_rounds(self):
        row = Row(SETTING, [measurement("keras", 1, [1.0, 2.0, 100.0]), measurement("keras", 2, [4.0]),
                            measurement("keras", 3, [3.0])])
        self.assertEqual(row.finished("keras").seconds(), 3.0)

    def test_spread_is_half_the_interquartile_range_relative_to_the_median(self):
        row = Row(SETTING, [measurement("keras", 1, [9.0, 10.0, 11.0, 8.0, 12.0])])
        self.assertAlmostEqual(row.finished("keras").spread(), 0.1)

    def test_quantile_interpolates(self):
        self.assertEqual(quantile([1.0, 2.0, 3.0, 4.0], 0.25), 1.75)
        self.assertEqual(quantile([5.0], 0.75), 5.0)

    def test_memory_is_compared_with_the_lowest_peer(self):
        row = Row(SETTING, [measurement("blockwright", 1, [1.0], peak=300), measurement("blockwright", 2, [1.0], peak=400),
                            measurement("keras", 1, [1.0], peak=500), measurement("torch-eager", 1, [1.0], peak=200)])
        self.assertEqual(row.finished("blockwright").peak_bytes(), 400 * MEGABYTE)
        self.assertEqual(row.memory_ratio(), 2.0)


class RowsTest(unittest.TestCase):
    def test_rows_are_in_the_given_order_and_without_unmeasured_settings(self):
        first, second, missing = (Setting("forward", "", "vgg16", batch) for batch in (8, 1, 32))
        found = rows([measurement("keras", 1, [1.0], setting=second), measurement("keras", 1, [1.0], setting=first)],
                     [first, missing, second])
        self.assertEqual([row.setting for row in found], [first, second])


if __name__ == "__main__":
    unittest.main()
