package org.blockwright.zoo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.graph.FlatOrder;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.Model;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.ParameterLayout;
import org.blockwright.model.lowering.ParameterSlice;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a network as specified by a run of a golden file of training steps, in the same way as for
 * users: lowered with a plan, weights set by the model, trained by the executor. A listener records
 * logits and gradients before the update. All arrays are in Keras's layout.
 */
final class GoldenTraining implements AutoCloseable {
  /**
   * Values of a step before its update; the gradients are those of the mean loss. Compiled steps
   * have no logits.
   */
  record Step(double loss, double[] logits, Map<String, double[]> gradients) {}

  private final LayerGraph layerGraph;
  private final LoweredNetwork lowered;
  private final String head;
  private final INDArray input;
  private final INDArray labels;
  private final ComputationGraph graph;
  private final Executor executor;
  private final Recorder recorder = new Recorder();

  GoldenTraining(JsonNode file, JsonNode run, DataType type) {
    Network network = network(file);
    this.layerGraph = network.graph();
    this.lowered = Lowering.lower(layerGraph, plan(network, run));
    this.head = file.get("head").asText();
    List<JsonNode> classes = GoldenFiles.list(file.get("labels"));
    this.input = FormulaTensors.input(classes.size(), network.input()).castTo(type);
    this.labels = Nd4j.zeros(type, classes.size(), network.labels().size());
    for (int i = 0; i < classes.size(); i++) {
      labels.putScalar(i, classes.get(i).asInt(), 1);
    }
    try (Model model = Model.create(network, 1)) {
      FormulaTensors.fill(model, file.get("gain").asDouble());
      this.graph = converted(model.trainingGraph(lowered), type);
    }
    graph.addListeners(recorder);
    this.executor = Executors.forTraining(graph, lowered.trainingSpec());
  }

  /** Returns the network of a golden file, with its original head or with global pooling. */
  static Network network(JsonNode file) {
    JsonNode input = file.get("input");
    Shape shape = Shape.of(input.get(1).asInt(), input.get(2).asInt(), input.get(3).asInt());
    boolean pooled = file.get("head").asText().equals("linear");
    return Zoo.get(file.get("network").asText())
        .network(
            shape,
            GoldenFiles.labels(file.get("classes").asInt()),
            pooled ? "global-average" : "original");
  }

  static TrainingPlan plan(Network network, JsonNode run) {
    double learningRate = run.get("optimizer").get("learningRate").asDouble();
    boolean adam = run.get("optimizer").get("name").asText().equals("adam");
    return TrainingPlan.of(
        network,
        adam ? Optimizer.adam(learningRate) : Optimizer.sgd(learningRate),
        run.get("frozen").asBoolean()
            ? LearningRateMultipliers.uniform().freeze("*")
            : LearningRateMultipliers.uniform(),
        1);
  }

  /** Returns the graph in another precision; the original is closed. */
  private static ComputationGraph converted(ComputationGraph graph, DataType type) {
    ComputationGraph converted = graph.convertDataType(type);
    if (converted != graph) {
      GraphMemory.close(graph);
    }
    return converted;
  }

  Step step() {
    double loss = executor.step(new MultiDataSet(input, labels));
    return new Step(loss, recorder.logits, recorder.gradients);
  }

  /** Returns loss and logits in inference mode. */
  Step inference() {
    INDArray logits = executor.activations(new INDArray[] {input}, List.of(head)).get(head);
    double loss = 0;
    for (int i = 0; i < labels.rows(); i++) {
      loss += loss(logits.getRow(i).toDoubleVector(), labels.getRow(i).argMax().getInt(0));
    }
    return new Step(loss / labels.rows(), logits.dup('c').data().asDouble(), Map.of());
  }

  /** The cross-entropy of one example: -log softmax(logits)[label]. */
  private static double loss(double[] logits, int label) {
    double largest = Arrays.stream(logits).max().orElseThrow();
    double sum = Arrays.stream(logits).map(z -> Math.exp(z - largest)).sum();
    return largest + Math.log(sum) - logits[label];
  }

  /** Returns all parameters, including moving statistics, by {@code layer/kind}. */
  Map<String, double[]> parameters() {
    Map<String, double[]> all = new LinkedHashMap<>();
    for (Node node : layerGraph.nodes()) {
      for (Parameter parameter : layerGraph.parameters(node)) {
        INDArray array = slice(node, parameter).array(graph);
        all.put(node.name() + "/" + parameter.kind(), inKerasLayout(node, parameter, array));
      }
    }
    return all;
  }

  /** No network of the golden files has a parameter in several slices. */
  private ParameterSlice slice(Node node, Parameter parameter) {
    return lowered.layer(node.name()).parameter(parameter.kind()).orElseThrow().slices().get(0);
  }

  /** In double, which {@link ParameterLayout} does not give: two digits of nine would be lost. */
  private double[] inKerasLayout(Node node, Parameter parameter, INDArray array) {
    if (array.rank() == 4 && parameter.kind().equals(Parameter.KERNEL)) {
      return array.permute(2, 3, 1, 0).dup('c').data().asDouble();
    }
    double[] values = array.dup('c').data().asDouble();
    if (!(node.layer() instanceof Dense) || !parameter.kind().equals(Parameter.KERNEL)) {
      return values;
    }
    int[] rows = FlatOrder.of(layerGraph, node.input());
    int width = values.length / rows.length;
    double[] out = new double[values.length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(values, rows[row] * width, out, row * width, width);
    }
    return out;
  }

  @Override
  public void close() {
    executor.close();
    GraphMemory.close(graph);
  }

  /** Records the logits of the training pass, and the gradients before the update. */
  private final class Recorder extends BaseTrainingListener {
    private double[] logits = {};
    private Map<String, double[]> gradients = Map.of();

    @Override
    public void onForwardPass(
        org.deeplearning4j.nn.api.Model model, Map<String, INDArray> activations) {
      logits = activations.get(head).dup('c').data().asDouble();
    }

    @Override
    public void onGradientCalculation(org.deeplearning4j.nn.api.Model model) {
      Map<String, INDArray> all = model.gradient().gradientForVariable();
      gradients = new LinkedHashMap<>();
      for (Node node : layerGraph.nodes()) {
        if (lowered.layer(node.name()).isFrozen()) {
          continue;
        }
        for (Parameter parameter : layerGraph.parameters(node)) {
          if (parameter.trainable()) {
            INDArray sum = all.get(slice(node, parameter).variable());
            // DL4J's gradient is that of the losses' sum; its updater divides by the batch.
            gradients.put(
                node.name() + "/" + parameter.kind(),
                inKerasLayout(node, parameter, sum.div(labels.rows())));
          }
        }
      }
    }
  }
}
