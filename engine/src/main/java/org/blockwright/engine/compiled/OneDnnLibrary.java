package org.blockwright.engine.compiled;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/**
 * The oneDNN library that runs compiled graphs.
 *
 * @param platform such as {@code linux-x86_64}
 * @param version such as {@code 3.11.0}; empty if the library cannot be loaded
 * @param instructionSet newest instruction set that oneDNN uses on this processor, such as {@code
 *     avx512_core}; empty if the library cannot be loaded
 * @param failure why the library cannot be loaded
 */
public record OneDnnLibrary(
    String platform,
    Optional<String> version,
    Optional<String> instructionSet,
    Optional<Throwable> failure) {

  /** Platforms for which there is a native library. */
  public static final ImmutableSet<String> PLATFORMS =
      ImmutableSet.of(
          "linux-x86_64", "linux-arm64", "macosx-x86_64", "macosx-arm64", "windows-x86_64");

  /** Loads the library, if it can be loaded, and describes it. */
  public static OneDnnLibrary load() {
    String platform = Loader.getPlatform();
    Optional<Throwable> failure = OneDnn.loadFailure();
    if (failure.isPresent()) {
      return new OneDnnLibrary(platform, Optional.empty(), Optional.empty(), failure);
    }
    dnnl_version_t version = dnnl.dnnl_version();
    return new OneDnnLibrary(
        platform,
        Optional.of("%s.%s.%s".formatted(version.major(), version.minor(), version.patch())),
        Optional.of(dnnl.get_effective_cpu_isa().toString()),
        failure);
  }

  /** Returns whether a native library for this platform exists, loaded or not. */
  public boolean isPlatformSupported() {
    return PLATFORMS.contains(platform);
  }
}
