package org.blockwright.engine;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What {@link Doctor} found: plain data, for text and for JSON. */
public record Diagnostics(
    Versions versions,
    EngineInfo engine,
    Threads threads,
    MemoryLimits memory,
    List<LayerCheck> layers) {

  public Diagnostics {
    layers = ImmutableList.copyOf(layers);
  }

  /** Whether everything that oneDNN should run, it runs; always so of natives without oneDNN. */
  public boolean isHealthy() {
    return problems().isEmpty();
  }

  /** What is wrong and what to do, one line each. */
  public List<String> problems() {
    if (!versions.builtWithOneDnn()) {
      return List.of();
    }
    Stream<String> switched =
        engine.helpersEnabled() ? Stream.empty() : Stream.of(EngineProblems.helpersDisabled());
    Stream<String> slow =
        layers.stream()
            .filter(layer -> layer.supportsOneDnn() && !layer.usesOneDnn())
            .map(EngineProblems::notOnOneDnn);
    return Stream.concat(switched, slow).toList();
  }

  /** Several lines for people. */
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
          layer.helperFailures() == 0 ? "" : ", fell back " + layer.helperFailures() + " times";
      line(text, layer.kind(), layer.implementation() + failures);
    }
    problems().forEach(problem -> text.append(problem).append('\n'));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%-22s %s%n", name, value));
  }
}
