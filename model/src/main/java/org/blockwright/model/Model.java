package org.blockwright.model;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.blockwright.base.TrainingException;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Edit;
import org.blockwright.dsl.edit.EditResult;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.engine.CompiledGraph;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.GraphMemory;
import org.blockwright.engine.StockUpdaters;
import org.blockwright.engine.compiled.Unsupported;
import org.blockwright.engine.optimizer.OptimizerState;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network with its weights, stored in a stock DL4J ComputationGraph. Not thread safe. Closing it
 * frees the memory of the weights.
 */
public final class Model implements AutoCloseable {
  /** Loading weights sets its preprocessing and labels; layers never change. */
  private Network network;

  private final Provenance provenance;
  private final LoweredNetwork lowered;
  private final ComputationGraph graph;
  private final ModelWeights weights;

  /** The executors of this model and its replicas. */
  private final List<Executor> executors;

  private final boolean isReplica;
  private Optional<Executor> executor = Optional.empty();

  Model(
      Network network,
      Provenance provenance,
      LoweredNetwork lowered,
      ComputationGraph graph,
      Set<String> newlyInitialized) {
    this.network = network;
    this.provenance = provenance;
    this.lowered = lowered;
    this.graph = graph;
    this.weights = ModelWeights.of(network, lowered, graph, newlyInitialized);
    this.executors = new CopyOnWriteArrayList<>();
    this.isReplica = false;
  }

  private Model(Model original) {
    this.network = original.network;
    this.provenance = original.provenance;
    this.lowered = original.lowered;
    this.graph = original.graph;
    this.weights = original.weights;
    this.executors = original.executors;
    this.isReplica = true;
  }

  /**
   * Creates a model with initial weights, which depend on the seed and each layer's name alone.
   *
   * @throws org.blockwright.base.UsageException if the network has no layers
   */
  public static Model create(Network network, long seed) {
    return WeightTransfer.transfer(network, Provenance.empty(), List.of(), seed).model();
  }

  /**
   * Opens a saved model.
   *
   * @throws WeightsException if the file is not a valid model file, or a weight is NaN or infinite
   * @throws org.blockwright.base.UsageException if the file is a description without weights
   * @throws org.blockwright.base.StorageException if the file cannot be read
   */
  public static Model open(Path file) {
    return ModelFile.read(file);
  }

  /**
   * Saves the model as a zip file that stock DL4J can open, too. The file is replaced atomically.
   *
   * @throws WeightsException if a weight is NaN or infinite; nothing is written
   */
  public void save(Path file) {
    ModelFile.write(this, file);
  }

  /**
   * Loads the weights of a Keras file. Layers are matched by name, structure or order; a head that
   * does not fit is skipped with a notice. If the file does not fit, this model is not changed. For
   * a truncated network, load the weights before {@link #edit} or {@link #cut}.
   *
   * <p>Preprocessing and class names belong to the weights. Those of a known file, which is
   * recognized by its hash, become those of {@link #network()}; class names only if the network has
   * none of its own and its head is loaded. With an unknown file and a network without
   * preprocessing, {@link Preprocessing#DEFAULT} is assumed, with a notice.
   *
   * @return messages for the user, one line each; may be empty
   * @throws WeightsException if the file cannot be read or does not fit, naming every difference,
   *     or if it is known to need another preprocessing than the network has
   * @throws org.blockwright.base.UsageException if the module {@code blockwright-weights} is not on
   *     the class path
   */
  public List<String> loadWeights(Path file) {
    return loadWeights(file, Optional.empty());
  }

  /**
   * Loads the weights of a Keras file as {@link #loadWeights(Path)}, with a preprocessing that
   * replaces that of the network and of the file.
   */
  public List<String> loadWeights(Path file, Preprocessing preprocessing) {
    return loadWeights(file, Optional.of(preprocessing));
  }

  private List<String> loadWeights(Path file, Optional<Preprocessing> preprocessing) {
    WeightsLoader.Loaded loaded =
        WeightsLoader.find(WeightsLoader.class.getClassLoader()).load(this, file, preprocessing);
    network = loaded.network();
    return loaded.notices();
  }

  /** The description of the network. */
  public Network network() {
    return network;
  }

  /** The origin of the model. */
  public Provenance provenance() {
    return provenance;
  }

  /** Returns a model with the same weights and another provenance. Do not use this one after. */
  public Model withProvenance(Provenance other) {
    return new Model(network, other, lowered, graph, weights.newlyInitialized());
  }

  /**
   * Returns a model with the same weights and other labels of its only output. Do not use this one
   * after.
   *
   * @throws org.blockwright.base.DescriptionException if they do not fit the output
   */
  public Model withLabels(List<String> labels) {
    return withNetwork(network.labels(labels));
  }

  /**
   * Returns a model with the same weights and another preprocessing of the images of all inputs. Do
   * not use this one after.
   */
  public Model withPreprocessing(Preprocessing preprocessing) {
    return withNetwork(
        network.inputs(
            network.inputs().stream().map(input -> input.preprocessing(preprocessing)).toList()));
  }

  /**
   * Returns a model with the same weights and other thresholds of the labels of an output. Do not
   * use this one after.
   *
   * @param output vertex name or path of its layer
   * @param thresholds one per unit of a sigmoid, in (0, 1)
   * @throws org.blockwright.base.DescriptionException if there is no such output, or they do not
   *     fit it
   */
  public Model withThresholds(String output, List<Double> thresholds) {
    return withNetwork(network.output(output, settings -> settings.thresholds(thresholds)));
  }

  private Model withNetwork(Network other) {
    return new Model(other, provenance, lowered, graph, weights.newlyInitialized());
  }

  /**
   * Vertex names of layers with newly initialized weights, which were not loaded, set, copied from
   * another model or trained since. Weights written directly to {@link #graph()} are not tracked.
   */
  public Set<String> newlyInitialized() {
    return ImmutableSet.copyOf(weights.newlyInitialized());
  }

  /** The network as lowered for inference: where each parameter lies in {@link #graph()}. */
  public LoweredNetwork lowered() {
    return lowered;
  }

  /** The DL4J graph that stores the weights. */
  public ComputationGraph graph() {
    return graph;
  }

  /**
   * Predicts a batch of images.
   *
   * @param batch {@code [batch, channels, height, width]}, see {@link Layout}, in the preprocessing
   *     of the first input, see {@link InputArrays}
   * @return the output, {@code [batch, units]}; of several outputs the first. The units of a
   *     flattened feature map are in memory order, unlike those of {@link #activations(INDArray,
   *     Collection)}
   * @throws org.blockwright.base.UsageException if the shape does not match the input
   * @throws org.blockwright.base.NotFiniteException if an output is NaN or infinite, with the rows
   */
  public INDArray predict(INDArray batch) {
    return outputs(InputArrays.of(network, batch))[0];
  }

  /**
   * Computes all outputs.
   *
   * @param inputs one array per input of the graph, in order, see {@link Layout}
   * @return one array per output, in order
   * @throws org.blockwright.base.UsageException if their number or a shape does not match
   * @throws org.blockwright.base.NotFiniteException if an output is NaN or infinite, with the rows
   */
  public INDArray[] outputs(INDArray... inputs) {
    INDArray[] results = executor().output(InputArrays.requireMatching(network, inputs));
    for (int i = 0; i < results.length; i++) {
      FiniteCheck.requireFiniteRows(network.name(), network.graph().outputs().get(i), results[i]);
    }
    return results;
  }

  /**
   * Computes activations at inference, in the order height, width, channel.
   *
   * @param batch {@code [batch, channels, height, width]}, as for {@link #predict(INDArray)}
   * @param layers vertex names or paths; a block with one output denotes its last layer
   * @return activations by vertex name
   * @throws org.blockwright.base.DescriptionException if there is no such layer
   * @throws org.blockwright.base.NotFiniteException if a value is NaN or infinite, with the rows
   */
  public Activations activations(INDArray batch, Collection<String> layers) {
    LayerGraph layerGraph = network.graph();
    List<String> names = layers.stream().map(layer -> network.layer(layer).name()).toList();
    Map<String, INDArray> raw = raw(InputArrays.of(network, batch), names);
    ImmutableMap.Builder<String, INDArray> out = ImmutableMap.builder();
    for (String name : names.stream().distinct().toList()) {
      INDArray values = raw.get(name);
      FiniteCheck.requireFiniteRows(network.name(), name, values);
      INDArray nhwc = OutputArrays.toNhwc(layerGraph, name, values);
      out.put(name, nhwc);
      if (nhwc != values) {
        OutputArrays.free(values);
      }
    }
    return new Activations(out.build());
  }

  /** Of the activations, outputs may be compiled. */
  private Map<String, INDArray> raw(INDArray[] inputs, List<String> names) {
    List<String> outputs = network.graph().outputs();
    if (!outputs.containsAll(names)) {
      return executor().activations(inputs, names);
    }
    INDArray[] results = executor().output(inputs);
    return Maps.toMap(ImmutableSet.copyOf(names), name -> results[outputs.indexOf(name)]);
  }

  /**
   * Predicts images, as one batch.
   *
   * @param images one array per image: channel, height, width, see {@link Layout}
   * @return the output for each image
   */
  public List<float[]> predict(List<float[]> images) {
    INDArray[] results = outputs(images);
    List<float[]> rows = List.of(OutputArrays.rows(results[0]));
    OutputArrays.free(results);
    return rows;
  }

  /**
   * Computes all outputs for images, as one batch.
   *
   * @param images one array per image: channel, height, width, see {@link Layout}
   * @return one array per output, in order
   * @see #outputs(INDArray...)
   */
  public INDArray[] outputs(List<float[]> images) {
    INDArray batch = InputArrays.batch(network, images);
    INDArray[] inputs = InputArrays.of(network, batch);
    INDArray[] results = outputs(inputs);
    OutputArrays.free(inputs);
    OutputArrays.free(batch);
    return results;
  }

  /**
   * Computes activations of images, as one batch.
   *
   * @param images one array per image: channel, height, width, see {@link Layout}
   * @see #activations(INDArray, Collection)
   */
  public Activations activations(List<float[]> images, Collection<String> layers) {
    return activations(InputArrays.batch(network, images), layers);
  }

  /** The parameters of all layers that have some, by vertex name, in the order of the network. */
  public Map<String, List<Parameter>> parameters() {
    return weights.parameters();
  }

  /**
   * Returns a copy of a parameter, flattened from Keras's layout in C order.
   *
   * @param layer vertex name or path
   * @param kind see {@link Parameter#kind()}
   * @throws WeightsException if the layer has no such parameter
   */
  public float[] getWeights(String layer, String kind) {
    return weights.get(layer, kind);
  }

  /**
   * Sets a parameter from values in Keras's layout.
   *
   * @param layer vertex name or path
   * @param kind see {@link Parameter#kind()}
   * @param values flattened in C order
   * @throws WeightsException if there is no such parameter, its shape differs, or a value is NaN or
   *     infinite
   */
  public void setWeights(String layer, String kind, float[] values, List<Integer> shape) {
    weights.set(layer, kind, values, shape);
    executors.forEach(Executor::reload);
  }

  /**
   * Returns the model truncated after a layer, or after a block with one output, with a copy of its
   * weights. It predicts the activations of that layer, in memory order.
   */
  public Model cut(String layer) {
    Network cut = Edits.cut(network, network.layer(layer).path());
    LoweredNetwork loweredCut = Lowering.lower(cut.graph(), TrainingPlan.inference(cut));
    return new Model(cut, provenance, loweredCut, copyOf(loweredCut), Set.of());
  }

  /**
   * Applies an edit. Unchanged layers, renamed ones included, keep their weights; new and changed
   * layers get initial weights. This model does not change.
   *
   * @param seed seed of the initial weights
   * @throws org.blockwright.base.DescriptionException if the edit does not fit the network
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
   * Returns a copy of the weights of a layer or block.
   *
   * @param name path or vertex name of a layer, or path of a block
   */
  public BlockWeights getBlockWeights(String name) {
    return weights.block(name);
  }

  /**
   * Sets the weights of a layer or block to those of one with the same structure. Either all are
   * set or none.
   *
   * @param name path or vertex name of a layer, or path of a block
   * @throws WeightsException with every array that does not fit
   */
  public void setWeights(String name, BlockWeights values) {
    weights.setBlock(name, values);
    executors.forEach(Executor::reload);
  }

  /**
   * Creates a graph for training, with this model's weights. Train it with an executor for the
   * part's {@link LoweredNetwork#trainingSpec()}; DL4J's own training would not keep the
   * constraints.
   *
   * @param part all or part of this network, lowered for the training plan
   * @return the graph; the caller closes it
   * @throws org.blockwright.base.UsageException if an output has no loss
   */
  public ComputationGraph trainingGraph(LoweredNetwork part) {
    part.requireLosses();
    return copyOf(part);
  }

  /** A graph with this model's weights. */
  private ComputationGraph copyOf(LoweredNetwork part) {
    ComputationGraph copy = ComputationGraphs.createZeroed(part);
    ComputationGraphs.copyWeights(part, graph, copy);
    ComputationGraphs.foldBatchNorms(part, graph, copy);
    return copy;
  }

  /**
   * Copies the weights of a graph for training back to this model.
   *
   * @param part what {@link #trainingGraph(LoweredNetwork)} created the graph from
   * @throws org.blockwright.base.TrainingException if a weight is NaN or infinite; this model then
   *     keeps its weights
   */
  public void copyWeightsFrom(LoweredNetwork part, ComputationGraph trained) {
    FiniteCheck.firstNonFiniteArray(trained)
        .ifPresent(
            layer -> {
              throw new TrainingException(
                  ModelProblems.notFiniteAfterTraining(network.name(), layer));
            });
    ComputationGraphs.copyWeights(part, trained, graph);
    part.layers().stream()
        .filter(layer -> !layer.isFrozen())
        .forEach(layer -> weights.newlyInitialized().remove(layer.name()));
    executors.forEach(Executor::reload);
  }

  /** Returns a copy of the current weights, to {@link #restore} them; closed by the caller. */
  public WeightsSnapshot snapshot() {
    return new WeightsSnapshot(graph.params().dup(), weights.newlyInitialized());
  }

  /** Restores the weights of a {@link #snapshot} of this model. */
  public void restore(WeightsSnapshot snapshot) {
    graph.params().assign(snapshot.parameters());
    weights.newlyInitialized().clear();
    weights.newlyInitialized().addAll(snapshot.newlyInitialized());
    executors.forEach(Executor::reload);
  }

  /**
   * Makes this model use weights that were written directly to {@link #graph()}, such as those of a
   * checkpoint.
   *
   * @param layers vertex names of the layers that were trained before and are no longer {@link
   *     #newlyInitialized()}
   */
  public void weightsWritten(Set<String> layers) {
    weights.newlyInitialized().removeAll(layers);
    executors.forEach(Executor::reload);
  }

  /**
   * Records how the weights were trained, so that stock DL4J can continue from a saved file: DL4J's
   * nearest updaters with the learning rate of each layer, 0 for frozen layers, and their state.
   *
   * @param part what {@link #trainingGraph(LoweredNetwork)} created the graph from
   * @param state the state that belongs to these weights; empty if there is none, such as for the
   *     weights of an earlier epoch
   */
  public void copyUpdatersFrom(
      LoweredNetwork part, ComputationGraph trained, Optional<OptimizerState> state) {
    Updaters.set(part, graph);
    graph.setUpdater(null);
    graph.getConfiguration().setIterationCount(0);
    state.ifPresent(s -> StockUpdaters.write(s, trained, graph));
  }

  /**
   * Copies weights to the layers of another model that have the same name and parameter shapes.
   *
   * @return the vertex names of these layers
   */
  public Set<String> copyWeightsTo(Model other) {
    return copyWeightsTo(other, node -> true);
  }

  /**
   * Copies weights like {@link #copyWeightsTo(Model)}, to selected layers only.
   *
   * @param filter selects layers of the other model
   */
  public Set<String> copyWeightsTo(Model other, Predicate<Node> filter) {
    Set<String> copied = weights.copyTo(other.weights, filter);
    other.executors.forEach(Executor::reload);
    return copied;
  }

  /**
   * Returns a model with the same weights in the same memory and an executor of its own, so that
   * another thread can compute outputs at the same time. Only models that run compiled support it,
   * see {@link #isCompiled()}. The executors share the weights in oneDNN's layout if they compute
   * with the same number of threads.
   *
   * <p>Change the weights only while no thread computes. Close replicas before this model; closing
   * one frees its executor only.
   */
  public Model replica() {
    return new Model(this);
  }

  /** Returns whether outputs are computed by a {@link CompiledGraph}, not by DL4J. */
  public boolean isCompiled() {
    return executor() instanceof CompiledGraph;
  }

  /** The executor that runs this model, created at the first call. */
  public Executor executor() {
    if (executor.isEmpty()) {
      executor = Optional.of(newExecutor());
      executors.add(executor.orElseThrow());
    }
    return executor.orElseThrow();
  }

  /** Returns an executor that shares the weights of the others, if there are any. */
  private Executor newExecutor() {
    return executors.stream()
        .filter(CompiledGraph.class::isInstance)
        .map(CompiledGraph.class::cast)
        .findFirst()
        .<Executor>map(CompiledGraph::replica)
        .orElseGet(() -> Executors.forInference(graph));
  }

  /**
   * Returns the vertices that keep this model on DL4J, with the reasons; empty if all layers can be
   * compiled.
   */
  public List<Unsupported> unsupported() {
    return CompiledGraph.unsupported(graph);
  }

  @Override
  public void close() {
    executor.ifPresent(executors::remove);
    executor.ifPresent(Executor::close);
    if (!isReplica) {
      GraphMemory.close(graph);
    }
  }
}
