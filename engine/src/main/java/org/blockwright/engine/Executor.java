package org.blockwright.engine;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Runs a {@link ComputationGraph}. The graph stays the model of record: what an executor has
 * changed reaches it at the latest by {@link #publish()}, and is taken anew from it by {@link
 * #reload()}. An executor is made by {@link Executors}.
 *
 * <p>Arrays are those of DL4J: pictures {@code [batch, channels, height, width]}, else {@code
 * [batch, units]}, float. Inputs and results come in the order of the graph's inputs and outputs.
 * An input is never changed; a result is the caller's own and stays valid. Any batch size will do
 * at any time; an executor that compiles for a batch size does so at the first batch of that size
 * and keeps what it compiled.
 *
 * <p>Predictions, activations and steps use what the last step learnt, published or not.
 *
 * <p>One thread owns an executor, and the graph with it, for as long as it is open: nothing here is
 * synchronised. Closing it frees what it holds beside the graph and does not publish; the graph
 * stays open.
 */
public interface Executor extends AutoCloseable {
  /** What runs the graph, for people: {@code DL4J}. */
  String name();

  /** The model of record; parameters read from it are those of the last {@link #publish()}. */
  ComputationGraph graph();

  /**
   * The graph's outputs at inference: no dropout, batch norm with its running statistics.
   *
   * @throws org.blockwright.base.UsageException if the inputs do not fit the graph, or memory does
   *     not suffice
   */
  INDArray[] output(INDArray... inputs);

  /**
   * One training step: forward, backward, update. Learning rates, schedules and the iteration count
   * are those of the graph, which counts the step.
   *
   * <p>A label mask of shape {@code [batch, 1]} holds the samples' weights: the loss is {@code
   * sum(weight * loss) / batch}, divided by the batch and not by the sum of the weights, plus what
   * the graph's listeners add to loss and gradient once the gradient is there: weight decay, for
   * instance, is such a listener.
   *
   * @return the loss in training mode before the update
   * @throws org.blockwright.base.TrainingException if the loss or the gradient is not finite, in
   *     which case nothing was updated, or if the step fails
   */
  double step(MultiDataSet batch);

  /**
   * {@link #step(MultiDataSet)} with one weight a sample, whatever label masks {@code batch} has.
   */
  default double step(MultiDataSet batch, float... sampleWeights) {
    return step(SampleWeights.of(batch, sampleWeights));
  }

  /**
   * What the named vertices put out at inference, in the order of {@code names}; a network input
   * may be named, too.
   *
   * @throws org.blockwright.base.UsageException if a name is unknown, the inputs do not fit, or
   *     memory does not suffice
   */
  Map<String, INDArray> activations(INDArray[] inputs, Collection<String> names);

  /**
   * Brings parameters, running statistics, updater state and iteration count back into the graph.
   * To be called at the end of an epoch, and before the graph is saved, copied or read.
   */
  void publish();

  /** Takes parameters, statistics, updater state and rates anew from the graph. */
  void reload();

  @Override
  void close();
}
