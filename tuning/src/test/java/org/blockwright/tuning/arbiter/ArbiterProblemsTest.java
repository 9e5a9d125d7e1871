package org.blockwright.tuning.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.RealParameter;
import org.blockwright.tuning.Space;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.junit.jupiter.api.Test;

class ArbiterProblemsTest {
  private static Space reals(int count) {
    return Space.of(
        IntStream.range(0, count)
            .<Parameter>mapToObj(i -> RealParameter.uniform("x" + i, 0, 1))
            .toList());
  }

  @Test
  void rejectsGridWithOnePoint() {
    assertThatThrownBy(() -> ArbiterSamplers.grid(1))
        .isInstanceOf(UsageException.class)
        .hasMessage("grid(1): expected at least 2 points, the bounds of a range.");
  }

  @Test
  void rejectsTooLargeGrid() {
    var grid = ArbiterSamplers.grid(10);

    assertThatThrownBy(() -> grid.start(reals(7), Metric.minimize("loss"), 1))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The grid has 10000000 points, more than 1000000. Lower the 10 grid points per parameter, remove parameters, or use random search.");
    assertThatThrownBy(() -> grid.start(reals(200), Metric.minimize("loss"), 1))
        .hasMessageStartingWith("The grid has over 2^63 points, more than 1000000.");
  }

  @Test
  void throwsErrorOfCandidate() {
    var cube = new UnitCube(Space.empty(), 2);
    var candidate = new Candidate<Object>(null, 0, new double[0], null, new Exception("broken"));

    assertThatThrownBy(() -> cube.values(candidate))
        .isInstanceOf(TrainingException.class)
        .hasMessage("Arbiter could not propose the next values: broken. Try another sampler.")
        .hasCause(candidate.getException());
  }

  @Test
  void throwsOurExceptionUnchanged() {
    var ours = new UsageException("ours");
    var cube = new UnitCube(Space.empty(), 2);
    var candidate = new Candidate<Object>(null, 0, new double[0], null, ours);

    assertThatThrownBy(() -> cube.values(candidate)).isSameAs(ours);
    assertThat(candidate.getException()).isSameAs(ours);
  }
}
