package org.blockwright.engine;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Stream;
import org.blockwright.base.Table;

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
    Table table = new Table("Deeplearning4j", versions.deeplearning4j());
    table.row("ND4J", versions.nd4j() + ", natives " + versions.classifier());
    table.row("javacpp", versions.javacpp());
    table.row("Java", versions.java());
    table.row("System", versions.os() + ", " + versions.architecture());
    table.row("Threads", threads.text());
    table.row("Memory", memory.text());
    for (LayerCheck layer : layers) {
      String failures =
          layer.helperFailures() == 0 ? "" : ", helper failed " + layer.helperFailures() + " times";
      table.row(layer.kind(), layer.implementation() + failures);
    }
    StringBuilder text = new StringBuilder().append(table).append('\n');
    problems().forEach(problem -> text.append(problem).append('\n'));
    return text.toString();
  }
}
