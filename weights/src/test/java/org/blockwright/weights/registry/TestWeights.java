package org.blockwright.weights.registry;

import com.google.common.hash.Hashing;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;

/** A small file with its entry, and a store that gives up quickly. */
final class TestWeights {
  static final byte[] FILE = bytes(100_000, 1);

  private TestWeights() {}

  static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** An entry with the size and SHA-256 of {@link #FILE}. */
  static WeightsEntry entry(URI... urls) {
    return entry("tested", OptionalLong.of(FILE.length), urls);
  }

  static WeightsEntry entry(String name, OptionalLong bytes, URI... urls) {
    return entry(
        name,
        bytes,
        Optional.of(Hashing.sha256().hashBytes(FILE).toString()),
        OptionalLong.empty(),
        urls);
  }

  /** An entry of which only the number of parameters is known. */
  static WeightsEntry entryWithoutHash(long parameters, URI... urls) {
    return entry(
        "tested", OptionalLong.empty(), Optional.empty(), OptionalLong.of(parameters), urls);
  }

  private static WeightsEntry entry(
      String name,
      OptionalLong bytes,
      Optional<String> sha256,
      OptionalLong parameters,
      URI... urls) {
    return new WeightsEntry(
        name,
        "mobilenet",
        false,
        "weights.h5",
        List.of(urls),
        bytes,
        sha256,
        Optional.empty(),
        Shape.of(224, 224, 3),
        Optional.empty(),
        Preprocessing.TF,
        Optional.empty(),
        true,
        Optional.empty(),
        parameters,
        OptionalDouble.empty(),
        "none",
        "a test",
        sha256.isPresent());
  }

  static WeightsStore store(Path cache) {
    return store(cache, ProxySelector.of(null));
  }

  static WeightsStore store(Path cache, ProxySelector proxies) {
    return WeightsStore.standard()
        .registry(WeightsRegistry.bundled())
        .cache(cache)
        .downloader(
            new Downloader(Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ZERO, proxies));
  }
}
