package org.blockwright.dsl;

import org.blockwright.dsl.check.Problem;
import org.blockwright.dsl.check.Problem.Kind;

/** Problems of block tables. */
final class TableProblems {
  private TableProblems() {}

  static Problem unknownTableLayer(int block, String name) {
    return Problem.of(
        Kind.TABLE,
        "block" + block,
        "block %s: \"%s\" is not a valid layer name: it must contain conv, relu or pool."
            .formatted(block, name));
  }

  static Problem tableWithoutPooling(int block, String name) {
    return Problem.of(
        Kind.TABLE,
        "block" + block,
        "block %s: \"%s\" is a pooling layer, but the block has no pooling. Add pooling(kernel(2, 2), stride(2, 2))."
            .formatted(block, name));
  }

  static Problem tableWithoutLayers(int block) {
    return Problem.of(
        Kind.TABLE,
        "block" + block,
        "block %s has no layers. Add layers(\"Conv1 -> Relu1 -> Pooling\").".formatted(block));
  }

  static Problem tableReluWithoutConv(int block, String name) {
    return Problem.of(
        Kind.TABLE,
        "block" + block,
        "block %s: \"%s\" must follow a convolution.".formatted(block, name));
  }
}
