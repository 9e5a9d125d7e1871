package org.blockwright.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.BlockWeights;
import org.blockwright.model.Model;
import org.blockwright.zoo.ArticleVgg;
import org.blockwright.zoo.Vgg;

/**
 * Creates the article's VGG16 with the convolutions of a pretrained model and a newly initialized
 * head.
 *
 * <pre>{@code
 * ArticleVgg vgg = ArticleVgg.vgg16().input(224, 224, 1).labels("cat", "dog");
 * try (Model model = Vgg16Transfer.create(vgg, Path.of("vgg16.h5"), 42)) { ... }
 * }</pre>
 */
public final class Vgg16Transfer {
  private static final String FIRST_CONVOLUTION = "block1/conv1";

  private Vgg16Transfer() {}

  /**
   * Creates a model with the 13 convolutions of a Keras weights file and the preprocessing that
   * they need; a head in the file is skipped. For an input of one channel, the first kernel is
   * converted by {@link GrayscaleKernel#LUMA}.
   *
   * @param seed seed for the weights of the head
   * @throws WeightsException if the file does not contain a VGG16, or its preprocessing is neither
   *     known nor set by {@link ArticleVgg#preprocessing(Preprocessing)}
   */
  public static Model create(ArticleVgg vgg, Path weights, long seed) {
    return create(vgg, weights, seed, GrayscaleKernel.LUMA);
  }

  /**
   * Same as {@link #create(ArticleVgg, Path, long)}, with another conversion of the first kernel.
   *
   * @param grayscaleKernel not used unless the input has one channel
   */
  public static Model create(
      ArticleVgg vgg, Path weights, long seed, GrayscaleKernel grayscaleKernel) {
    Network pretrained = Vgg.vgg16(Shape.of(32, 32, 3), List.of("any", "other")).withoutHead();
    PreprocessingChoice.Source source = PreprocessingChoice.Source.of(Optional.empty(), weights);
    try (Model model = Model.create(pretrained, 0);
        WeightsFile file = WeightsFile.open(weights)) {
      if (vgg.preprocessing().isEmpty() && source.entry().isEmpty()) {
        // No notice could be returned, and VGG's own weights do not need the default.
        throw new WeightsException(PreprocessingProblems.unknown(file.contents().file()));
      }
      Network network =
          PreprocessingChoice.of(vgg.network(), vgg.preprocessing(), List.of(source)).network();
      Weights.load(model, file, PairingOptions.STRICT);
      return create(network, model, seed, grayscaleKernel);
    }
  }

  /**
   * Creates a model with the 13 convolutions of another VGG16 model of any input size and head, and
   * with its preprocessing, unless another one is set.
   *
   * @param seed seed for the weights of the head
   * @throws UsageException if the model has other convolutions, or kernels for another number of
   *     input channels; or if the first kernel is converted and no preprocessing is set
   */
  public static Model create(ArticleVgg vgg, Model pretrained, long seed) {
    return create(vgg, pretrained, seed, GrayscaleKernel.LUMA);
  }

  /**
   * Same as {@link #create(ArticleVgg, Model, long)}, with another conversion of the first kernel.
   *
   * @param grayscaleKernel not used unless the input has one channel
   */
  public static Model create(
      ArticleVgg vgg, Model pretrained, long seed, GrayscaleKernel grayscaleKernel) {
    Network network = vgg.network();
    Optional<Preprocessing> ofWeights =
        pretrained.network().inputs().get(0).explicitPreprocessing();
    return create(
        vgg.preprocessing().or(() -> ofWeights).map(network::preprocessing).orElse(network),
        pretrained,
        seed,
        grayscaleKernel);
  }

  private static Model create(
      Network network, Model pretrained, long seed, GrayscaleKernel grayscaleKernel) {
    List<String> pretrainedLayers = convolutions(pretrained.network());
    if (!pretrainedLayers.equals(convolutions(network))) {
      throw new UsageException(
          WeightsProblems.notVgg16(pretrained.network().name(), pretrainedLayers.size()));
    }
    int pretrainedChannels = pretrained.network().input().channels();
    int channels = network.input().channels();
    boolean toGray = pretrainedChannels == 3 && channels == 1;
    if (pretrainedChannels != channels && !toGray) {
      throw new UsageException(WeightsProblems.channelMismatch(channels, pretrainedChannels));
    }
    Model model = Model.create(network, seed);
    try {
      for (String layer : convolutions(network)) {
        BlockWeights weights = pretrained.getBlockWeights(layer);
        if (toGray && layer.equals(FIRST_CONVOLUTION)) {
          Preprocessing images = FirstConvolutions.preprocessing(network, network.inputs().get(0));
          setGrayscale(model, layer, weights, grayscaleKernel, images);
        } else {
          model.setWeights(layer, weights);
        }
      }
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static void setGrayscale(
      Model model,
      String layer,
      BlockWeights weights,
      GrayscaleKernel mode,
      Preprocessing preprocessing) {
    BlockWeights.Array color = weights.arrays().get(Parameter.KERNEL);
    BlockWeights.Array bias = weights.arrays().get(Parameter.BIAS);
    List<Integer> shape = color.shape();
    ColorKernel kernel = new ColorKernel(color.values(), shape.get(3), preprocessing);
    double[] offsets = kernel.offsets(mode);
    float[] biases = bias.values().clone();
    for (int i = 0; i < biases.length; i++) {
      biases[i] = (float) (biases[i] + offsets[i]);
    }
    model.setWeights(
        layer,
        Parameter.KERNEL,
        kernel.toGrayscale(mode),
        List.of(shape.get(0), shape.get(1), 1, shape.get(3)));
    model.setWeights(layer, Parameter.BIAS, biases, bias.shape());
  }

  private static List<String> convolutions(Network network) {
    return network.graph().nodes().stream()
        .filter(node -> !node.isInHead() && !network.graph().parameters(node).isEmpty())
        .map(Node::path)
        .toList();
  }
}
