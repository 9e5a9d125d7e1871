package org.blockwright.tuning.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.Resources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.blockwright.base.UsageException;
import org.blockwright.inference.metrics.Direction;
import org.blockwright.tuning.Pruner;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.Trials;
import org.blockwright.tuning.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares each decision with that of Optuna 5.0.0 on the same curves, which
 * bench/optuna_pruners.py has written: noisy curves of 40 trials, some of them with NaN.
 */
class PrunersTest {
  private static final Map<String, Pruner> PRUNERS =
      Map.of(
          "median", Pruners.median(3, 2),
          "percentile", Pruners.percentile(25, 3, 1),
          "halving", Pruners.successiveHalving(1, 3),
          "hyperband", Pruners.hyperband(1, 9, 3));

  static Stream<JsonNode> studies() throws IOException {
    JsonNode studies =
        new ObjectMapper()
            .readTree(
                Resources.toByteArray(
                    Resources.getResource(PrunersTest.class, "optuna-pruners.json")));
    return StreamSupport.stream(studies.spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("studies")
  void decidesAsOptuna(JsonNode study) {
    Pruner pruner = PRUNERS.get(study.get("pruner").asText());
    Direction direction =
        study.get("direction").asText().equals("minimize")
            ? Direction.MINIMIZE
            : Direction.MAXIMIZE;
    List<TrialRecord> ended = new ArrayList<>();

    for (JsonNode expected : study.get("trials")) {
      int number = ended.size();
      Map<Integer, Double> reported = new TreeMap<>();
      int steps = expected.get("curve").size();
      for (int step = 1; step <= steps; step++) {
        reported.put(step, Double.valueOf(expected.get("curve").get(step - 1).asText()));
        TrialRecord running = trial(number, TrialRecord.State.RUNNING, reported);
        List<TrialRecord> all = new ArrayList<>(ended);
        all.add(running);
        assertThat(pruner.prune("golden", direction, running, all))
            .as("%s, trial %s at step %s", study.get("pruner"), number, step)
            .isEqualTo(step == steps && expected.get("pruned").asBoolean());
      }
      boolean pruned = expected.get("pruned").asBoolean();
      ended.add(
          trial(number, pruned ? TrialRecord.State.PRUNED : TrialRecord.State.COMPLETE, reported));
    }
  }

  private static TrialRecord trial(
      int number, TrialRecord.State state, Map<Integer, Double> reported) {
    return Trials.of(number, state, Values.of(Map.of()), OptionalDouble.empty(), reported);
  }

  @Test
  void rejectsInvalidSettings() {
    assertThatThrownBy(() -> Pruners.percentile(101, 0, 0))
        .isInstanceOf(UsageException.class)
        .hasMessage("pruner \"percentile\": expected a percentage from 0 to 100, got 101.0.");
    assertThatThrownBy(() -> Pruners.successiveHalving(1, 1))
        .hasMessage("pruner \"successive halving\": expected a factor of at least 2, got 1.");
    assertThatThrownBy(() -> Pruners.hyperband(5, 3, 3))
        .hasMessage("pruner \"hyperband\": expected a last step of at least 5, got 3.");
  }
}
