package org.blockwright.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.Preprocessing;

/**
 * Loads weights files of other libraries into models. {@link Model#loadWeights} finds the
 * implementation, in the module {@code blockwright-weights}, with {@link java.util.ServiceLoader}.
 */
public interface WeightsLoader {
  /**
   * What a file brings besides its weights.
   *
   * @param network the network of the model, with the preprocessing and the labels of the weights
   * @param notices messages for the user, one line each; may be empty
   */
  record Loaded(Network network, List<String> notices) {
    public Loaded {
      notices = List.copyOf(notices);
    }
  }

  /**
   * Loads the weights of a file into a model. If the file does not fit, the model is not changed.
   *
   * @param preprocessing the preprocessing that the weights need; empty if it follows from file and
   *     network
   * @throws org.blockwright.base.WeightsException if the file cannot be read or does not fit, or
   *     needs another preprocessing than the network has
   */
  Loaded load(Model model, Path file, Optional<Preprocessing> preprocessing);

  /**
   * Finds the implementation.
   *
   * @throws UsageException if there is none
   */
  static WeightsLoader find(ClassLoader classes) {
    return ServiceLoader.load(WeightsLoader.class, classes)
        .findFirst()
        .orElseThrow(() -> new UsageException(ModelProblems.noWeightsLoader()));
  }
}
