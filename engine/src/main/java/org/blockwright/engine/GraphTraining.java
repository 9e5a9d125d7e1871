package org.blockwright.engine;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.blockwright.engine.optimizer.OptimizerState;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Training with our update rules, and with DL4J's forward and backward pass unless another one
 * computes a batch. DL4J's solver, updaters and the regularization in the graph's configuration are
 * not used; listeners of the graph are notified.
 */
final class GraphTraining implements AutoCloseable {
  private final ComputationGraph graph;
  private final OptimizerState state;
  private final GraphLosses losses;
  private final Optional<GradientPass> pass;

  /** Number of samples whose gradient is in the graph's own gradient vector. */
  private long samples;

  /** The sum of the gradients of earlier batches since the last update. */
  private Optional<INDArray> earlierGradient = Optional.empty();

  private long earlierSamples;

  /** Number of batches since the last update. */
  private long batches;

  /**
   * @param pass computes batches instead of DL4J where it can
   */
  GraphTraining(ComputationGraph graph, TrainingSpec spec, Optional<GradientPass> pass) {
    this.graph = graph;
    this.pass = pass;
    this.losses = new GraphLosses(graph, spec.losses());
    this.state =
        OptimizerState.create(
            spec.rule(),
            spec.segments(ParameterRange.of(graph)),
            graph.params().dataType(),
            spec.regularization().clipping(),
            spec.regularization().averageMomentum());
    state.setIterations(graph.getConfiguration().getIterationCount());
  }

  OptimizerState state() {
    return state;
  }

  /**
   * Adds the gradient of a batch, which is not changed.
   *
   * @return the loss with penalties
   */
  double accumulate(MultiDataSet batch) {
    setAside();
    MultiDataSet unweighted = losses.begin(batch);
    OptionalDouble loss =
        pass.map(p -> p.run(unweighted, state.iterations(), batches))
            .orElseGet(OptionalDouble::empty);
    INDArray[] copies = loss.isPresent() ? new INDArray[0] : runDl4j(unweighted);
    loss.ifPresent(graph::setScore);
    losses.end();
    for (TrainingListener listener : graph.getListeners()) {
      listener.onGradientCalculation(graph);
    }
    INDArray gradient = graph.getFlattenedGradients();
    FiniteStep.require(graph.score(), gradient);
    state.updateStatistics(graph.params(), gradient);
    samples = batch.getFeatures(0).size(0);
    batches++;
    graph.setScore(graph.score() + state.penalty(graph.params()));
    recover();
    // Off-heap memory is freed at once; the garbage collector sees only small objects and runs
    // late.
    Arrays.stream(copies).forEach(INDArray::close);
    return graph.score();
  }

  /** Computes a batch by DL4J; returns copies of its inputs, since DL4J works in place on some. */
  private INDArray[] runDl4j(MultiDataSet batch) {
    INDArray[] copies =
        Arrays.stream(batch.getFeatures()).map(INDArray::dup).toArray(INDArray[]::new);
    graph.setInputs(copies);
    graph.setLabels(batch.getLabels());
    graph.setLayerMaskArrays(batch.getFeaturesMaskArrays(), batch.getLabelsMaskArrays());
    graph.computeGradientAndScore();
    return copies;
  }

  /** Keeps the last batch's gradient, which the next backward pass overwrites. */
  private void setAside() {
    if (samples == 0) {
      return;
    }
    INDArray gradient = graph.getFlattenedGradients();
    if (earlierGradient.isEmpty()) {
      earlierGradient = Optional.of(gradient.dup());
    } else if (earlierSamples == 0) {
      earlierGradient.orElseThrow().assign(gradient);
    } else {
      earlierGradient.orElseThrow().addi(gradient);
    }
    earlierSamples += samples;
    samples = 0;
  }

  void update() {
    if (samples + earlierSamples == 0) {
      throw EngineProblems.nothingAccumulated();
    }
    if (earlierSamples > 0) {
      setAside();
    }
    INDArray sum =
        earlierSamples > 0 ? earlierGradient.orElseThrow() : graph.getFlattenedGradients();
    state.update(graph.params(), sum, samples + earlierSamples);
    discard();
    int iteration = graph.getConfiguration().getIterationCount();
    for (TrainingListener listener : graph.getListeners()) {
      listener.iterationDone(graph, iteration, graph.getConfiguration().getEpochCount());
    }
    graph.getConfiguration().setIterationCount(Math.toIntExact(state.iterations()));
  }

  /** Discards accumulated gradients and reads the iteration count of the graph. */
  void reload() {
    discard();
    pass.ifPresent(GradientPass::reload);
    state.setIterations(graph.getConfiguration().getIterationCount());
  }

  private void discard() {
    samples = 0;
    earlierSamples = 0;
    batches = 0;
  }

  /** Restores the losses of the graph and removes the batch from it, also after a failure. */
  void recover() {
    losses.end();
    graph.clearLayerMaskArrays();
    graph.clear();
  }

  @Override
  public void close() {
    earlierGradient.ifPresent(INDArray::close);
    pass.ifPresent(GradientPass::close);
    state.close();
  }
}
