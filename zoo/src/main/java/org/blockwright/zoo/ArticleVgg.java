package org.blockwright.zoo;

import static org.blockwright.dsl.BlockTable.block;
import static org.blockwright.dsl.BlockTable.kernel;
import static org.blockwright.dsl.BlockTable.stride;
import static org.blockwright.dsl.Layers.randomCrop;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.BlockTable;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Parameter;
import org.blockwright.dsl.Preprocessing;
import org.blockwright.dsl.Shape;
import org.blockwright.model.BlockWeights;
import org.blockwright.model.Model;
import org.blockwright.zoo.weights.PairingOptions;
import org.blockwright.zoo.weights.Weights;
import org.blockwright.zoo.weights.WeightsFile;

/**
 * The article's VGG16: its table of blocks and its options, with the values that it takes where
 * nothing is said. The network equals {@link Vgg#vgg16}.
 *
 * <pre>{@code
 * Network network = ArticleVgg.vgg16().labels("cat", "dog").network();
 * try (Model model = ArticleVgg.vgg16().input(224, 224, 1).transferLearning(weights, 42)) { ... }
 * }</pre>
 *
 * @param input what the first layer sees
 * @param labels what the outputs mean
 * @param pictures what comes in before it is cropped to {@code input}, where that was asked for
 */
public record ArticleVgg(Shape input, List<String> labels, Optional<Shape> pictures) {
  private static final BlockTable TABLE =
      BlockTable.of(
          row(1, 64, "Conv1 -> Ramp1 -> Conv2 -> Ramp2 -> Pooling"),
          row(2, 128, "Conv1 -> Ramp1 -> Conv2 -> Ramp2 -> Pooling"),
          row(3, 256, "Conv1 -> Ramp1 -> Conv2 -> Ramp2 -> Conv3 -> Ramp3 -> Pooling"),
          row(4, 512, "Conv1 -> Ramp1 -> Conv2 -> Ramp2 -> Conv3 -> Ramp3 -> Pooling"),
          row(5, 512, "Conv1 -> Ramp1 -> Conv2 -> Ramp2 -> Conv3 -> Ramp3 -> Pooling"));

  private static final String FIRST = "block1/conv1";

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
        pictures.map(size -> Shape.of(size.height(), size.width(), channels)));
  }

  public ArticleVgg labels(String... names) {
    return new ArticleVgg(input, List.of(names), pictures);
  }

  /**
   * The article's augmentation in front: pictures of this size, of which training sees a part of
   * the input's size at a random place, and everything else the middle.
   */
  public ArticleVgg augmentedFrom(int height, int width) {
    return new ArticleVgg(input, labels, Optional.of(Shape.of(height, width, input.channels())));
  }

  public Network network() {
    Network start = Network.named("vgg16").input(pictures.orElse(input));
    Network front =
        pictures.isPresent() ? start.augment(randomCrop(input.height(), input.width())) : start;
    return Vgg.withTop(front.blocks(TABLE), labels, Width.FULL).preprocessing(Preprocessing.CAFFE);
  }

  /** Without pretrained weights. */
  public Model model(long seed) {
    return Model.initialized(network(), seed);
  }

  /**
   * With the thirteen convolutions of a weights file of Keras, with or without a top; the top is
   * new. For one channel the three of each first kernel are added up as they add up to gray.
   *
   * @param seed for the top
   * @throws org.blockwright.base.WeightsException where the file holds no VGG16
   */
  public Model transferLearning(Path weights, long seed) {
    Network pretrained = Vgg.vgg16(Shape.of(32, 32, 3), List.of("any", "other")).withoutHead();
    try (Model model = Model.initialized(pretrained, 0);
        WeightsFile file = WeightsFile.open(weights)) {
      Weights.into(model, file, PairingOptions.STRICT);
      return transferLearning(model, seed);
    }
  }

  /**
   * With the thirteen convolutions of another model, whatever its input's size and its top.
   *
   * @throws UsageException where it has other convolutions, or its kernels are for other channels
   */
  public Model transferLearning(Model pretrained, long seed) {
    List<String> theirs = convolutions(pretrained.network());
    if (!theirs.equals(convolutions(network()))) {
      throw new UsageException(ZooProblems.noVgg16(pretrained.network().name(), theirs.size()));
    }
    int channels = pretrained.network().input().channels();
    boolean gray = channels == 3 && input.channels() == 1;
    if (channels != input.channels() && !gray) {
      throw new UsageException(ZooProblems.noTransfer(input.channels(), channels));
    }
    Model model = model(seed);
    try {
      for (String layer : convolutions(model.network())) {
        BlockWeights weights = pretrained.extract(layer);
        if (gray && layer.equals(FIRST)) {
          BlockWeights.Array kernel =
              Luma.added(
                  weights.arrays().get(Parameter.KERNEL), pretrained.network().preprocessing());
          BlockWeights.Array bias = weights.arrays().get(Parameter.BIAS);
          model.put(layer, Parameter.KERNEL, kernel.values(), kernel.shape());
          model.put(layer, Parameter.BIAS, bias.values(), bias.shape());
        } else {
          model.put(layer, weights);
        }
      }
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static List<String> convolutions(Network network) {
    return network.graph().nodes().stream()
        .filter(node -> !node.inHead() && !network.graph().parameters(node).isEmpty())
        .map(node -> node.path())
        .toList();
  }
}
