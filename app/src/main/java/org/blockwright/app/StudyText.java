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

/** What {@code tune} prints: the trials, and how the best one does on the test images. */
final class StudyText {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private StudyText() {}

  /** For people. */
  static String table(StudyResult study, Optional<Path> best, Optional<Measurements> tested) {
    StringBuilder text = new StringBuilder(study.table());
    best.ifPresent(
        folder ->
            text.append("\nBest: trial %s, in %s\n".formatted(study.best().number(), folder)));
    tested.ifPresent(
        m ->
            text.append("\nOn the test images, evaluated once:\n")
                .append(MeasurementsText.format(m)));
    return text.toString();
  }

  /** For programs: the study's own JSON, with {@code test} where there are test images. */
  static String json(StudyResult study, Optional<Measurements> tested) {
    try {
      ObjectNode tree = (ObjectNode) MAPPER.readTree(study.json());
      if (tested.isPresent()) {
        tree.put("best", study.best().number());
        tree.set(
            "test",
            MAPPER
                .readTree(MetricsJson.toJson(Map.of(EvaluationReport.SUBSET, tested.orElseThrow())))
                .get(EvaluationReport.SUBSET));
      }
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
