package org.blockwright.weights;

import java.nio.file.Path;
import java.util.List;
import org.blockwright.model.Model;
import org.blockwright.model.WeightsLoader;

/** Loads Keras files for {@link Model#loadWeights}. */
public final class KerasWeightsLoader implements WeightsLoader {
  /** For {@link java.util.ServiceLoader}. */
  public KerasWeightsLoader() {}

  @Override
  public List<String> load(Model model, Path file) {
    return Weights.load(model, file).notices();
  }
}
