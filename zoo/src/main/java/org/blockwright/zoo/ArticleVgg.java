package org.blockwright.zoo;

import static org.blockwright.dsl.BlockTable.block;
import static org.blockwright.dsl.BlockTable.kernel;
import static org.blockwright.dsl.BlockTable.stride;
import static org.blockwright.dsl.Layers.randomCrop;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.BlockTable;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;

/**
 * The article's VGG16, as a table of blocks, with the article's options and their defaults. The
 * network equals {@link Vgg#vgg16}.
 *
 * <pre>{@code
 * Network network = ArticleVgg.vgg16().labels("cat", "dog").network();
 * }</pre>
 *
 * @param input input shape of the first layer
 * @param labels class labels
 * @param uncroppedInput shape of the images before random cropping to {@code input}; empty without
 *     augmentation
 * @param preprocessing of the images; empty if it follows from the weights
 */
public record ArticleVgg(
    Shape input,
    List<String> labels,
    Optional<Shape> uncroppedInput,
    Optional<Preprocessing> preprocessing) {
  private static final BlockTable TABLE =
      BlockTable.of(
          row(1, 64, "Conv1 -> Ramp1 -> Conv2 -> Ramp2 -> Pooling"),
          row(2, 128, "Conv1 -> Ramp1 -> Conv2 -> Ramp2 -> Pooling"),
          row(3, 256, "Conv1 -> Ramp1 -> Conv2 -> Ramp2 -> Conv3 -> Ramp3 -> Pooling"),
          row(4, 512, "Conv1 -> Ramp1 -> Conv2 -> Ramp2 -> Conv3 -> Ramp3 -> Pooling"),
          row(5, 512, "Conv1 -> Ramp1 -> Conv2 -> Ramp2 -> Conv3 -> Ramp3 -> Pooling"));

  public ArticleVgg {
    labels = ImmutableList.copyOf(labels);
  }

  private static BlockTable.Row row(int number, int features, String layers) {
    return block(number)
        .features(features)
        .kernel(3, 3)
        .padding(1)
        .pooling(kernel(2, 2), stride(2, 2))
        .layers(layers);
  }

  /** Returns the article's defaults: 224x224x3, labels cat and dog, no augmentation. */
  public static ArticleVgg vgg16() {
    return new ArticleVgg(
        Shape.of(224, 224, 3), List.of("cat", "dog"), Optional.empty(), Optional.empty());
  }

  /** Sets the input shape, for instance one channel for grayscale images. */
  public ArticleVgg input(int height, int width, int channels) {
    return new ArticleVgg(
        Shape.of(height, width, channels),
        labels,
        uncroppedInput.map(size -> Shape.of(size.height(), size.width(), channels)),
        preprocessing);
  }

  /** Sets the class labels. */
  public ArticleVgg labels(String... names) {
    return new ArticleVgg(input, List.of(names), uncroppedInput, preprocessing);
  }

  /** Sets the preprocessing that the weights need; by default it follows from them. */
  public ArticleVgg preprocessing(Preprocessing other) {
    return new ArticleVgg(input, labels, uncroppedInput, Optional.of(other));
  }

  /**
   * Adds the article's augmentation: images of this size are cropped to the input size, at a random
   * position in training and at the center otherwise.
   */
  public ArticleVgg randomCropFrom(int height, int width) {
    return new ArticleVgg(
        input, labels, Optional.of(Shape.of(height, width, input.channels())), preprocessing);
  }

  /** Builds the network. */
  public Network network() {
    Network empty = Network.named("vgg16").input(uncroppedInput.orElse(input));
    Network augmented =
        uncroppedInput.isPresent()
            ? empty.augment(randomCrop(input.height(), input.width()))
            : empty;
    Network network = Vgg.withHead(augmented.blocks(TABLE), labels, Width.FULL);
    return preprocessing.map(network::preprocessing).orElse(network);
  }
}
