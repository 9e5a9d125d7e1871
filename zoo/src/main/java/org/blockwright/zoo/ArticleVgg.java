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
 * The article's VGG16: its table of blocks and its options, with the values that it takes where
 * nothing is said. The network equals {@link Vgg#vgg16}.
 *
 * <pre>{@code
 * Network network = ArticleVgg.vgg16().labels("cat", "dog").network();
 * }</pre>
 *
 * @param input what the first layer sees
 * @param labels what the outputs mean
 * @param uncroppedInput what comes in before it is cropped to {@code input}, where that was asked
 *     for
 */
public record ArticleVgg(Shape input, List<String> labels, Optional<Shape> uncroppedInput) {
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

  /** With the article's options: 224x224x3, cat and dog, no augmentation. */
  public static ArticleVgg vgg16() {
    return new ArticleVgg(Shape.of(224, 224, 3), List.of("cat", "dog"), Optional.empty());
  }

  /** Pictures of another size or of one channel. */
  public ArticleVgg input(int height, int width, int channels) {
    return new ArticleVgg(
        Shape.of(height, width, channels),
        labels,
        uncroppedInput.map(size -> Shape.of(size.height(), size.width(), channels)));
  }

  public ArticleVgg labels(String... names) {
    return new ArticleVgg(input, List.of(names), uncroppedInput);
  }

  /**
   * The article's augmentation in front: pictures of this size, of which training sees a part of
   * the input's size at a random place, and everything else the middle.
   */
  public ArticleVgg randomCropFrom(int height, int width) {
    return new ArticleVgg(input, labels, Optional.of(Shape.of(height, width, input.channels())));
  }

  public Network network() {
    Network start = Network.named("vgg16").input(uncroppedInput.orElse(input));
    Network front =
        uncroppedInput.isPresent()
            ? start.augment(randomCrop(input.height(), input.width()))
            : start;
    return Vgg.withHead(front.blocks(TABLE), labels, Width.FULL).preprocessing(Preprocessing.CAFFE);
  }
}
