package org.blockwright.app;

import java.nio.file.Path;
import java.util.Optional;
import org.blockwright.weights.registry.WeightsStore;
import picocli.CommandLine.Option;

/** The options of commands that use the cache of weights, as in a job. */
final class WeightsStoreOptions {
  @Option(
      names = "--weights-cache",
      order = 50,
      paramLabel = "DIR",
      description = "folder of downloaded weights (default: that of the platform)")
  private Optional<Path> cache;

  WeightsStore store(Session session) {
    WeightsStore store = WeightsStore.standard().progress(session.progress());
    return cache.map(store::cache).orElse(store);
  }
}
