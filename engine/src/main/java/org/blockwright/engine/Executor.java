package org.blockwright.engine;

import java.util.Collection;
import java.util.Map;
import org.blockwright.engine.optimizer.OptimizerState;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Runs a {@link ComputationGraph}. The graph holds the parameters: an executor may keep its own
 * copy of them, writes it back in {@link #publish()} and reads it in {@link #reload()}. Executors
 * are created by {@link Executors}.
 *
 * <p>Arrays have DL4J's layout and are float: images {@code [batch, channels, height, width]},
 * other values {@code [batch, units]}. Inputs and results are in the order of the graph's inputs
 * and outputs. Input arrays are never changed; result arrays belong to the caller and stay valid.
 * The batch size may differ between calls; an executor that compiles code for a batch size does so
 * at the first batch of that size.
 *
 * <p>Outputs, activations, gradients and steps use the parameters of the last update, published or
 * not.
 *
 * <p>An executor and its graph are confined to one thread while the executor is open: nothing is
 * synchronized. Closing frees everything but the graph, which stays usable, and does not publish.
 * Closing twice has no effect; a closed executor rejects all other calls.
 */
public interface Executor extends AutoCloseable {
  /** Returns the display name of the implementation, such as {@code DL4J}. */
  String name();

  /** Returns the graph; its parameters are those of the last {@link #publish()}. */
  ComputationGraph graph();

  /**
   * Returns the outputs of the graph in inference mode: no dropout, batch norm with its moving
   * statistics.
   *
   * @throws org.blockwright.base.UsageException if the inputs do not match the graph, or memory
   *     runs out
   */
  INDArray[] output(INDArray... inputs);

  /**
   * Runs the forward and backward pass of training on a batch and adds its gradient to those since
   * the last {@link #update()}. Parameters stay unchanged except for moving statistics of batch
   * norms, which every batch updates.
   *
   * <p>A label mask of shape {@code [batch, 1]} holds sample weights: the loss is {@code sum(weight
   * * loss) / batchSize}, divided by the batch size and not by the sum of the weights.
   *
   * @return the loss of the batch in training mode: the mean over its samples, summed over the
   *     outputs with their weights, plus L2 penalties
   * @throws org.blockwright.base.UsageException if the labels have another shape than the output,
   *     or invalid values: a cross-entropy expects numbers from 0 to 1, other losses finite
   *     numbers. Labels of an output with the loss of its DL4J layer are not checked
   * @throws org.blockwright.base.DivergenceException if the loss or the gradient is NaN or
   *     infinite; the batch then adds nothing, and moving statistics are unchanged
   * @throws org.blockwright.base.TrainingException if the pass fails, with the same effect
   */
  double accumulate(MultiDataSet batch);

  /**
   * Performs {@link #accumulate(MultiDataSet)} with one weight per sample, which replace the label
   * masks of {@code batch}.
   */
  default double accumulate(MultiDataSet batch, float... sampleWeights) {
    return accumulate(SampleWeights.of(batch, sampleWeights));
  }

  /**
   * Updates the parameters by the update rule from the mean gradient of all samples accumulated
   * since the last update, plus the gradient of the L2 penalties, and increments the iteration
   * count. Several batches give the same update as one batch of all their samples, up to rounding
   * and to the batch statistics of batch norms.
   *
   * <p>Constraints of the {@link TrainingSpec} hold afterwards: fixed parameters, frozen layers and
   * layers with multiplier 0 are bit-identical to before.
   *
   * @throws org.blockwright.base.UsageException if nothing was accumulated
   */
  void update();

  /**
   * Performs one training step: {@link #accumulate(MultiDataSet)} and {@link #update()}.
   *
   * @return the loss before the update
   * @throws org.blockwright.base.TrainingException as {@link #accumulate(MultiDataSet)}; no
   *     parameter was changed then
   */
  default double step(MultiDataSet batch) {
    double loss = accumulate(batch);
    update();
    return loss;
  }

  /**
   * Performs {@link #step(MultiDataSet)} with one weight per sample, which replace the label masks
   * of {@code batch}.
   */
  default double step(MultiDataSet batch, float... sampleWeights) {
    return step(SampleWeights.of(batch, sampleWeights));
  }

  /**
   * Sets the base learning rate of the following updates, which the multiplier of each layer
   * multiplies; at first it is that of the update rule.
   *
   * @param learningRate at least 0
   */
  default void setLearningRate(double learningRate) {
    optimizerState().setLearningRate(learningRate);
  }

  /** Returns the state of the update rule; its values are those of the last {@link #publish()}. */
  OptimizerState optimizerState();

  /**
   * Returns the activations of the named vertices in inference mode, in the order of {@code names};
   * names of network inputs are accepted, too.
   *
   * @throws org.blockwright.base.UsageException if a name is unknown, the inputs do not match the
   *     graph, or memory runs out
   */
  Map<String, INDArray> activations(INDArray[] inputs, Collection<String> names);

  /**
   * Returns the derivative of one output unit per sample with respect to the activations of a
   * vertex, in inference mode: no dropout, batch norm with its moving statistics, frozen layers
   * like others. Does not change accumulated gradients.
   *
   * @param units the units; for heat maps the logits of the classes
   * @param vertex name of a vertex or a network input
   * @return an array in the shape of the vertex' activations; 0 where the output does not depend on
   *     them
   * @throws org.blockwright.base.UsageException if the vertex or a unit does not exist, the inputs
   *     do not match the graph, or memory runs out
   */
  INDArray gradient(INDArray[] inputs, OutputUnits units, String vertex);

  /**
   * Writes parameters, moving statistics and iteration count to the graph, and the state of the
   * update rule to {@link #optimizerState()}. Call it at the end of an epoch, and before one of
   * them is saved, copied or read.
   */
  void publish();

  /**
   * Reads parameters, moving statistics and iteration count from the graph, and the state of the
   * update rule from {@link #optimizerState()}. Discards accumulated gradients.
   */
  void reload();

  @Override
  void close();
}
