package org.blockwright.dsl.check;

import static org.blockwright.dsl.DescriptionAssert.assertInvalid;
import static org.blockwright.dsl.DescriptionAssert.network;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.leakyRelu;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.zeroPad;

import java.util.List;
import org.blockwright.dsl.Network;
import org.junit.jupiter.api.Test;

/** The messages of {@link NumberProblems}, thrown by the call that is wrong. */
class NumberProblemsTest {
  @Test
  void rejectsNumbersBelowTheirMinimum() {
    assertInvalid(() -> conv(0, 3), "conv(...): filters must be at least 1, got 0.");
    assertInvalid(
        () -> conv(3, 0),
        "the height and width of a kernel, stride or dilation must be at least 1, got 0x0.");
    assertInvalid(() -> conv(4, 3).pad(-1), "pad(...): n must be at least 0, got -1.");
    assertInvalid(
        () -> depthwiseConv(3).multiplier(0),
        "depthwiseConv(...): multiplier must be at least 1, got 0.");
    assertInvalid(() -> dense(-2), "dense(...): units must be at least 1, got -2.");
    assertInvalid(() -> relu().times(0), "times(...): count must be at least 1, got 0.");
    assertInvalid(() -> zeroPad(0, -1), "zeroPad(...): n must be at least 0, got -1.");
  }

  @Test
  void rejectsFractionsOutsideTheirRange() {
    assertInvalid(() -> dropout(1), "dropout(...): rate must be in [0, 1), got 1.0.");
    assertInvalid(
        () -> batchNorm().momentum(1), "batchNorm(...): momentum must be in [0, 1), got 1.0.");
    assertInvalid(
        () -> batchNorm().momentum(Double.NaN),
        "batchNorm(...): momentum must be in [0, 1), got NaN.");
  }

  @Test
  void rejectsNonPositiveEpsilon() {
    String message = "batchNorm(...): epsilon must be positive and finite as a float, got 0.0.";

    assertInvalid(() -> batchNorm().epsilon(0), message);
    for (double epsilon : List.of(-1.0, 1e-300, 1e300, Double.POSITIVE_INFINITY, Double.NaN)) {
      assertInvalid(
          () -> batchNorm().epsilon(epsilon), message.replace("0.0", String.valueOf(epsilon)));
    }
  }

  @Test
  void rejectsInvalidSlope() {
    assertInvalid(
        () -> leakyRelu(Double.NaN), "leaky_relu(...): slope must be finite as a float, got NaN.");
    assertInvalid(
        () -> leakyRelu(-1e39), "leaky_relu(...): slope must be finite as a float, got -1.0E39.");
  }

  @Test
  void rejectsTooLargeArrays() {
    assertInvalid(
        () -> Network.named("n").input(50_000, 50_000, 3),
        "50000x50000x3 has 7,500,000,000 values, but an array can have at most 2,147,483,647. Choose a smaller size.");
    assertInvalid(
        () -> network(conv(3, 20_000_000, 20_000_000)),
        "n: kernel of 20000000x20000000x3x3 has 3,600,000,000,000,000 values, but an array can have at most 2,147,483,647. Choose a smaller size.");
    assertInvalid(
        () ->
            network(
                branches(
                    concat(),
                    branch(flatten(), dense(2_000_000_000 / 192)),
                    branch(flatten(), dense(7))),
                flatten(),
                dense(500)),
        "n: kernel of 10416673x500 has 5,208,336,500 values, but an array can have at most 2,147,483,647. Choose a smaller size.");
  }
}
