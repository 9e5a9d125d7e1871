"""Compares the speed and memory of Blockwright with Keras, PyTorch and ONNX Runtime. See --help."""
import sys

MINIMUM = (3, 11)

if sys.version_info < MINIMUM:
    sys.exit(
        "Python 3.11 or later is needed by the pinned versions of the frameworks; this is Python %d.%d. "
        "Use another interpreter, for instance: python3.11 bench/peers --help" % sys.version_info[:2])

import command  # noqa: E402  (needs the version checked above)

sys.exit(command.main(sys.argv[1:]))
