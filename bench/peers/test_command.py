"""Tests of the plan of rounds, of results files, of failing peers and of messages."""
import contextlib
import io
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import command
import environment
import options
import processes
import timing
from errors import PeersError
from fixtures import DATE, LIMITS, SETTING, measurement
from peers import BY_NAME, Limits
from results import Results, Run

DEFAULTS = Limits(threads=2, size=224, warm_up=5, repetitions=20, max_seconds=10)


class RepeatableTest(unittest.TestCase):
    def test_command_on_the_page_has_no_paths_of_a_machine(self):
        arguments = ["--directory", "/tmp/peers", "--networks", "mobilenet", "--fresh", "--results=/tmp/r", "--rounds", "1"]
        self.assertEqual(command.repeatable(arguments), ["--networks", "mobilenet", "--rounds", "1"])


class PlanTest(unittest.TestCase):
    def plan(self, results: Results, *arguments: str):
        return command.plan(options.parse(["--networks", "mobilenet", "--batches", "8", *arguments]), results, DEFAULTS)

    def test_order_alternates_between_rounds(self):
        steps = self.plan(Results(Path("does-not-exist")), "--rounds", "2", "--peers", "blockwright,keras,onnxruntime")
        self.assertEqual([(step[2], step[0].name) for step in steps],
                         [(1, "blockwright"), (1, "keras"), (1, "onnxruntime"),
                          (2, "onnxruntime"), (2, "keras"), (2, "blockwright")])

    def test_training_has_an_optimizer_and_no_onnx_runtime(self):
        steps = self.plan(Results(Path("does-not-exist")), "--mode", "train", "--rounds", "1")
        self.assertEqual({step[1].optimizer for step in steps}, {"adam"})
        self.assertEqual([step[0].name for step in steps],
                         ["blockwright", "keras", "keras-without-xla", "torch-eager", "torch-channels-last"])

    def test_finished_measurements_are_not_repeated_but_failed_ones_are(self):
        results = Results(Path("does-not-exist"))
        for entry in (measurement("keras", 1, [1.0]), measurement("onnxruntime", 1, [], error="killed")):
            results.measurements[entry.key()] = entry
        steps = self.plan(results, "--rounds", "1", "--peers", "blockwright,keras,onnxruntime")
        self.assertEqual([step[0].name for step in steps], ["blockwright", "onnxruntime"])


class ResultsTest(unittest.TestCase):
    def test_file_is_read_back_and_the_last_entry_of_a_key_counts(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "new" / "results.jsonl"
            written = Results(file)
            written.append(Run("command", DATE, {"CPU": "x"}))
            written.append(measurement("keras", 1, [], error="killed"))
            written.append(measurement("keras", 1, [1.0, 2.0]))
            read = Results(file)
            self.assertEqual(read.runs, written.runs)
            self.assertEqual(read.with_limits(LIMITS), [measurement("keras", 1, [1.0, 2.0])])

    def test_reports_the_line_that_is_not_a_measurement(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "results.jsonl"
            file.write_text('{"peer": "keras"}\n')
            with self.assertRaises(PeersError) as caught:
                Results(file)
            self.assertEqual(str(caught.exception), f"{file}, line 1: not a measurement ('setting'). Remove the line, or "
                             "start a new file with --fresh.")


class RunnerTest(unittest.TestCase):
    def run_peer(self, name: str, program: str, timeout: float = 60) -> object:
        runner = processes.Runner(Path("/repo"), environment.Environment(Path("/env")), LIMITS, timeout)
        with mock.patch.object(processes.Runner, "worker_command", return_value=[sys.executable, "-c", program]):
            return runner.run(BY_NAME[name], SETTING, 1, 10)

    def test_result_is_the_last_line(self):
        line = json.dumps({"seconds": [1.0], "first_seconds": 2.0, "peak_bytes": 3, "parameters": 10, "start_bytes": 1})
        found = self.run_peer("keras", f"print('noise'); print('{line}')")
        self.assertEqual((found.seconds, found.first_seconds, found.peak_bytes, found.error), ([1.0], 2.0, 3, ""))
        self.assertEqual(found.details, {"start_bytes": 1})

    def test_other_number_of_parameters_is_a_failure(self):
        line = json.dumps({"seconds": [1.0], "first_seconds": 2.0, "peak_bytes": 3, "parameters": 1234})
        self.assertEqual(self.run_peer("keras", f"print('{line}')").error,
                         "1,234 parameters, but Keras has 10: not the same network")

    def test_failing_peer_is_reported_with_its_last_lines(self):
        found = self.run_peer("keras", "import sys; sys.exit('one\\n\\ntwo\\nthree\\nfour')")
        self.assertEqual(found.error, "two\nthree\nfour")
        self.assertEqual(self.run_peer("keras", "import os; os._exit(3)").error, "exit code 3 without output")
        self.assertTrue(self.run_peer("keras", "pass").error.startswith("IndexError"))

    def test_process_that_hangs_is_ended(self):
        self.assertEqual(self.run_peer("keras", "import time; time.sleep(60)", 0.5).error, "not finished after 0.5 s")

    def test_our_command_and_its_output(self):
        runner = processes.Runner(Path("/repo"), environment.Environment(Path("/env")), LIMITS, 1)
        self.assertEqual(" ".join(runner.our_command(SETTING)).replace("\\", "/"),
                         "/repo/blockwright bench mobilenet --input 224x224x3 --batch-size 8 --threads 2 --mode forward "
                         "--runs 20 --warm-up 5 --max-seconds 10 --json")
        output = json.dumps([{"seconds": [1.0], "firstSeconds": 2.0, "peakBytes": 3, "parameters": 4, "executor": "DL4J"}])
        self.assertEqual(processes.our_values(output), {"seconds": [1.0], "first_seconds": 2.0, "peak_bytes": 3,
                                                        "parameters": 4, "executor": "DL4J"})


class TimingTest(unittest.TestCase):
    def test_limit_of_time_leaves_two_warm_up_and_three_measured_runs(self):
        runs = []
        found = timing.measure(lambda: runs.append(1), {"warm_up": 50, "repetitions": 50, "max_seconds": 1e-12})
        self.assertEqual((len(runs), len(found["seconds"])), (5, 3))

    def test_peak_memory_is_plausible(self):
        self.assertGreater(timing.peak_bytes(), 1 << 20)


class MessagesTest(unittest.TestCase):
    def test_too_little_disk_space(self):
        with self.assertRaises(PeersError) as caught:
            environment.require_space(Path("/env"), 3 << 30)
        self.assertEqual(str(caught.exception).replace("\\", "/"),
                         "Not enough disk space in /env: the Python environment needs 12 GB, 3.0 GB are free. "
                         "Free some space, or choose another directory with --directory.")
        environment.require_space(Path("/env"), 12 << 30)

    def test_failed_call_has_its_last_lines(self):
        with self.assertRaises(PeersError) as caught:
            environment.call([sys.executable, "-c", "import sys; sys.exit('no network')"], "The frameworks could not be installed.")
        self.assertEqual(str(caught.exception), "The frameworks could not be installed. Last lines of its output:\nno network")

    def test_wrong_options(self):
        for arguments, message in (
                (["--networks", "vgg61"], 'unknown name "vgg61": use mobilenet, resnet50, vgg16'),
                (["--batches", "0"], '"0" is not a whole number of at least 1'),
                (["--max-seconds", "nan"], '"nan" is not a positive number')):
            output = io.StringIO()
            with self.subTest(arguments), contextlib.redirect_stderr(output), self.assertRaises(SystemExit):
                options.parse(arguments)
            self.assertIn(message, output.getvalue())

    def test_help_shows_an_example(self):
        done = subprocess.run([sys.executable, str(environment.HERE), "--help"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0)
        self.assertIn("python3 bench/peers --mode train --optimizer adam", done.stdout)


if __name__ == "__main__":
    unittest.main()
