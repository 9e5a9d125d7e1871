package org.blockwright.model;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.blockwright.base.TrainingException;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Edit;
import org.blockwright.dsl.edit.EditResult;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.graph.FlatOrder;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.LoweringProblems;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network with its weights, held by a stock ComputationGraph. Not thread safe; closing it frees
 * the weights at once.
 */
public final class Model implements AutoCloseable {
  private final Network network;
  private final Provenance provenance;
  private final ComputationGraph graph;

  /** The layers whose weights were neither loaded nor trained. */
  private final Set<String> newlyInitialized;

  private Optional<Executor> executor = Optional.empty();

  Model(Network network, Provenance provenance, ComputationGraph graph, Set<String> initial) {
    this.network = network;
    this.provenance = provenance;
    this.graph = graph;
    this.newlyInitialized = new LinkedHashSet<>(initial);
  }

  /** A model with initial weights, a function of the seed and each layer's name. */
  public static Model create(Network network, long seed) {
    LayerGraph layers = network.graph();
    Model model =
        new Model(
            network,
            Provenance.empty(),
            ComputationGraphs.createZeroed(layers, TrainingPlan.inference()),
            Set.of());
    for (Node node : layers.nodes()) {
      if (!layers.parameters(node).isEmpty()) {
        model.newlyInitialized.add(node.name());
      }
      for (Parameter parameter : layers.parameters(node)) {
        float[] values = WeightInitializer.initialValues(seed, node, parameter);
        ComputationGraphs.setParameter(model.graph, layers, node, parameter, values);
      }
    }
    return model;
  }

  /**
   * Opens a saved model.
   *
   * @throws WeightsException where the file is no whole model, or a weight in it is NaN or infinite
   */
  public static Model open(Path file) {
    return ModelFile.read(file);
  }

  /**
   * Saves the model as a zip that plain DL4J opens too; the file is whole or absent.
   *
   * @throws WeightsException where a weight is NaN or infinite; nothing is written then
   */
  public void save(Path file) {
    ModelFile.write(this, file);
  }

  public Network network() {
    return network;
  }

  public Provenance provenance() {
    return provenance;
  }

  /** The same weights with another provenance; this model must not be used any more. */
  public Model withProvenance(Provenance other) {
    return new Model(network, other, graph, newlyInitialized);
  }

  /**
   * The vertex names of the layers with newly initialized weights: neither loaded, set, copied from
   * another model nor trained since. Weights written into {@link #graph()} directly do not count.
   */
  public Set<String> newlyInitialized() {
    return ImmutableSet.copyOf(newlyInitialized);
  }

  /** The graph that holds the weights. */
  public ComputationGraph graph() {
    return graph;
  }

  /**
   * What the last layer gives for pictures, see {@link InputArrays}.
   *
   * @param batch pictures as {@link Layout} has them: batch, channel, height, width
   * @return examples x units; of several outputs the first. A flattened map comes as memory has it,
   *     {@link #activations(INDArray, Collection)} gives it in the public order
   */
  public INDArray predict(INDArray batch) {
    return outputs(InputArrays.of(network, batch))[0];
  }

  /**
   * What the network gives.
   *
   * @param inputs one array for each input of the graph, in order, as {@link Layout} has them
   * @return one array for each output, in order
   * @throws org.blockwright.base.UsageException where they are not those of the inputs
   * @throws org.blockwright.base.NotFiniteException where a value is NaN or infinite, with the rows
   */
  public INDArray[] outputs(INDArray... inputs) {
    INDArray[] results = executor().output(InputArrays.requireMatching(network, inputs));
    for (int i = 0; i < results.length; i++) {
      FiniteCheck.requireFiniteRows(network.name(), network.graph().outputs().get(i), results[i]);
    }
    return results;
  }

  /**
   * Inner values at inference, in the public order: height, width, channel.
   *
   * @param batch examples as {@link Layout} has them
   * @param layers vertex names or paths; a block with one output stands for the layer that gives it
   * @return by vertex name
   * @throws org.blockwright.base.DescriptionException where there is no such layer
   * @throws org.blockwright.base.NotFiniteException where a value is NaN or infinite, with the rows
   */
  public Activations activations(INDArray batch, Collection<String> layers) {
    LayerGraph all = network.graph();
    List<String> names = layers.stream().map(layer -> network.layer(layer).name()).toList();
    Map<String, INDArray> raw = executor().activations(InputArrays.of(network, batch), names);
    ImmutableMap.Builder<String, INDArray> out = ImmutableMap.builder();
    for (String name : names.stream().distinct().toList()) {
      FiniteCheck.requireFiniteRows(network.name(), name, raw.get(name));
      out.put(name, toNhwc(all, name, raw.get(name)));
    }
    return new Activations(out.build());
  }

  static INDArray toNhwc(LayerGraph graph, String name, INDArray values) {
    if (values.rank() == 4) {
      return values.permute(Layout.toNhwc()).dup('c');
    }
    int[] order = FlatOrder.of(graph, name);
    if (FlatOrder.isIdentity(order)) {
      return values;
    }
    INDArray out = values.ulike();
    for (int unit = 0; unit < order.length; unit++) {
      out.putColumn(unit, values.getColumn(order[unit]));
    }
    return out;
  }

  /**
   * What the last layer gives for each picture.
   *
   * @param pictures each as {@link Layout} has one example
   */
  public List<float[]> predict(List<float[]> pictures) {
    INDArray rows = predict(InputArrays.batch(network, pictures));
    return List.of(rows.toFloatMatrix());
  }

  /** {@link #activations(INDArray, Collection)} for pictures that are not a batch yet. */
  public Activations activations(List<float[]> pictures, Collection<String> layers) {
    return activations(InputArrays.batch(network, pictures), layers);
  }

  /** Each layer that has parameters with its parameters, in the order of the network. */
  public Map<String, List<Parameter>> parameters() {
    Map<String, List<Parameter>> all = new LinkedHashMap<>();
    for (Node node : network.graph().nodes()) {
      List<Parameter> parameters = network.graph().parameters(node);
      if (!parameters.isEmpty()) {
        all.put(node.name(), parameters);
      }
    }
    return all;
  }

  /** The values of a parameter, in Keras's layout. */
  public float[] getWeights(String layer, String kind) {
    LayerGraph layers = network.graph();
    Node node = layers.node(layer);
    Parameter parameter = parameter(node, kind);
    return ComputationGraphs.getParameter(graph, layers, node, parameter);
  }

  /**
   * Sets a parameter from values in Keras's layout.
   *
   * @throws WeightsException where the shape is another, or a value is NaN or infinite
   */
  public void setWeights(String layer, String kind, float[] values, List<Integer> shape) {
    LayerGraph layers = network.graph();
    Node node = layers.node(layer);
    Parameter parameter = parameter(node, kind);
    if (!parameter.shape().equals(shape) || values.length != parameter.size()) {
      throw new WeightsException(
          LoweringProblems.wrongShape(layer, kind, parameter.shape(), shape));
    }
    if (!FiniteCheck.allFinite(values)) {
      throw new WeightsException(ModelProblems.notFinite(network.name(), layer, kind));
    }
    ComputationGraphs.setParameter(graph, layers, node, parameter, values);
    newlyInitialized.remove(node.name());
    executor.ifPresent(Executor::reload);
  }

  private Parameter parameter(Node node, String kind) {
    List<Parameter> known = network.graph().parameters(node);
    return known.stream()
        .filter(p -> p.kind().equals(kind))
        .findFirst()
        .orElseThrow(
            () ->
                new WeightsException(
                    LoweringProblems.unknownParameter(
                        node.name(), kind, known.stream().map(Parameter::kind).toList())));
  }

  /**
   * The model up to and with one layer, or a block with one output, with a copy of its weights;
   * what it predicts are the values there, in memory's order.
   */
  public Model cut(String layer) {
    Node last = network.layer(layer);
    ComputationGraph copy =
        lowerWithWeights(network.graph().upTo(last.name()), TrainingPlan.inference());
    return new Model(Edits.cut(network, last.path()), provenance, copy, Set.of());
  }

  /**
   * What an edit makes of this model: every layer that it kept has the weights that it has here,
   * whatever it is called now; the others have initial ones. This model stays as it is.
   *
   * @param seed for what is new
   * @throws org.blockwright.base.DescriptionException where the network cannot be changed so
   */
  public EditedModel edit(Edit edit, long seed) {
    EditResult edited = edit.edit(network);
    return WeightTransfer.transfer(
        edited.network(),
        provenance,
        List.of(new WeightTransfer.Source(this, edited.unchangedLayers())),
        seed);
  }

  /**
   * A copy of the weights of a layer or block.
   *
   * @param at a layer's path or vertex name, or a block's path
   */
  public BlockWeights getBlockWeights(String at) {
    String block = network.path(at);
    return new BlockWeights(block, arrays(block));
  }

  private List<BlockWeights.Array> arrays(String block) {
    LayerGraph layers = network.graph();
    List<BlockWeights.Array> arrays = new ArrayList<>();
    for (Node node : layers.nodes()) {
      if (node.path().equals(block) || node.path().startsWith(block + "/")) {
        String within = node.path().substring(Math.min(node.path().length(), block.length() + 1));
        for (Parameter p : layers.parameters(node)) {
          float[] values = ComputationGraphs.getParameter(graph, layers, node, p);
          arrays.add(new BlockWeights.Array(within, p.kind(), p.shape(), values));
        }
      }
    }
    return arrays;
  }

  /**
   * Gives a layer or block the weights of one of the same structure. Nothing is changed unless all
   * of them fit.
   *
   * @throws WeightsException with every array that does not
   */
  public void setWeights(String at, BlockWeights weights) {
    String block = network.path(at);
    Map<String, BlockWeights.Array> given = weights.arrays();
    Map<String, BlockWeights.Array> wanted = new BlockWeights(block, arrays(block)).arrays();
    List<String> differences = ModelProblems.differences(given, wanted);
    if (!differences.isEmpty()) {
      throw new WeightsException(
          ModelProblems.differentBlockStructure(
              network.name(),
              block,
              weights.source(),
              differences,
              Sets.union(given.keySet(), wanted.keySet()).size()));
    }
    given.forEach(
        (name, array) -> {
          String layer = array.layer().isEmpty() ? block : block + "/" + array.layer();
          setWeights(layer, array.kind(), array.values(), array.shape());
        });
  }

  /**
   * A graph to train: all of this network or a part of it, lowered for a plan, with this model's
   * weights. It belongs to the caller, who closes it.
   *
   * @throws org.blockwright.base.UsageException where an output has no loss, or nothing learns
   */
  public ComputationGraph trainingGraph(LayerGraph part, TrainingPlan plan) {
    Lowering.requireLosses(part);
    ComputationGraph training = lowerWithWeights(part, plan);
    FixedGammas.apply(part, training);
    WeightDecay.apply(part, plan, training);
    return training;
  }

  private ComputationGraph lowerWithWeights(LayerGraph part, TrainingPlan plan) {
    ComputationGraph training = ComputationGraphs.createZeroed(part, plan);
    ComputationGraphs.copyWeightsToTraining(this, part, plan, training);
    return training;
  }

  /**
   * Takes the weights of a graph that {@link #trainingGraph} gave, by layer.
   *
   * @throws org.blockwright.base.TrainingException where one is NaN or infinite; this model then
   *     stays as it was
   */
  public void copyWeightsFrom(LayerGraph part, TrainingPlan plan, ComputationGraph trained) {
    FiniteCheck.firstNonFiniteArray(trained)
        .ifPresent(
            layer -> {
              throw new TrainingException(
                  ModelProblems.notFiniteAfterTraining(network.name(), layer));
            });
    ComputationGraphs.copyWeightsFromTraining(this, part, plan, trained);
    part.nodes().stream()
        .filter(node -> !plan.isFrozen(node))
        .forEach(node -> newlyInitialized.remove(node.name()));
    executor.ifPresent(Executor::reload);
  }

  /**
   * Gives its weights to the layers of another model that have the same name and shapes.
   *
   * @return the names of the layers that got them
   */
  public Set<String> copyWeightsTo(Model other) {
    return copyWeightsTo(other, node -> true);
  }

  /**
   * {@link #copyWeightsTo(Model)} for some of the layers alone.
   *
   * @param wanted asked for each layer of the other model
   */
  public Set<String> copyWeightsTo(Model other, Predicate<Node> wanted) {
    LayerGraph mine = network.graph();
    LayerGraph theirs = other.network.graph();
    Set<String> copied = new LinkedHashSet<>();
    for (Node node : theirs.nodes()) {
      List<Parameter> parameters = theirs.parameters(node);
      boolean same =
          !parameters.isEmpty()
              && wanted.test(node)
              && mine.contains(node.name())
              && mine.parameters(mine.node(node.name())).equals(parameters);
      if (same) {
        parameters.forEach(
            p ->
                other.setWeights(
                    node.name(), p.kind(), getWeights(node.name(), p.kind()), p.shape()));
        if (newlyInitialized.contains(node.name())) {
          other.newlyInitialized.add(node.name());
        }
        copied.add(node.name());
      }
    }
    return copied;
  }

  /** What runs this model. */
  public Executor executor() {
    if (executor.isEmpty()) {
      executor = Optional.of(Executors.forInference(graph));
    }
    return executor.orElseThrow();
  }

  @Override
  public void close() {
    executor.ifPresent(Executor::close);
    graph.close();
  }
}
