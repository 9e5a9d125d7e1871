package org.blockwright.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.crop;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.samePad;
import static org.blockwright.dsl.Layers.separableConv;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.dsl.Layers.zeroPad;

import java.util.stream.Stream;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes beyond what an int, an array or a memory holds are a refusal and nothing worse. */
@Timeout(20)
class SizeLimitsTest {
  private static final int MAX = Integer.MAX_VALUE;

  private static Network network(Block... pieces) {
    return Network.named("n").input(8, 8, 3).group("b", pieces);
  }

  static Stream<Block> tooLarge() {
    return Stream.of(
        conv(4, 1_000_000_000),
        conv(2_000_000_000, 3),
        conv(MAX, 1),
        conv(MAX, MAX, MAX).dilation(MAX),
        conv(1, 1).pad(MAX),
        depthwiseConv(1).multiplier(MAX),
        depthwiseConv(1).multiplier(1_431_655_766),
        depthwiseConv(MAX),
        separableConv(MAX, 3),
        separableConv(1, 1).multiplier(1_431_655_766),
        zeroPad(MAX),
        zeroPad(1_073_741_824),
        samePad(MAX, 1),
        seq(flatten(), dense(MAX)),
        seq(
            flatten(),
            branches(concat(), branch(dense(MAX / 192)), branch(dense(MAX / 192))).times(1),
            dense(200)));
  }

  @ParameterizedTest
  @MethodSource("tooLarge")
  void whatNoArrayHoldsIsRefused(Block piece) {
    assertThatThrownBy(() -> network(piece))
        .isInstanceOf(DescriptionException.class)
        .hasMessageContaining("an array takes 2,147,483,647 at most");
  }

  @Test
  void aCropBeyondAnIntLeavesNothing() {
    assertThatThrownBy(() -> network(crop(MAX, MAX, MAX, MAX)))
        .isInstanceOf(DescriptionException.class)
        .hasMessage("n: \"b/crop\" would crop all of 8x8 away. Crop less, or take a larger input.");
  }

  @Test
  void aStrideBeyondTheMapHasOnePlace() {
    assertThat(network(conv(4, 3).stride(MAX)).graph().outputShape()).isEqualTo(Shape.of(1, 1, 4));
    assertThat(network(maxPool(1).stride(MAX)).graph().outputShape()).isEqualTo(Shape.of(1, 1, 3));
    assertThat(network(maxPool(2).stride(MAX).same()).graph().outputShape())
        .isEqualTo(Shape.of(1, 1, 3));
  }

  /** The map of 26,000 x 26,000 x 3 has 2,028,000,000 values, nearly as many as an array can. */
  @Test
  void theOrderOfManyUnitsTakesNoMemory() {
    Network wide = Network.named("n").input(26_000, 26_000, 3);

    assertThatThrownBy(() -> wide.head(flatten(), softmax()))
        .isInstanceOf(DescriptionException.class)
        .hasMessageStartingWith("n: \"head/softmax\" is an output taken from a flattened map");
    assertThat(
            wide.group("b", branches(add(), branch(flatten(), relu()), branch(flatten())))
                .graph()
                .outputShape())
        .isEqualTo(Shape.units(2_028_000_000));
  }

  /** Each of the 40 has 26,000^2 * 20,000^2 at least, together 1.08e19, and a long 9.2e18. */
  @Test
  void moreOperationsThanALongCountsAreTheMostThatItCounts() {
    Summary summary =
        Summary.of(
            Network.named("n").input(26_000, 26_000, 1).group("b", conv(1, 20_000).times(40)));

    assertThat(summary.multiplyAccumulates()).isEqualTo(Long.MAX_VALUE);
    assertThat(summary.folded(1).multiplyAccumulates()).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "input: 65536x65536x3\nblocks: []\n",
        "input: 8x8x3\nblocks: [{conv: {kernel: 1000000000, filters: 4}}]\n",
        "input: 8x8x3\nblocks: [{conv: {kernel: 3, filters: 2000000000}}]\n",
        "input: 8x8x3\nblocks: [{flatten: {}}, {dense: {units: 2147483647}}]\n",
        "input: 8x8x3\nblocks: [{zeroPad: [2147483647, 2147483647, 0, 0]}]\n"
      })
  void inAFileTheyHaveTheirPlace(String rest) {
    assertThatThrownBy(() -> NetworkFormat.parse("a.yaml", "name: n\n" + rest))
        .isInstanceOf(DescriptionException.class)
        .hasMessageMatching("a.yaml:\\d:\\d+: .*an array takes 2,147,483,647 at most.*");
  }
}
