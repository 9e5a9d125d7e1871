package org.blockwright.dsl.edit;

import static org.blockwright.dsl.Layers.dense;

import java.util.List;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.OutputSettings;
import org.blockwright.dsl.SymbolicTensor;
import org.blockwright.dsl.Task;

/**
 * One of several outputs of a head: a dense layer with the activation of its task. Immutable: each
 * method returns a modified copy.
 *
 * <pre>{@code
 * Heads.globalAverage().outputs(
 *     HeadOutput.of("species", Task.CLASSIFICATION, "cat", "dog"),
 *     HeadOutput.of("age", Task.REGRESSION, "age [years]").loss(Loss.huber(1)).weight(0.5));
 * }</pre>
 *
 * @param name name of the layer
 * @param settings labels, loss, loss weight and thresholds
 */
public record HeadOutput(String name, Task task, OutputSettings settings) {

  /** Returns an output with the default loss of its task. */
  public static HeadOutput of(String name, Task task, List<String> labels) {
    return new HeadOutput(name, task, OutputSettings.DEFAULT.labels(labels));
  }

  /** Returns an output with the default loss of its task. */
  public static HeadOutput of(String name, Task task, String... labels) {
    return of(name, task, List.of(labels));
  }

  /** Sets the loss. */
  public HeadOutput loss(Loss loss) {
    return new HeadOutput(name, task, settings.loss(loss));
  }

  /** Sets the loss weight: the factor of the loss in the sum over all outputs, at least 0. */
  public HeadOutput weight(double factor) {
    return new HeadOutput(name, task, settings.weight(factor));
  }

  SymbolicTensor applyTo(SymbolicTensor features) {
    int units = task.units(settings.labels().size());
    return features.group(name + "_output", dense(units).activation(task.activation()).named(name));
  }
}
