package org.blockwright.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class SpaceTest {
  @Test
  void dryRunFindsParametersInOrder() {
    Space space =
        Space.from(
            t -> {
              t.real("lr", 1e-5, 1e-1).logUniform();
              t.real("drop", 0, 0.5).uniform();
              t.integer("head.width", 32, 128);
              t.choice("optimizer.kind", "adam", "sgd");
              t.bool("flip");
            });

    assertThat(space)
        .isEqualTo(
            Space.of(
                RealParameter.logUniform("lr", 1e-5, 1e-1),
                RealParameter.uniform("drop", 0, 0.5),
                new IntegerParameter("head.width", 32, 128),
                ChoiceParameter.of("optimizer.kind", "adam", "sgd"),
                new BoolParameter("flip")));
  }

  @Test
  void dryRunIsTrialZeroWithFirstValues() {
    var values = new ArrayList<Object>();

    Space.from(
        t -> {
          values.add(t.number());
          values.add(t.real("lr", 1e-5, 1e-1).logUniform());
          values.add(t.integer("width", 32, 128));
          values.add(t.choice("kind", "adam", "sgd"));
          values.add(t.bool("flip"));
          t.recordMetric("loss", 1);
        });

    assertThat(values).containsExactly(0, 1e-5, 32, "adam", false);
  }

  @Test
  void sameDefinitionTwiceIsOneParameter() {
    Space space = Space.from(t -> assertThat(t.integer("a", 1, 9)).isEqualTo(t.integer("a", 1, 9)));

    assertThat(space.parameters()).containsExactly(new IntegerParameter("a", 1, 9));
    assertThat(space.parameter("a")).isEqualTo(new IntegerParameter("a", 1, 9));
  }

  @Test
  void clampsPointsOutsideOfTheUnitInterval() {
    Parameter width = new IntegerParameter("width", -3, 5);
    Parameter lr = RealParameter.logUniform("lr", 1e-5, 1e-1);

    assertThat(width.valueAt(-1)).isEqualTo(-3);
    assertThat(width.valueAt(2)).isEqualTo(5);
    assertThat(lr.valueAt(-1)).isEqualTo(1e-5);
    assertThat(lr.valueAt(2)).isEqualTo(1e-1);
    assertThat(lr.contains(1)).isFalse();
    assertThat(width.contains(1.0)).isFalse();
  }

  @Test
  void logUniformRangeHasExactBoundsAndNeverLeavesThem() {
    for (int k = 1; k <= 1000; k++) {
      RealParameter lr = RealParameter.logUniform("lr", k * 1e-5, k * 1e-3);

      assertThat(lr.valueAt(0)).isEqualTo(lr.low());
      assertThat(lr.valueAt(1)).isEqualTo(lr.high());
      // Points so close to the bounds that exp(log(x)) may leave the range.
      assertThat(lr.valueAt(Double.MIN_VALUE)).isBetween(lr.low(), lr.high());
      assertThat(lr.valueAt(Math.nextDown(1.0))).isBetween(lr.low(), lr.high());
    }
  }
}
