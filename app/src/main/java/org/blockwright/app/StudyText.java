package org.blockwright.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MeasurementsText;
import org.blockwright.inference.metrics.MetricsJson;
import org.blockwright.tuning.StudyResult;

/** Output of {@code tune}: the trials, and the metrics of the best one on the test images. */
final class StudyText {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private StudyText() {}

  /** Formats a study as text. */
  static String table(StudyResult study, Optional<Path> best, Optional<Measurements> test) {
    StringBuilder text = new StringBuilder(study.table());
    best.ifPresent(
        folder ->
            text.append("\nBest: trial %s, in %s\n".formatted(study.best().number(), folder)));
    test.ifPresent(
        measurements ->
            text.append("\nTest metrics of the best trial:\n")
                .append(MeasurementsText.format(measurements)));
    return text.toString();
  }

  /** Formats a study as JSON, with {@code best} and {@code test} if there are test images. */
  static String json(StudyResult study, Optional<Measurements> test) {
    try {
      ObjectNode tree = (ObjectNode) MAPPER.readTree(study.json());
      if (test.isPresent()) {
        tree.put("best", study.best().number());
        tree.set(
            "test",
            MAPPER
                .readTree(MetricsJson.toJson(Map.of(EvaluationReport.SUBSET, test.orElseThrow())))
                .get(EvaluationReport.SUBSET));
      }
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
