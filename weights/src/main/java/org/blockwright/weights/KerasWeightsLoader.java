package org.blockwright.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.model.Model;
import org.blockwright.model.WeightsLoader;

/** Loads Keras files for {@link Model#loadWeights}. */
public final class KerasWeightsLoader implements WeightsLoader {
  /** For {@link java.util.ServiceLoader}. */
  public KerasWeightsLoader() {}

  @Override
  public Loaded load(Model model, Path file, Optional<Preprocessing> preprocessing) {
    PreprocessingChoice.Source source = PreprocessingChoice.Source.of(Optional.empty(), file);
    try (WeightsFile weights = WeightsFile.open(file)) {
      // Before the weights are loaded, so that a refused file leaves the model unchanged.
      PreprocessingChoice choice =
          PreprocessingChoice.of(model.network(), preprocessing, List.of(source));
      Pairing pairing = Weights.load(model, weights, PairingOptions.STRICT);
      List<String> notices = new ArrayList<>(pairing.notices());
      notices.addAll(choice.notices());
      Network network =
          source
              .entry()
              .flatMap(
                  entry -> ClassNames.ofLoadedHead(model.network(), entry, pairing.loadedLayers()))
              .map(choice.withoutAssumed()::labels)
              .orElse(choice.withoutAssumed());
      return new Loaded(network, notices);
    }
  }
}
