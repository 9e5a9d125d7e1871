package org.blockwright.engine;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockwright.base.Table;
import org.blockwright.engine.compiled.OneDnnLibrary;

/**
 * Results of {@link Doctor}.
 *
 * @param versions versions of the libraries, Java and the operating system
 * @param engine state of DL4J's oneDNN helpers
 * @param compiler oneDNN for compiled graphs
 * @param threads thread counts of the native thread pools
 * @param memory memory limits of the process
 * @param layers implementation used for each type of layer in DL4J
 */
public record Diagnostics(
    Versions versions,
    EngineInfo engine,
    OneDnnLibrary compiler,
    Threads threads,
    MemoryLimits memory,
    List<LayerCheck> layers) {

  public Diagnostics {
    layers = ImmutableList.copyOf(layers);
  }

  /**
   * Returns whether oneDNN runs compiled graphs, and every layer that it supports in DL4J; true for
   * platforms and native libraries without oneDNN.
   */
  public boolean isHealthy() {
    return problems().isEmpty();
  }

  /** Returns the problems found, one line each with the fix. */
  public List<String> problems() {
    Optional<String> notLoaded =
        compiler
            .failure()
            .filter(failure -> compiler.isPlatformSupported())
            .map(CompiledGraphProblems::dl4jWithoutLibrary);
    return Stream.concat(notLoaded.stream(), dl4jProblems()).toList();
  }

  private Stream<String> dl4jProblems() {
    if (!versions.builtWithOneDnn()) {
      return Stream.empty();
    }
    Stream<String> disabled =
        engine.helpersEnabled() ? Stream.empty() : Stream.of(EngineProblems.helpersDisabled());
    Stream<String> slow =
        layers.stream()
            .filter(layer -> layer.supportsOneDnn() && !layer.usesOneDnn())
            .map(EngineProblems::notOnOneDnn);
    return Stream.concat(disabled, slow);
  }

  /** Returns the results as text of several lines. */
  public String text() {
    Table table = new Table("Deeplearning4j", versions.deeplearning4j());
    table.row("ND4J", versions.nd4j() + ", natives " + versions.classifier());
    table.row("oneDNN", compilerText());
    table.row("javacpp", versions.javacpp());
    table.row("Java", versions.java());
    table.row("System", versions.os() + ", " + versions.architecture());
    table.row("Threads", threads.text());
    table.row("Memory", memory.text());
    for (LayerCheck layer : layers) {
      String failures =
          layer.helperFailures() == 0 ? "" : ", helper failed " + layer.helperFailures() + " times";
      table.row("DL4J " + layer.kind(), layer.implementation() + failures);
    }
    StringBuilder text = new StringBuilder().append(table).append('\n');
    problems().forEach(problem -> text.append(problem).append('\n'));
    return text.toString();
  }

  /** Returns why oneDNN cannot be loaded for compiled graphs; empty if it is loaded. */
  public Optional<String> compilerFailure() {
    return compiler.failure().map(CompiledGraphProblems::reason);
  }

  private String compilerText() {
    return compilerFailure()
        .map("cannot be loaded (%s): networks run on DL4J"::formatted)
        .orElseGet(
            () ->
                "%s, %s, runs compiled networks"
                    .formatted(
                        compiler.version().orElseThrow(), compiler.instructionSet().orElseThrow()));
  }
}
