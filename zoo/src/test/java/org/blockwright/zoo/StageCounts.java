package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;

/**
 * Compares parameters and multiply-accumulates of stages. The expected counts were printed by Keras
 * 3.15.1 for the built models, and verified by an independent program.
 */
final class StageCounts {
  private StageCounts() {}

  static Summary summary(String name, int labels) {
    ZooModel zooModel = Zoo.get(name);
    return Summary.of(zooModel.network(zooModel.input(), GoldenFiles.labels(labels))).collapsed(1);
  }

  static void stage(
      Summary summary, String block, Shape shape, long parameters, long multiplyAccumulates) {
    stage(summary, block, shape, parameters);
    assertThat(row(summary, block).multiplyAccumulates()).as(block).isEqualTo(multiplyAccumulates);
  }

  /** Compares a stage for which there is no expected count of multiply-accumulates. */
  static void stage(Summary summary, String block, Shape shape, long parameters) {
    Summary.Row row = row(summary, block);
    assertThat(row.shape()).as(block).isEqualTo(shape);
    assertThat(row.parameters()).as(block).isEqualTo(parameters);
  }

  private static Summary.Row row(Summary summary, String block) {
    return summary.rows().stream()
        .filter(row -> row.path().equals(block))
        .findFirst()
        .orElseThrow();
  }
}
