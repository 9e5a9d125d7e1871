package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;

/**
 * Parameters and multiply-accumulates of stages: the tests' figures were printed by Keras 3.15.1
 * with each model built, and counted a second time by a program of its own.
 */
final class StageCounts {
  private StageCounts() {}

  static Summary summary(String name, int labels) {
    ZooModel entry = Zoo.get(name);
    return Summary.of(entry.network(entry.input(), GoldenFiles.labels(labels))).folded(1);
  }

  static void stage(
      Summary summary, String block, Shape shape, long parameters, long multiplyAccumulates) {
    stage(summary, block, shape, parameters);
    assertThat(row(summary, block).multiplyAccumulates()).as(block).isEqualTo(multiplyAccumulates);
  }

  /** A stage whose multiply-accumulates were not counted by themselves. */
  static void stage(Summary summary, String block, Shape shape, long parameters) {
    Summary.Row row = row(summary, block);
    assertThat(row.shape()).as(block).isEqualTo(shape);
    assertThat(row.parameters()).as(block).isEqualTo(parameters);
  }

  private static Summary.Row row(Summary summary, String block) {
    return summary.rows().stream().filter(r -> r.path().equals(block)).findFirst().orElseThrow();
  }
}
