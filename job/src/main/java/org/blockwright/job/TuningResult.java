package org.blockwright.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import org.blockwright.inference.Evaluation;
import org.blockwright.inference.metrics.MetricsJson;
import org.blockwright.tuning.StudyResult;

/**
 * Result of a {@link TuningJob}.
 *
 * @param study the trials
 * @param bestRun directory of the run of the best trial; empty if no trial succeeded
 * @param test metrics of the best trial on the test images; empty if there are none, or if the
 *     study was stopped
 */
public record TuningResult(StudyResult study, Optional<Path> bestRun, Optional<Evaluation> test) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Returns the study as JSON, with {@code best} and {@code test} if there are test metrics. */
  public String toJson() {
    try {
      ObjectNode tree = (ObjectNode) MAPPER.readTree(study.json());
      if (test.isPresent()) {
        tree.put("best", study.best().number());
        SeveralOutputs.bySubset(EvaluationFiles.SUBSET, test.orElseThrow().outputs())
            .forEach((name, metrics) -> tree.set(name, MetricsJson.toNode(metrics)));
      }
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
