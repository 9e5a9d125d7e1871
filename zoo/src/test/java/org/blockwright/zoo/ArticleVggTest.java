package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.conv;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.blockwright.base.SharedData;
import org.blockwright.base.UsageException;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Layout;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Rates;
import org.blockwright.dsl.Shape;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.show.Summary;
import org.blockwright.model.Model;
import org.blockwright.zoo.weights.PairingOptions;
import org.blockwright.zoo.weights.Weights;
import org.blockwright.zoo.weights.WeightsFile;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** The article's block table, options and transfer learning. */
class ArticleVggTest {
  private static final List<String> LABELS = List.of("cat", "dog");

  /** Where nothing else is said, a small input keeps the top small. */
  private final ArticleVgg small = ArticleVgg.vgg16().input(32, 32, 3);

  private static Path file() {
    return SharedData.path("golden/keras-files/vgg16-top-64/weights.h5");
  }

  @Test
  void theTableGivesTheNetworkOfTheZoo() {
    assertThat(ArticleVgg.vgg16().network()).isEqualTo(Vgg.vgg16(Shape.of(224, 224, 3), LABELS));
    assertThat(ArticleVgg.vgg16().input(96, 64, 1).labels("a", "b", "c").network())
        .isEqualTo(Vgg.vgg16(Shape.of(96, 64, 1), List.of("a", "b", "c")));
  }

  /** The article's counts, by a second program. */
  @Test
  void itHasTheArticlesCounts() {
    Rates frozen = Rates.none().freeze("block*");

    Summary rgb = Summary.of(ArticleVgg.vgg16().network(), frozen);
    Summary gray = Summary.of(ArticleVgg.vgg16().input(224, 224, 1).network(), frozen);

    assertThat(rgb.parameters()).isEqualTo(134_268_738);
    assertThat(rgb.trainable()).isEqualTo(119_554_050);
    assertThat(gray.parameters()).isEqualTo(134_267_586);
    assertThat(gray.trainable()).isEqualTo(119_554_050);
    assertThat(Summary.of(ArticleVgg.vgg16().labels("a", "b", "c").network()).parameters())
        .isEqualTo(134_272_835);
  }

  @Test
  void augmentationStandsInFrontOnlyWhereItIsAskedFor() {
    Network plain = small.network();
    Network augmented = small.augmentedFrom(40, 48).network();

    assertThat(plain.augmenting().isEmpty()).isTrue();
    assertThat(augmented.input()).isEqualTo(Shape.of(40, 48, 3));
    assertThat(augmented.graph()).isEqualTo(plain.graph());
    try (Model model = small.augmentedFrom(40, 48).model(1)) {
      assertThat(model.predict(Nd4j.rand(Layout.batch(1, augmented.input()))).shape())
          .containsExactly(1, 2);
    }
  }

  @Test
  void theConvolutionsOfAFileAreTakenAndNeverTheTop() {
    try (Model pretrained = pretrained();
        Model fresh = small.model(42);
        Model model = small.transferLearning(file(), 42)) {
      for (int block = 1; block <= 5; block++) {
        assertThat(model.extract("block" + block)).isEqualTo(pretrained.extract("block" + block));
      }
      assertThat(model.extract("head")).isEqualTo(fresh.extract("head"));
    }
  }

  /** By the article's formula, written once more; Keras's VGG kernels have blue first. */
  @Test
  void oneChannelTakesTheFirstKernelAsItAddsUpToGray() {
    try (Model pretrained = pretrained();
        Model model = small.input(32, 32, 1).transferLearning(file(), 42)) {
      float[] bgr = pretrained.get("block1_conv1", "kernel");
      float[] gray = model.get("block1_conv1", "kernel");

      assertThat(gray).hasSize(9 * 64);
      for (int place = 0; place < 9; place++) {
        for (int filter = 0; filter < 64; filter++) {
          double expected =
              0.1140 * bgr[place * 192 + filter]
                  + 0.5870 * bgr[place * 192 + 64 + filter]
                  + 0.2989 * bgr[place * 192 + 128 + filter];
          assertThat((double) gray[place * 64 + filter]).isCloseTo(expected, within(1e-6));
        }
      }
      assertThat(model.get("block1_conv1", "bias"))
          .isEqualTo(pretrained.get("block1_conv1", "bias"));
      assertThat(model.extract("block1/conv2")).isEqualTo(pretrained.extract("block1/conv2"));
      assertThat(model.extract("block5")).isEqualTo(pretrained.extract("block5"));
    }
  }

  @Test
  void aModelMayBeTransferredAtAnySizeOfTheInput() {
    try (Model pretrained = pretrained();
        Model model = small.input(64, 32, 3).labels("a", "b", "c").transferLearning(pretrained, 1);
        Model gray = small.input(32, 32, 1).transferLearning(pretrained, 1);
        Model again = small.input(64, 64, 1).transferLearning(gray, 1)) {
      assertThat(model.extract("block1")).isEqualTo(pretrained.extract("block1"));
      assertThat(again.extract("block1")).isEqualTo(gray.extract("block1"));
    }
  }

  @Test
  void channelsSetAfterTheAugmentationAreThoseOfThePicturesToo() {
    ArticleVgg gray = small.augmentedFrom(40, 48).input(32, 32, 1);

    assertThat(gray).isEqualTo(small.input(32, 32, 1).augmentedFrom(40, 48));
    assertThat(gray.network().input()).isEqualTo(Shape.of(40, 48, 1));
  }

  @Test
  void anotherNetworkCannotBeTransferred() {
    Network vgg19 = Vgg.vgg19(Shape.of(32, 32, 3), LABELS).withoutHead();
    try (Model pretrained = Model.initialized(vgg19, 1)) {
      assertThatThrownBy(() -> small.transferLearning(pretrained, 1))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "vgg16: the pretrained model vgg19 has 16 layers with weights below its top, which are not VGG16's thirteen convolutions. Take a model of vgg16.");
    }
  }

  @Test
  void otherChannelsCannotBeTransferred() {
    try (Model pretrained = pretrained()) {
      assertThatThrownBy(() -> small.input(32, 32, 4).transferLearning(pretrained, 1))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "vgg16: the pretrained kernels read 3 channels, the pictures have 4. Take pictures of 3 channels, or of 1 for kernels that read 3.");
    }
  }

  @Test
  void otherKernelsAreRefused() {
    Network other =
        Edits.replace("block2/conv1", conv(3, 100).relu()).of(small.network()).withoutHead();
    try (Model pretrained = Model.initialized(other, 1)) {
      assertThatThrownBy(() -> small.transferLearning(pretrained, 1))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("\"kernel\" is 3x3x64x100, needs 3x3x64x128");
    }
  }

  @Test
  void transferredBlocksAreThirteenConvolutions() {
    assertThat(
            IntStream.rangeClosed(1, 5)
                .mapToLong(
                    b ->
                        small.network().graph().nodes().stream()
                            .filter(n -> n.top().equals("block" + b))
                            .filter(n -> n.layer().kind().equals("Conv2D"))
                            .count())
                .sum())
        .isEqualTo(13);
  }

  private static Model pretrained() {
    Network network = Vgg.vgg16(Shape.of(64, 64, 3), LABELS).withoutHead();
    Model model = Model.initialized(network, 7);
    try (WeightsFile file = WeightsFile.open(file())) {
      Weights.into(model, file, PairingOptions.STRICT);
    }
    return model;
  }
}
