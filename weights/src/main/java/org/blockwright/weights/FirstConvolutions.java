package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Ints;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.AutoPad;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.Crop;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.ZeroPad;
import org.blockwright.model.Model;
import org.blockwright.weights.NetworkLayer.Tensor;
import org.blockwright.weights.Pairing.Pair;

/**
 * Loads the first kernels of a color network into a network whose inputs have one channel: the file
 * is matched to layers with kernels for three channels, and these kernels are converted.
 */
final class FirstConvolutions {
  private final GrayscaleKernel mode;

  /** The preprocessing of the images of each first convolution. */
  private final ImmutableMap<String, Preprocessing> preprocessing;

  private final LayerGraph graph;
  private final Map<String, NetworkLayer> grayscaleLayers = new HashMap<>();
  private final Map<String, double[]> offsets = new LinkedHashMap<>();

  private FirstConvolutions(
      GrayscaleKernel mode, LayerGraph graph, ImmutableMap<String, Preprocessing> preprocessing) {
    this.mode = mode;
    this.graph = graph;
    this.preprocessing = preprocessing;
  }

  /**
   * Returns the convolutions that take inputs of one channel.
   *
   * @throws UsageException if there is no such input, another layer takes it, or its preprocessing
   *     is not set
   */
  static FirstConvolutions of(Network network, GrayscaleKernel mode) {
    LayerGraph graph = network.graph();
    Map<String, Preprocessing> found = new LinkedHashMap<>();
    for (Input input : network.inputs()) {
      if (input.shape().isFeatureMap() && input.shape().channels() == 1) {
        collect(graph, input.name(), preprocessing(network, input), found);
      }
    }
    if (found.isEmpty()) {
      throw new UsageException(
          WeightsProblems.noGrayscaleInput(
              network.name(), network.inputs().get(0).shape().toString()));
    }
    return new FirstConvolutions(mode, graph, ImmutableMap.copyOf(found));
  }

  /** Returns the preprocessing, since kernels converted for an assumed one would be wrong. */
  static Preprocessing preprocessing(Network network, Input input) {
    return input
        .explicitPreprocessing()
        .orElseThrow(() -> new UsageException(WeightsProblems.noPreprocessing(network.name())));
  }

  private static void collect(
      LayerGraph graph, String name, Preprocessing images, Map<String, Preprocessing> found) {
    for (Node node : graph.consumers(name)) {
      if (node.layer() instanceof Conv conv && conv.groups() == 1) {
        found.put(node.name(), images);
      } else if (node.layer() instanceof ZeroPad
          || node.layer() instanceof AutoPad
          || node.layer() instanceof Crop) {
        collect(graph, node.name(), images, found);
      } else {
        throw new UsageException(
            WeightsProblems.notFirstConvolution(graph.networkName(), node.name()));
      }
    }
  }

  /**
   * Returns the layers of the network, with kernels for three channels where the file contains such
   * kernels.
   *
   * @throws UsageException if a kernel cannot be converted
   */
  List<NetworkLayer> asInFile(List<NetworkLayer> layers, FileContents file) {
    return layers.stream()
        .map(layer -> preprocessing.containsKey(layer.name()) ? asInFile(layer, file) : layer)
        .toList();
  }

  private NetworkLayer asInFile(NetworkLayer layer, FileContents file) {
    List<Integer> gray = layer.tensors().get(0).shape();
    ImmutableList<Integer> color = ImmutableList.of(gray.get(0), gray.get(1), 3, gray.get(3));
    boolean inFile =
        file.weightedLayers().stream()
            .anyMatch(fileLayer -> fileLayer.arrays().get(0).shape().equals(color));
    if (!inFile) {
      return layer;
    }
    if (ColorKernel.needsOffsets(mode, preprocessing.get(layer.name()))
        && !hasBias(layer.name())
        && batchNormAfter(layer.name()).isEmpty()) {
      throw new UsageException(WeightsProblems.noPlaceForOffset(graph.networkName(), layer.name()));
    }
    grayscaleLayers.put(layer.name(), layer);
    ImmutableList.Builder<Tensor> tensors = ImmutableList.builder();
    tensors.add(new Tensor(Parameter.KERNEL, color));
    tensors.addAll(layer.tensors().subList(1, layer.tensors().size()));
    return withTensors(layer, tensors.build());
  }

  private static NetworkLayer withTensors(NetworkLayer layer, ImmutableList<Tensor> tensors) {
    return new NetworkLayer(
        layer.name(),
        layer.kind(),
        tensors,
        layer.inHead(),
        layer.hasAutoGeneratedName(),
        layer.declarationIndex());
  }

  /** Sets the weights of matched layers, and returns them with the layers of the network. */
  Pairing load(Model model, WeightsFile file, Pairing pairing) {
    pairing.forEach(
        file,
        (layer, kind, values, shape) -> {
          if (grayscaleLayers.containsKey(layer) && kind.equals(Parameter.KERNEL)) {
            ColorKernel kernel = new ColorKernel(values, shape[3], preprocessing.get(layer));
            offsets.put(layer, kernel.offsets(mode));
            model.setWeights(
                layer, kind, kernel.toGrayscale(mode), List.of(shape[0], shape[1], 1, shape[3]));
          } else {
            model.setWeights(layer, kind, values, Ints.asList(shape));
          }
        });
    offsets.forEach((layer, values) -> addOffset(model, layer, values));
    return new Pairing(
        pairing.strategy(),
        pairing.pairs().stream()
            .map(pair -> new Pair(original(pair.networkLayer()), pair.fileLayer()))
            .collect(ImmutableList.toImmutableList()),
        pairing.newlyInitialized().stream()
            .map(this::original)
            .collect(ImmutableList.toImmutableList()),
        pairing.unused(),
        pairing.notices());
  }

  private NetworkLayer original(NetworkLayer layer) {
    return grayscaleLayers.getOrDefault(layer.name(), layer);
  }

  private void addOffset(Model model, String layer, double[] offset) {
    if (!ColorKernel.needsOffsets(mode, preprocessing.get(layer))) {
      return;
    }
    if (hasBias(layer)) {
      add(model, layer, Parameter.BIAS, offset, 1);
    } else {
      // Batch norm subtracts the mean.
      add(model, batchNormAfter(layer).orElseThrow(), Parameter.MEAN, offset, -1);
    }
  }

  private static void add(Model model, String layer, String kind, double[] offset, int sign) {
    float[] values = model.getWeights(layer, kind);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] + sign * offset[i]);
    }
    model.setWeights(layer, kind, values, List.of(values.length));
  }

  private boolean hasBias(String layer) {
    return ((Conv) graph.node(layer).layer()).bias();
  }

  /** Returns the batch norm that is the only consumer of a convolution without activation. */
  private Optional<String> batchNormAfter(String layer) {
    List<Node> consumers = graph.consumers(layer);
    boolean linear = ((Conv) graph.node(layer).layer()).activation().equals(Activation.LINEAR);
    return linear && consumers.size() == 1 && consumers.get(0).layer() instanceof BatchNorm
        ? Optional.of(consumers.get(0).name())
        : Optional.empty();
  }
}
