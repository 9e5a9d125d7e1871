package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsJsonTest {
  @TempDir Path folder;

  private final Measurements m =
      Measurements.of(
          Samples.LABELS, Samples.withMatrix(new long[][] {{0, 1, 9}, {0, 40, 3}, {0, 6, 34}}), 42);

  @Test
  void writesSubsetsInOrderWithDocumentedKeys() throws IOException {
    Path file = folder.resolve("metrics.json");

    MetricsJson.write(file, ImmutableMap.of("validation", m, "test", m));

    JsonNode root = new ObjectMapper().readTree(file.toFile());
    assertThat(ImmutableList.copyOf(root.fieldNames()))
        .containsExactly("format", "validation", "test");
    assertThat(ImmutableList.copyOf(root.get("test").fieldNames()))
        .containsExactly(
            "task",
            "samples",
            "groups",
            "accuracy",
            "balanced_accuracy",
            "macro_precision",
            "macro_f1",
            "matthews_correlation",
            "cohen_kappa",
            "average_precision",
            "roc_auc",
            "loss",
            "classes",
            "confusion",
            "notes",
            "bootstrap");
    assertThat(ImmutableList.copyOf(root.at("/test/classes/0").fieldNames()))
        .containsExactly(
            "name",
            "support",
            "predicted",
            "recall",
            "precision",
            "f1",
            "specificity",
            "one_vs_rest_accuracy",
            "roc_auc",
            "average_precision");
  }

  @Test
  void writesFullPrecisionAndUndefinedAsNull() {
    JsonNode node = MetricsJson.toNode(m);

    assertThat(node.at("/accuracy/value").doubleValue()).isEqualTo(74.0 / 93);
    assertThat(node.at("/accuracy/bootstrap").isNull()).isTrue();
    assertThat(node.at("/classes/0/precision/value").isNull()).isTrue();
    assertThat(node.at("/classes/0/precision/wilson").isNull()).isTrue();
    assertThat(node.at("/cohen_kappa/wilson").isNull()).isTrue();
    assertThat(node.at("/cohen_kappa/bootstrap").size()).isEqualTo(2);
    assertThat(node.at("/loss").isNumber()).isTrue();
    assertThat(node.at("/classes/0/roc_auc").isNumber()).isTrue();
    assertThat(node.at("/confusion/0/2").longValue()).isEqualTo(9);
    assertThat(node.at("/notes/0").textValue()).startsWith("precision undefined for: COVID-19");
    assertThat(MetricsJson.toJson(ImmutableMap.of("test", m))).doesNotContain("NaN");
  }
}
