package org.blockwright.export;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.SplitMix64;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Model;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Networks of the zoo with random weights. With {@link #create} outputs depend on every layer: the
 * statistics of batch norms are those of random images. With initial statistics the values shrink
 * from layer to layer, until all images have the same probabilities and an error in a layer would
 * not be seen.
 */
final class ZooModels {
  /** Small and odd, and large enough for every network but those with a size of their own. */
  private static final Shape ODD = Shape.of(97, 111, 3);

  private static final List<String> LABELS = List.of("a", "b", "c");
  private static final int IMAGES = 3;

  private ZooModels() {}

  /** Returns a network at the odd size if the network and head allow it, else at its own. */
  static Network network(ZooModel zoo, String head) {
    try {
      return zoo.network(ODD, LABELS, head);
    } catch (DescriptionException e) {
      return zoo.network(zoo.input(), LABELS, head);
    }
  }

  /** Returns three random images in the range of the preprocessing {@code tf}. */
  static INDArray images(Network network) {
    long[] shape = {IMAGES, 3, network.input().height(), network.input().width()};
    Nd4j.getRandom().setSeed(5);
    return Nd4j.rand(shape).muli(2).subi(1);
  }

  /** Returns a model with random weights, whose values shrink from layer to layer. */
  static Model random(Network network) {
    Model model = Model.create(network, 1);
    SplitMix64 random = new SplitMix64(3);
    model
        .parameters()
        .forEach(
            (layer, all) ->
                all.stream()
                    .filter(p -> !p.kind().endsWith("kernel"))
                    .forEach(
                        p -> {
                          boolean factor =
                              p.kind().equals(Parameter.GAMMA)
                                  || p.kind().equals(Parameter.VARIANCE);
                          float[] values = new float[(int) p.size()];
                          for (int i = 0; i < values.length; i++) {
                            values[i] =
                                (float) random.nextDouble(factor ? 0.8 : -0.2, factor ? 1.2 : 0.2);
                          }
                          model.setWeights(layer, p.kind(), values, p.shape());
                        }));
    return model;
  }

  /** Returns a model whose batch norms have the statistics of images. */
  static Model create(Network network, INDArray images) {
    Model model = random(network);
    // In training mode DL4J normalizes with the statistics of the batch: one pass has all of them.
    INDArray[] inputs =
        network.graph().inputs().keySet().stream().map(input -> images).toArray(INDArray[]::new);
    Map<String, INDArray> values = model.graph().feedForward(inputs, true);
    for (Node node : network.graph().nodes()) {
      if (node.layer() instanceof BatchNorm) {
        setStatistics(model, node.name(), values.get(node.inputs().get(0)));
      }
    }
    return model;
  }

  private static void setStatistics(Model model, String layer, INDArray values) {
    int[] others = values.rank() == 4 ? new int[] {0, 2, 3} : new int[] {0};
    List<Integer> shape = List.of((int) values.size(1));
    INDArray variances = values.var(false, others);
    float[] variance = variances.toFloatVector();
    // Channels that hardly vary in a few images would make rounding errors large.
    float smallest = 0.1f * variances.meanNumber().floatValue();
    for (int i = 0; i < variance.length; i++) {
      variance[i] = Math.max(variance[i], smallest);
    }
    model.setWeights(layer, Parameter.MEAN, values.mean(others).toFloatVector(), shape);
    model.setWeights(layer, Parameter.VARIANCE, variance, shape);
  }

  /**
   * Writes models for {@code bench/onnx_check.py}: NAME.zip, random images as NAME.input.npy, and
   * what the model outputs for them as NAME.output.npy. Each network has its own head at its own
   * input size, and the head {@code global-average} at an odd size if it can have another one.
   *
   * @param args folder, and names of networks; by default all
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    List<String> names = Arrays.asList(args).subList(1, args.length);
    for (ZooModel zoo : Zoo.models()) {
      if (names.isEmpty() || names.contains(zoo.name())) {
        Network own = zoo.network(zoo.input(), LABELS, "original");
        write(folder, zoo.name() + "-original", own);
        Network odd = network(zoo, "global-average");
        if (!odd.input().equals(own.input())) {
          write(folder, zoo.name() + "-odd", odd);
        }
      }
    }
  }

  private static void write(Path folder, String name, Network network) throws Exception {
    INDArray images = images(network);
    try (Model model = create(network, images)) {
      model.save(folder.resolve(name + ".zip"));
      INDArray outputs = model.predict(images).dup('c');
      Files.write(folder.resolve(name + ".input.npy"), Nd4j.toNpyByteArray(images));
      Files.write(folder.resolve(name + ".output.npy"), Nd4j.toNpyByteArray(outputs));
      System.out.println(name);
    }
  }
}
