package org.blockwright.model;

import java.nio.file.Path;
import java.util.List;

/**
 * Loads weights files of other libraries into models. {@link Model#loadWeights} finds the
 * implementation, in the module {@code blockwright-weights}, with {@link java.util.ServiceLoader}.
 */
public interface WeightsLoader {
  /**
   * Loads the weights of a file into a model. If the file does not fit, the model is not changed.
   *
   * @return messages for the user, one line each; may be empty
   * @throws org.blockwright.base.WeightsException if the file cannot be read or does not fit
   */
  List<String> load(Model model, Path file);
}
