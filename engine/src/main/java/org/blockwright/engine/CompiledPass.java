package org.blockwright.engine;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.blockwright.engine.compiled.CompiledPrograms;
import org.blockwright.engine.compiled.DropoutKey;
import org.blockwright.engine.compiled.Parameter;
import org.blockwright.engine.compiled.TrainingPlan;
import org.blockwright.engine.compiled.TrainingPrograms;
import org.blockwright.engine.optimizer.Segment;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** Computes gradients by compiled programs, and losses by those that the graph's outputs have. */
final class CompiledPass implements GradientPass {
  private final ComputationGraph graph;
  private final List<Layer> outputs;
  private final TrainingPrograms programs;
  private final Gradient views;
  private final long seed;

  /**
   * @param plan a plan of {@code graph} that is supported
   */
  CompiledPass(ComputationGraph graph, TrainingPlan plan, CompiledPrograms.Listener listener) {
    this.graph = graph;
    if (graph.getFlattenedGradients() == null) {
      graph.initGradientsView();
    }
    this.views = views(graph);
    this.outputs =
        graph.getConfiguration().getNetworkOutputs().stream()
            .map(name -> graph.getVertex(name).getLayer())
            .toList();
    this.seed = outputs.get(0).conf().getSeed();
    this.programs = new TrainingPrograms(graph, plan, listener);
  }

  /** Returns the parameters whose gradient or change an update requires. */
  static Set<Parameter> trained(ComputationGraph graph, TrainingSpec spec) {
    List<ParameterRange> ranges = ParameterRange.of(graph);
    List<Segment> segments = spec.segments(ranges);
    ImmutableSet.Builder<Parameter> trained = ImmutableSet.builder();
    for (int i = 0; i < ranges.size(); i++) {
      if (segments.get(i).treatment() != Segment.Treatment.FROZEN) {
        ParameterKey key = ranges.get(i).key();
        trained.add(new Parameter(key.vertex(), key.name()));
      }
    }
    return trained.build();
  }

  /** Returns the gradient vector by parameter, for listeners. */
  private static Gradient views(ComputationGraph graph) {
    Gradient gradient = new DefaultGradient(graph.getFlattenedGradients());
    for (GraphVertex vertex : graph.getVertices()) {
      Layer layer = vertex.getLayer();
      if (layer != null && layer.numParams() > 0 && KnownDl4jIssues.unwrapFrozen(layer) == layer) {
        layer
            .conf()
            .getLayer()
            .initializer()
            .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray())
            .forEach(
                (key, view) ->
                    gradient.setGradientFor(
                        new ParameterKey(vertex.getVertexName(), key).toString(), view));
      }
    }
    return gradient;
  }

  @Override
  public OptionalDouble run(MultiDataSet batch, long step, long index) {
    if (batch.hasMaskArrays() || !isComplete(batch.getFeatures())) {
      return OptionalDouble.empty();
    }
    double[] loss = new double[1];
    boolean done =
        programs.run(
            batch.getFeatures(),
            new DropoutKey(seed, step, index),
            logits -> gradients(batch, logits, loss));
    if (done) {
      graph.setGradient(views);
    }
    return done ? OptionalDouble.of(loss[0]) : OptionalDouble.empty();
  }

  /** Evaluates the losses; adds the mean loss of each output to {@code loss}. */
  private INDArray[] gradients(MultiDataSet batch, INDArray[] logits, double[] loss) {
    INDArray[] gradients = new INDArray[logits.length];
    for (int i = 0; i < logits.length; i++) {
      BaseLayer layer = (BaseLayer) outputs.get(i).conf().getLayer();
      ILossFunction function = function(layer);
      Pair<Double, INDArray> result =
          function.computeGradientAndScore(
              batch.getLabels(i), logits[i], layer.getActivationFn(), null, false);
      loss[0] += result.getFirst() / batch.getFeatures(0).size(0);
      gradients[i] = result.getSecond();
    }
    return gradients;
  }

  private static ILossFunction function(BaseLayer layer) {
    return layer instanceof LossLayer loss
        ? loss.getLossFn()
        : ((BaseOutputLayer) layer).getLossFn();
  }

  private static boolean isComplete(INDArray[] inputs) {
    for (INDArray input : inputs) {
      if (input.rank() != 4 && input.rank() != 2 || input.length() == 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void reload() {
    programs.reload();
  }

  @Override
  public void close() {
    programs.close();
  }
}
