package org.blockwright.weights;

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
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.blockwright.model.Model;
import org.blockwright.zoo.ArticleVgg;
import org.blockwright.zoo.Vgg;
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
    LearningRateMultipliers frozen = LearningRateMultipliers.uniform().freeze("block*");

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
    Network augmented = small.randomCropFrom(40, 48).network();

    assertThat(plain.augmentation().isEmpty()).isTrue();
    assertThat(augmented.input()).isEqualTo(Shape.of(40, 48, 3));
    assertThat(augmented.graph()).isEqualTo(plain.graph());
    try (Model model = Model.create(small.randomCropFrom(40, 48).network(), 1)) {
      assertThat(model.predict(Nd4j.rand(Layout.batchShape(1, augmented.input()))).shape())
          .containsExactly(1, 2);
    }
  }

  @Test
  void theConvolutionsOfAFileAreTakenAndNeverTheTop() {
    try (Model pretrained = pretrained();
        Model fresh = Model.create(small.network(), 42);
        Model model = Vgg16Transfer.create(small, file(), 42)) {
      for (int block = 1; block <= 5; block++) {
        assertThat(model.getBlockWeights("block" + block))
            .isEqualTo(pretrained.getBlockWeights("block" + block));
      }
      assertThat(model.getBlockWeights("head")).isEqualTo(fresh.getBlockWeights("head"));
    }
  }

  /** By the article's formula, written once more; Keras's VGG kernels have blue first. */
  @Test
  void oneChannelTakesTheFirstKernelAsItAddsUpToGray() {
    try (Model pretrained = pretrained();
        Model model = Vgg16Transfer.create(small.input(32, 32, 1), file(), 42)) {
      float[] bgr = pretrained.getWeights("block1_conv1", "kernel");
      float[] gray = model.getWeights("block1_conv1", "kernel");

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
      assertThat(model.getWeights("block1_conv1", "bias"))
          .isEqualTo(pretrained.getWeights("block1_conv1", "bias"));
      assertThat(model.getBlockWeights("block1/conv2"))
          .isEqualTo(pretrained.getBlockWeights("block1/conv2"));
      assertThat(model.getBlockWeights("block5")).isEqualTo(pretrained.getBlockWeights("block5"));
    }
  }

  @Test
  void aModelMayBeTransferredAtAnySizeOfTheInput() {
    try (Model pretrained = pretrained();
        Model model =
            Vgg16Transfer.create(small.input(64, 32, 3).labels("a", "b", "c"), pretrained, 1);
        Model gray = Vgg16Transfer.create(small.input(32, 32, 1), pretrained, 1);
        Model again = Vgg16Transfer.create(small.input(64, 64, 1), gray, 1)) {
      assertThat(model.getBlockWeights("block1")).isEqualTo(pretrained.getBlockWeights("block1"));
      assertThat(again.getBlockWeights("block1")).isEqualTo(gray.getBlockWeights("block1"));
    }
  }

  @Test
  void channelsSetAfterTheAugmentationAreThoseOfThePicturesToo() {
    ArticleVgg gray = small.randomCropFrom(40, 48).input(32, 32, 1);

    assertThat(gray).isEqualTo(small.input(32, 32, 1).randomCropFrom(40, 48));
    assertThat(gray.network().input()).isEqualTo(Shape.of(40, 48, 1));
  }

  @Test
  void anotherNetworkCannotBeTransferred() {
    Network vgg19 = Vgg.vgg19(Shape.of(32, 32, 3), LABELS).withoutHead();
    try (Model pretrained = Model.create(vgg19, 1)) {
      assertThatThrownBy(() -> Vgg16Transfer.create(small, pretrained, 1))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "vgg16: the pretrained model vgg19 has 16 layers with weights below its top, which are not VGG16's thirteen convolutions. Take a model of vgg16.");
    }
  }

  @Test
  void otherChannelsCannotBeTransferred() {
    try (Model pretrained = pretrained()) {
      assertThatThrownBy(() -> Vgg16Transfer.create(small.input(32, 32, 4), pretrained, 1))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "vgg16: the pretrained kernels read 3 channels, the pictures have 4. Take pictures of 3 channels, or of 1 for kernels that read 3.");
    }
  }

  @Test
  void otherKernelsAreRefused() {
    Network other =
        Edits.replace("block2/conv1", conv(100, 3).relu()).applyTo(small.network()).withoutHead();
    try (Model pretrained = Model.create(other, 1)) {
      assertThatThrownBy(() -> Vgg16Transfer.create(small, pretrained, 1))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("\"kernel\" is 3x3x64x100, expected 3x3x64x128");
    }
  }

  @Test
  void transferredBlocksAreThirteenConvolutions() {
    assertThat(
            IntStream.rangeClosed(1, 5)
                .mapToLong(
                    b ->
                        small.network().graph().nodes().stream()
                            .filter(n -> n.topLevelBlock().equals("block" + b))
                            .filter(n -> n.layer().kind().equals("Conv2D"))
                            .count())
                .sum())
        .isEqualTo(13);
  }

  private static Model pretrained() {
    Network network = Vgg.vgg16(Shape.of(64, 64, 3), LABELS).withoutHead();
    Model model = Model.create(network, 7);
    try (WeightsFile file = WeightsFile.open(file())) {
      Weights.load(model, file, PairingOptions.STRICT);
    }
    return model;
  }
}
