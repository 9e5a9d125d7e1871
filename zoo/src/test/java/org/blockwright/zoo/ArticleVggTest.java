package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.blockwright.model.Model;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** The article's block table and options. */
class ArticleVggTest {
  private final ArticleVgg small = ArticleVgg.vgg16().input(32, 32, 3);

  @Test
  void tableEqualsNetworkOfTheZoo() {
    assertThat(ArticleVgg.vgg16().network())
        .isEqualTo(Vgg.vgg16(Shape.of(224, 224, 3), List.of("cat", "dog")));
    assertThat(ArticleVgg.vgg16().input(96, 64, 1).labels("a", "b", "c").network())
        .isEqualTo(Vgg.vgg16(Shape.of(96, 64, 1), List.of("a", "b", "c")));
  }

  /** The article's counts, verified by an independent program. */
  @Test
  void hasCountsOfTheArticle() {
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
  void hasThirteenConvolutionsInFiveBlocks() {
    assertThat(
            IntStream.rangeClosed(1, 5)
                .mapToLong(
                    block ->
                        small.network().graph().nodes().stream()
                            .filter(node -> node.topLevelBlock().equals("block" + block))
                            .filter(node -> node.layer().kind().equals("Conv2D"))
                            .count())
                .sum())
        .isEqualTo(13);
  }

  @Test
  void augmentsOnlyWithRandomCrop() {
    Network plain = small.network();
    Network augmented = small.randomCropFrom(40, 48).network();

    assertThat(plain.augmentation().isEmpty()).isTrue();
    assertThat(augmented.input()).isEqualTo(Shape.of(40, 48, 3));
    assertThat(augmented.graph()).isEqualTo(plain.graph());
    try (Model model = Model.create(augmented, 1)) {
      assertThat(model.predict(Nd4j.rand(Layout.batchShape(1, augmented.input()))).shape())
          .containsExactly(1, 2);
    }
  }

  @Test
  void channelsSetAfterRandomCropApplyToUncroppedInput() {
    ArticleVgg gray = small.randomCropFrom(40, 48).input(32, 32, 1);

    assertThat(gray).isEqualTo(small.input(32, 32, 1).randomCropFrom(40, 48));
    assertThat(gray.network().input()).isEqualTo(Shape.of(40, 48, 1));
  }
}
