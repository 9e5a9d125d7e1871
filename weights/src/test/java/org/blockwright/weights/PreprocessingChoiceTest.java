package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Merge;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.weights.PreprocessingChoice.Source;
import org.blockwright.weights.registry.WeightsEntry;
import org.junit.jupiter.api.Test;

class PreprocessingChoiceTest {
  private static final Network NETWORK = network("net", "a");

  private static Network network(String name, String block) {
    return Network.named(name).input(8, 8, 3).block(block, conv(4, 3));
  }

  private static Source unknown(String file) {
    return new Source(Optional.empty(), Path.of("folder", file), Optional.empty());
  }

  private static Source known(String file, Preprocessing preprocessing) {
    return new Source(
        Optional.empty(),
        Path.of("folder", file),
        Optional.of(
            new WeightsEntry(
                "net-imagenet",
                "net",
                true,
                "published.h5",
                List.of(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Shape.of(8, 8, 3),
                Optional.empty(),
                preprocessing,
                Optional.empty(),
                false,
                Optional.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                "none",
                "a test",
                true)));
  }

  private static Source of(String block, Source source) {
    return new Source(Optional.of(block), source.file(), source.entry());
  }

  private static PreprocessingChoice choose(Network network, Source... weights) {
    return PreprocessingChoice.of(network, Optional.empty(), List.of(weights));
  }

  private static void assertRejected(String message, Network network, Source... weights) {
    assertThatThrownBy(() -> choose(network, weights))
        .isInstanceOf(WeightsException.class)
        .hasMessage(message);
  }

  @Test
  void knownFileDecides() {
    PreprocessingChoice choice = choose(NETWORK, known("w.h5", Preprocessing.CAFFE));

    assertThat(choice.network()).isEqualTo(NETWORK.preprocessing(Preprocessing.CAFFE));
    assertThat(choice.notices()).isEmpty();
  }

  @Test
  void descriptionDecidesForUnknownFile() {
    PreprocessingChoice choice =
        choose(NETWORK.preprocessing(Preprocessing.TORCH), unknown("w.h5"));

    assertThat(choice.network().preprocessing()).isEqualTo(Preprocessing.TORCH);
    assertThat(choice.notices()).isEmpty();
  }

  @Test
  void requestReplacesAllOthersWithNotice() {
    Optional<Preprocessing> none = Optional.of(Preprocessing.NONE);
    Network torch = NETWORK.preprocessing(Preprocessing.TORCH);

    PreprocessingChoice overWeights =
        PreprocessingChoice.of(torch, none, List.of(known("w.h5", Preprocessing.CAFFE)));
    PreprocessingChoice overDescription =
        PreprocessingChoice.of(torch, none, List.of(unknown("w.h5")));
    PreprocessingChoice same =
        PreprocessingChoice.of(
            NETWORK, none, List.of(known("w.h5", Preprocessing.parse("std=1,mean=0"))));

    assertThat(overWeights.network().preprocessing()).isEqualTo(Preprocessing.NONE);
    assertThat(overWeights.notices())
        .containsExactly(
            "w.h5 has the preprocessing caffe (BGR minus mean); it is replaced by none (RGB in [0,255]), as set.");
    assertThat(overDescription.notices())
        .containsExactly(
            "net has the preprocessing torch (RGB minus mean, divided by std); it is replaced by none (RGB in [0,255]), as set.");
    assertThat(same.notices()).isEmpty();
  }

  @Test
  void otherSizeThanThatOfTheTrainingIsNoted() {
    Network larger = Network.named("net").input(16, 12, 1).block("a", conv(4, 3));

    assertThat(choose(larger, known("w.h5", Preprocessing.TF)).notices())
        .containsExactly(
            "w.h5 was trained with images of 8x8, but net has 16x12. For the size of the training set --input 8x8x1.");
  }

  @Test
  void assumesDefaultWithNotice() {
    PreprocessingChoice withFile = choose(NETWORK, unknown("w.h5"));
    PreprocessingChoice withoutFile = choose(NETWORK);

    assertThat(withFile.network()).isEqualTo(NETWORK.preprocessing(Preprocessing.TF));
    assertThat(withFile.withoutAssumed()).isEqualTo(NETWORK);
    assertThat(withFile.notices())
        .containsExactly(
            "net: no preprocessing is set, and none is known for w.h5; assuming tf (RGB in [-1,1]). If the weights need another one, set it with --preprocessing.");
    assertThat(withoutFile.network()).isEqualTo(withFile.network());
    assertThat(withoutFile.notices())
        .containsExactly("net: no preprocessing is set; assuming tf (RGB in [-1,1]).");
  }

  @Test
  void rejectsDescriptionThatDiffersFromKnownFile() {
    assertRejected(
        "w.h5 needs the preprocessing caffe (BGR minus mean), but net has order=RGB,scale=1.0,mean=127.0,std=128.0, from its description, a saved model or weights that were loaded before. Remove it there, or set the right one with --preprocessing, in Java with loadWeights(file, preprocessing).",
        NETWORK.preprocessing(Preprocessing.parse("mean=127,std=128")),
        known("w.h5", Preprocessing.CAFFE));
  }

  @Test
  void acceptsDescriptionThatMeansTheSame() {
    Network written = NETWORK.preprocessing(Preprocessing.parse("mean=127.5,std=127.5"));

    assertThat(choose(written, known("w.h5", Preprocessing.TF)).network()).isEqualTo(written);
  }

  @Test
  void rejectsFilesOfTowersThatNeedDifferentInputs() {
    Network merged =
        Merge.named("both")
            .tower("one", network("x", "a"))
            .tower("two", network("y", "b"))
            .network(concat());

    assertThat(merged.inputs()).containsExactly(Input.of("input", 8, 8, 3));
    assertRejected(
        "both: 1.h5 needs the preprocessing tf (RGB in [-1,1]) and 2.h5 needs caffe (BGR minus mean), but both are for the same input. Set the preprocessing of each tower before merging, so that each has its own input.",
        merged,
        of("one", known("1.h5", Preprocessing.TF)),
        of("two", known("2.h5", Preprocessing.CAFFE)));
  }

  @Test
  void unknownFileGetsPreprocessingOfKnownOneWithNotice() {
    Network merged =
        Merge.named("both")
            .tower("one", network("x", "a"))
            .tower("two", network("y", "b"))
            .network(concat());
    Source[] files = {of("one", known("1.h5", Preprocessing.CAFFE)), of("two", unknown("2.h5"))};

    PreprocessingChoice choice = choose(merged, files);

    assertThat(choice.network().preprocessing()).isEqualTo(Preprocessing.CAFFE);
    assertThat(choice.notices())
        .containsExactly(
            "both: no preprocessing is known for 2.h5; using caffe (BGR minus mean), which 1.h5 needs. If the weights need another one, set the preprocessing of each tower before merging, so that each has its own input.");
    assertThat(choose(merged.preprocessing(Preprocessing.CAFFE), files).notices()).isEmpty();
  }

  /** The network has the assumed one, like one that was set. */
  @Test
  void rejectsKnownFileAfterUnknownOne() {
    assertRejected(
        "w.h5 needs the preprocessing caffe (BGR minus mean), but net has tf (RGB in [-1,1]), from its description, a saved model or weights that were loaded before. Remove it there, or set the right one with --preprocessing, in Java with loadWeights(file, preprocessing).",
        choose(NETWORK, unknown("v.h5")).network(),
        known("w.h5", Preprocessing.CAFFE));
  }

  @Test
  void eachInputFollowsTheFileOfItsTower() {
    Network merged =
        Merge.named("both")
            .tower("one", network("x", "a"))
            .tower("two", network("y", "b").preprocessing(Preprocessing.CAFFE))
            .network(concat());

    PreprocessingChoice choice =
        choose(
            merged,
            of("one", known("1.h5", Preprocessing.TORCH)),
            of("two", known("2.h5", Preprocessing.CAFFE)));

    assertThat(choice.network().inputs())
        .extracting(Input::name, Input::preprocessing)
        .containsExactly(
            tuple("one_input", Preprocessing.TORCH), tuple("two_input", Preprocessing.CAFFE));
    assertThat(choice.notices()).isEmpty();
  }
}
