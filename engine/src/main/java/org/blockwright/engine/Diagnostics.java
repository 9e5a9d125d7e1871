package org.blockwright.engine;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Results of {@link Doctor}.
 *
 * @param versions versions of the libraries, Java and the operating system
 * @param engine state of the oneDNN helpers
 * @param threads thread counts of the native thread pools
 * @param memory memory limits of the process
 * @param layers implementation used for each type of layer
 */
public record Diagnostics(
    Versions versions,
    EngineInfo engine,
    Threads threads,
    MemoryLimits memory,
    List<LayerCheck> layers) {

  public Diagnostics {
    layers = ImmutableList.copyOf(layers);
  }

  /**
   * Returns whether oneDNN runs every layer that it supports; always true for native libraries
   * built without oneDNN.
   */
  public boolean isHealthy() {
    return problems().isEmpty();
  }

  /** Returns the problems found, one line each with the fix. */
  public List<String> problems() {
    if (!versions.builtWithOneDnn()) {
      return List.of();
    }
    Stream<String> disabled =
        engine.helpersEnabled() ? Stream.empty() : Stream.of(EngineProblems.helpersDisabled());
    Stream<String> slow =
        layers.stream()
            .filter(layer -> layer.supportsOneDnn() && !layer.usesOneDnn())
            .map(EngineProblems::notOnOneDnn);
    return Stream.concat(disabled, slow).toList();
  }

  /** Returns the results as text of several lines. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(text, "Deeplearning4j", versions.deeplearning4j());
    line(text, "ND4J", versions.nd4j() + ", natives " + versions.classifier());
    line(text, "javacpp", versions.javacpp());
    line(text, "Java", versions.java());
    line(text, "System", versions.os() + ", " + versions.architecture());
    line(text, "Threads", threads.text());
    line(text, "Memory", memory.text());
    for (LayerCheck layer : layers) {
      String failures =
          layer.helperFailures() == 0 ? "" : ", helper failed " + layer.helperFailures() + " times";
      line(text, layer.kind(), layer.implementation() + failures);
    }
    problems().forEach(problem -> text.append(problem).append('\n'));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%-22s %s%n", name, value));
  }
}
