package org.blockwright.engine;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Each message of the engine, once. */
final class EngineProblems {
  private static final int MAX_NAMES = 8;
  private static final String STEP = "The training step";

  private EngineProblems() {}

  static UsageException nativesNotLoaded(Throwable failure) {
    Throwable deepest = causes(failure).reduce((above, below) -> below).orElseThrow();
    return new UsageException(
        "ND4J's native library could not be loaded on %s: %s. Put nd4j-native for this platform on the class path."
            .formatted(Loader.getPlatform(), firstLine(deepest)),
        failure);
  }

  static UsageException unknownVertex(String name, Collection<String> known) {
    List<String> near = NameSuggestions.sortedByDistance(name, known);
    return new UsageException(
        "No vertex \""
            + name
            + "\" in this graph. "
            + NameSuggestions.hint(name, known)
            + "Vertices: "
            + String.join(", ", near.subList(0, Math.min(MAX_NAMES, near.size())))
            + (near.size() > MAX_NAMES ? ", and " + (near.size() - MAX_NAMES) + " more." : "."));
  }

  static UsageException inputCountMismatch(List<String> names, int got) {
    return new UsageException(
        "The graph has %s input(s) %s, but %s array(s) were given: give one for each, in this order."
            .formatted(names.size(), names, got));
  }

  static UsageException labelCountMismatch(List<String> names, int got) {
    return new UsageException(
        "The graph has %s output(s) %s, but labels for %s were given: give one for each, in this order."
            .formatted(names.size(), names, got));
  }

  static UsageException batchSizeMismatch(String what, INDArray... arrays) {
    return new UsageException(
        "The %s differ in their number of samples: %s. Each must hold the same samples."
            .formatted(
                what,
                Arrays.stream(arrays)
                    .map(a -> Long.toString(a.size(0)))
                    .collect(Collectors.joining(" and "))));
  }

  static UsageException sampleWeightCountMismatch(long got, long samples) {
    return new UsageException(
        "%s sample weights for a batch of %s: give one for each sample.".formatted(got, samples));
  }

  static UsageException sampleWeightsUnsupported(String layer, String kind) {
    return new UsageException(
        "Output \"%s\" (%s) has no loss whose samples can be weighed. Leave the sample weights out, or end the network in an output layer."
            .formatted(layer, kind));
  }

  static TrainingException notFinite(String what, double value) {
    return new TrainingException(
        "The %s became %s; nothing was updated in this step. Lower the learning rate, or look for broken values in the data."
            .formatted(what, Double.isNaN(value) ? "NaN" : "infinite"));
  }

  static String helpersDisabled() {
    return "The oneDNN helpers are switched off by -D%s=%s: leave that option out."
        .formatted(
            OneDnnHelpers.DISABLE_PROPERTY, System.getProperty(OneDnnHelpers.DISABLE_PROPERTY));
  }

  static String notOnOneDnn(LayerCheck layer) {
    return "%s should run on oneDNN, but runs on %s: look at the log for the reason, and at the class path for another Nd4jCpu class."
        .formatted(layer.kind(), layer.implementation());
  }

  static UsageException forwardFailed(Throwable failure, String vertex, INDArray... inputs) {
    if (isOutOfMemory(failure)) {
      return new UsageException(outOfMemory("The forward pass", failure, inputs), failure);
    }
    return new UsageException(failed("The forward pass", failure, vertex, inputs), failure);
  }

  static TrainingException stepFailed(Throwable failure, String vertex, INDArray... inputs) {
    if (isOutOfMemory(failure)) {
      return new TrainingException(outOfMemory(STEP, failure, inputs), failure);
    }
    return new TrainingException(failed(STEP, failure, vertex, inputs), failure);
  }

  /** Whether memory ran out, on the heap or off it, somewhere below {@code failure}. */
  static boolean isOutOfMemory(Throwable failure) {
    return causes(failure).anyMatch(EngineProblems::indicatesOutOfMemory);
  }

  private static boolean indicatesOutOfMemory(Throwable failure) {
    return failure instanceof OutOfMemoryError
        || text(failure).toLowerCase(Locale.ROOT).matches("(?s).*(out of memory|bad_alloc).*");
  }

  private static String outOfMemory(String what, Throwable failure, INDArray... inputs) {
    Throwable cause =
        causes(failure).filter(EngineProblems::indicatesOutOfMemory).findFirst().orElseThrow();
    return "%s on %s ran out of memory (%s; limits: %s). Lower the batch size or the input size, or raise --memory."
        .formatted(what, shapes(inputs), firstLine(cause), MemoryLimits.read().text());
  }

  private static String failed(String what, Throwable failure, String vertex, INDArray... inputs) {
    return "%s on %s failed%s: %s. Check that %s the network."
        .formatted(
            what,
            shapes(inputs),
            vertex.isEmpty() ? "" : " at \"" + vertex + "\"",
            firstLine(failure),
            what.equals(STEP) ? "input and labels fit" : "the input fits");
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, t -> t != null, Throwable::getCause).limit(20);
  }

  private static String firstLine(Throwable failure) {
    String line = text(failure).lines().findFirst().orElse("").strip();
    while (line.endsWith(".")) {
      line = line.substring(0, line.length() - 1);
    }
    return line.isEmpty() ? failure.getClass().getSimpleName() : line;
  }

  private static String text(Throwable failure) {
    return failure.getMessage() == null ? "" : failure.getMessage();
  }

  /** {@code 8 samples of 224x224x3}: pictures as people read them, whatever the memory's order. */
  private static String shapes(INDArray... inputs) {
    long samples = inputs[0].size(0);
    return samples
        + (samples == 1 ? " sample of " : " samples of ")
        + Arrays.stream(inputs).map(EngineProblems::shape).collect(Collectors.joining(" and "));
  }

  private static String shape(INDArray array) {
    long[] s = array.shape();
    return s.length == 4
        ? s[2] + "x" + s[3] + "x" + s[1]
        : Arrays.stream(s).skip(1).mapToObj(Long::toString).collect(Collectors.joining("x"));
  }
}
