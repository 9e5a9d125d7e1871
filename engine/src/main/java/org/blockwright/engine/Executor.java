package org.blockwright.engine;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Runs a {@link ComputationGraph}. The graph remains the model of record: an executor may keep its
 * own copy of the parameters, writes it back in {@link #publish()} and reads it in {@link
 * #reload()}. Executors are created by {@link Executors}.
 *
 * <p>Arrays have DL4J's layout and are float: images {@code [batch, channels, height, width]},
 * other values {@code [batch, units]}. Inputs and results are in the order of the graph's inputs
 * and outputs. Input arrays are never changed; result arrays belong to the caller and stay valid.
 * The batch size may differ between calls; an executor that compiles code for a batch size does so
 * at the first batch of that size.
 *
 * <p>Outputs, activations and steps use the parameters of the last step, published or not.
 *
 * <p>An executor and its graph are confined to one thread while the executor is open: nothing is
 * synchronized. Closing frees everything but the graph, which stays usable, and does not publish.
 */
public interface Executor extends AutoCloseable {
  /** Returns the display name of the implementation, such as {@code DL4J}. */
  String name();

  /** Returns the graph; its parameters are those of the last {@link #publish()}. */
  ComputationGraph graph();

  /**
   * Returns the outputs of the graph in inference mode: no dropout, batch norm with its running
   * statistics.
   *
   * @throws org.blockwright.base.UsageException if the inputs do not match the graph, or memory
   *     runs out
   */
  INDArray[] output(INDArray... inputs);

  /**
   * Performs one training step: forward pass, backward pass, update. Learning rates, schedules and
   * the iteration count are those of the graph; the step increments the iteration count.
   *
   * <p>A label mask of shape {@code [batch, 1]} holds sample weights: the loss is {@code sum(weight
   * * loss) / batchSize}, divided by the batch size and not by the sum of the weights. Listeners of
   * the graph may add to the loss and the gradient in {@code onGradientCalculation}; weight decay
   * is such a listener.
   *
   * @return the loss in training mode before the update
   * @throws org.blockwright.base.TrainingException if the loss or the gradient is NaN or infinite,
   *     in which case no parameter was updated, or if the step fails
   */
  double step(MultiDataSet batch);

  /**
   * Performs {@link #step(MultiDataSet)} with one weight per sample, which replace the label masks
   * of {@code batch}.
   */
  default double step(MultiDataSet batch, float... sampleWeights) {
    return step(SampleWeights.of(batch, sampleWeights));
  }

  /**
   * Returns the activations of the named vertices in inference mode, in the order of {@code names};
   * names of network inputs are accepted, too.
   *
   * @throws org.blockwright.base.UsageException if a name is unknown, the inputs do not match the
   *     graph, or memory runs out
   */
  Map<String, INDArray> activations(INDArray[] inputs, Collection<String> names);

  /**
   * Writes parameters, running statistics, updater state and iteration count back to the graph.
   * Call it at the end of an epoch, and before the graph is saved, copied or read.
   */
  void publish();

  /** Reads parameters, running statistics, updater state and learning rates from the graph. */
  void reload();

  @Override
  void close();
}
