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

/** Sizes beyond the range of an int, an array or the memory are rejected with a message. */
@Timeout(20)
class SizeLimitsTest {
  private static final int MAX = Integer.MAX_VALUE;

  private static Network network(Block... blocks) {
    return Network.named("n").input(8, 8, 3).group("b", blocks);
  }

  static Stream<Block> tooLarge() {
    return Stream.of(
        conv(4, 1_000_000_000, 1_000_000_000),
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
  void rejectsArraysOfTooManyValues(Block block) {
    assertThatThrownBy(() -> network(block))
        .isInstanceOf(DescriptionException.class)
        .hasMessageContaining("an array can have at most 2,147,483,647");
  }

  @Test
  void rejectsCropBeyondTheRangeOfAnInt() {
    assertThatThrownBy(() -> network(crop(MAX, MAX, MAX, MAX)))
        .isInstanceOf(DescriptionException.class)
        .hasMessage("n: \"b/crop\" would crop all of 8x8. Crop less, or use a larger input.");
  }

  @Test
  void strideLargerThanTheFeatureMapHasOnePosition() {
    assertThat(network(conv(4, 3).stride(MAX)).graph().outputShape()).isEqualTo(Shape.of(1, 1, 4));
    assertThat(network(maxPool(1).stride(MAX)).graph().outputShape()).isEqualTo(Shape.of(1, 1, 3));
    assertThat(network(maxPool(2).stride(MAX).same()).graph().outputShape())
        .isEqualTo(Shape.of(1, 1, 3));
  }

  /** 26,000 x 26,000 x 3 are 2,028,000,000 values, nearly as many as an array can have. */
  @Test
  void orderOfManyUnitsNeedsLittleMemory() {
    Network wide = Network.named("n").input(26_000, 26_000, 3);

    assertThatThrownBy(() -> wide.head(flatten(), softmax()))
        .isInstanceOf(DescriptionException.class)
        .hasMessageStartingWith(
            "n: \"head/softmax\" is an output computed from a flattened feature map");
    assertThat(
            wide.group("b", branches(add(), branch(flatten(), relu()), branch(flatten())))
                .graph()
                .outputShape())
        .isEqualTo(Shape.units(2_028_000_000));
  }

  /** Each of the 40 layers has at least 26,000^2 * 20,000^2 operations, together 1.08e19 > 2^63. */
  @Test
  void operationCountIsLimitedToTheRangeOfALong() {
    Summary summary =
        Summary.of(
            Network.named("n")
                .input(26_000, 26_000, 1)
                .group("b", conv(1, 20_000, 20_000).times(40)));

    assertThat(summary.multiplyAccumulates()).isEqualTo(Long.MAX_VALUE);
    assertThat(summary.collapsed(1).multiplyAccumulates()).isEqualTo(Long.MAX_VALUE);
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
  void reportsTheLocationInAFile(String rest) {
    assertThatThrownBy(() -> NetworkFormat.parse("a.yaml", "name: n\n" + rest))
        .isInstanceOf(DescriptionException.class)
        .hasMessageMatching("a.yaml:\\d:\\d+: .*an array can have at most 2,147,483,647.*");
  }
}
