package org.blockwright.engine;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.base.DivergenceException;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.blockwright.engine.loss.LossFunction;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Error messages of the engine. */
final class EngineProblems {
  private static final int MAX_NAMES = 8;
  private static final String STEP = "The training step";

  private EngineProblems() {}

  static UsageException nativesNotLoaded(Throwable failure) {
    Throwable rootCause = causes(failure).reduce((first, second) -> second).orElseThrow();
    return new UsageException(
        "ND4J's native library cannot be loaded on %s: %s. Add nd4j-native for this platform to the class path."
            .formatted(Loader.getPlatform(), firstLine(rootCause)),
        failure);
  }

  static UsageException unknownVertex(String name, Collection<String> known) {
    List<String> sorted = NameSuggestions.sortedByDistance(name, known);
    int more = sorted.size() - MAX_NAMES;
    return new UsageException(
        "The graph has no vertex \""
            + name
            + "\". "
            + NameSuggestions.hint(name, known)
            + "Vertices: "
            + String.join(", ", sorted.subList(0, Math.min(MAX_NAMES, sorted.size())))
            + (more > 0 ? ", and " + more + " more." : "."));
  }

  static UsageException noParameters(String vertex, Collection<String> known) {
    return new UsageException(
        "A learning-rate multiplier names \"%s\", which is not a vertex with parameters. %sRemove the multiplier, or correct the name."
            .formatted(vertex, NameSuggestions.hint(vertex, known)));
  }

  static UsageException unknownParameter(ParameterKey key, Collection<ParameterKey> known) {
    return new UsageException(
        "The graph has no parameter \"%s\". %sRemove it from the training specification, or correct the name."
            .formatted(
                key,
                NameSuggestions.hint(
                    key.toString(), known.stream().map(ParameterKey::toString).toList())));
  }

  static UsageException nothingAccumulated() {
    return new UsageException(
        "There is no gradient for an update. Call accumulate(batch) before update().");
  }

  static UsageException closed() {
    return new UsageException("The executor is closed. Create a new one with Executors.");
  }

  static UsageException usedByOtherThread(Thread other) {
    return new UsageException(
        "The executor is in use by the thread \"%s\". Create an executor for each thread."
            .formatted(other.getName()));
  }

  static UsageException noTrainingSpec() {
    return new UsageException(
        "The executor was created without a training specification. Create it with"
            + " Executors.forTraining(graph, spec).");
  }

  static UsageException regularizationInGraph(String layer) {
    return new UsageException(
        "Layer \"%s\" has regularization, gradient normalization or constraints in its DL4J configuration, which executors do not use. Remove them, and set L2 penalties in the training specification."
            .formatted(layer));
  }

  static UsageException unitCountMismatch(int got, long samples) {
    return new UsageException(
        "Wrong number of output units: expected %s, got %s. Pass one unit per sample of the batch."
            .formatted(samples, got));
  }

  static UsageException unknownUnit(String output, int unit, long size) {
    return new UsageException(
        "Output \"%s\" has no unit %s. Pass a number from 0 to %s."
            .formatted(output, unit, size - 1));
  }

  static UsageException unknownOutput(int output, List<String> names) {
    return new UsageException(
        "The graph has no output %s. Pass a number from 0 to %s; the outputs are %s."
            .formatted(output, names.size() - 1, names));
  }

  static UsageException noLogits(String output) {
    return new UsageException(
        "Output \"%s\" has no logits: it is not an output layer with an activation. Use the gradient of its values."
            .formatted(output));
  }

  static UsageException gradientOfItself(String output) {
    return new UsageException(
        "The gradient of output \"%s\" with respect to itself is not supported. Pass a vertex before it."
            .formatted(output));
  }

  static UsageException inputCountMismatch(List<String> names, int got) {
    return new UsageException(
        "Wrong number of input arrays: expected %s for the inputs %s, got %s. Pass one array per input, in this order."
            .formatted(names.size(), names, got));
  }

  static UsageException labelCountMismatch(List<String> names, int got) {
    return new UsageException(
        "Wrong number of label arrays: expected %s for the outputs %s, got %s. Pass one array per output, in this order."
            .formatted(names.size(), names, got));
  }

  static UsageException batchSizeMismatch(String names, INDArray... arrays) {
    return new UsageException(
        "The batch sizes of %s differ: %s. Pass arrays with the same number of samples."
            .formatted(
                names,
                Arrays.stream(arrays)
                    .map(a -> Long.toString(a.size(0)))
                    .collect(Collectors.joining(" and "))));
  }

  static UsageException sampleWeightCountMismatch(long got, long samples) {
    return new UsageException(
        "Wrong number of sample weights: expected %s, got %s. Pass one weight per sample of the batch."
            .formatted(samples, got));
  }

  static UsageException sampleWeightsUnsupported(String layer, String type) {
    return new UsageException(
        "Output \"%s\" (%s) does not support sample weights. Omit the sample weights, or end the network with an output layer that has a loss function."
            .formatted(layer, type));
  }

  static UsageException unknownLossOutput(String name, Collection<String> outputs) {
    return new UsageException(
        "A loss names \"%s\", which is not an output of the graph. %sOutputs: %s. Remove the loss, or correct the name."
            .formatted(name, NameSuggestions.hint(name, outputs), String.join(", ", outputs)));
  }

  static UsageException lossUnsupported(String output, String type) {
    return new UsageException(
        "Output \"%s\" (%s) cannot have a loss. End the network with an OutputLayer or a LossLayer."
            .formatted(output, type));
  }

  static UsageException wrongActivationForLoss(
      String output, LossFunction loss, String expected, String got) {
    return new UsageException(
        "Output \"%s\" cannot be trained with %s: expected the activation %s, got %s. Change the activation, or use another loss."
            .formatted(output, loss.displayName(), expected, got));
  }

  static UsageException unitWeightCountMismatch(
      String output, LossFunction loss, long units, long got) {
    return new UsageException(
        "Output \"%s\" cannot be trained with this %s: expected weights for %s units, got %s. Pass one weight per unit."
            .formatted(output, loss.displayName(), units, got));
  }

  static UsageException lossOfFeatureMap(String output) {
    return new UsageException(
        "Output \"%s\" is a feature map, for which losses are not supported. Add a global pooling or flatten layer before it."
            .formatted(output));
  }

  static UsageException labelShapeMismatch(String output, String expected, INDArray labels) {
    return new UsageException(
        "The labels of output \"%s\" have the wrong shape: expected %s, got %s. Pass one number per sample and unit."
            .formatted(output, expected, dimensions(labels)));
  }

  static UsageException invalidLabel(
      String output, LossFunction loss, int sample, int unit, double got) {
    return new UsageException(
        "The labels of output \"%s\" are invalid: expected %s for %s, got %s at sample %s, unit %s. Correct the data, or use another loss."
            .formatted(
                output,
                loss.hasProbabilityTargets() ? "numbers from 0 to 1" : "finite numbers",
                loss.displayName(),
                got,
                sample,
                unit));
  }

  static UsageException unsupportedLabelMask(String output, INDArray mask) {
    return new UsageException(
        "The label mask of output \"%s\" has the shape %s, which its loss does not support. Pass one value per sample."
            .formatted(output, dimensions(mask)));
  }

  /** Returns text such as {@code 8x3}. */
  static String dimensions(INDArray array) {
    return Arrays.stream(array.shape()).mapToObj(Long::toString).collect(Collectors.joining("x"));
  }

  static DivergenceException notFinite(String quantity, double value) {
    return new DivergenceException(
        "The %s became %s; this step did not update the parameters. Lower the learning rate, or check the data for invalid values."
            .formatted(quantity, Double.isNaN(value) ? "NaN" : "infinite"));
  }

  static String helpersDisabled() {
    return "The oneDNN helpers are disabled by -D%s=%s. Remove this option."
        .formatted(
            OneDnnHelpers.DISABLE_PROPERTY, System.getProperty(OneDnnHelpers.DISABLE_PROPERTY));
  }

  static String notOnOneDnn(LayerCheck layer) {
    return "%s should run on oneDNN, but runs on %s. Check the log for the reason, and the class path for another Nd4jCpu class."
        .formatted(layer.kind(), layer.implementation());
  }

  static UsageException forwardFailed(Throwable failure, String vertex, INDArray... inputs) {
    if (isOutOfMemory(failure)) {
      return new UsageException(outOfMemory("The forward pass", failure, inputs), failure);
    }
    return new UsageException(failed("The forward pass", failure, vertex, inputs), failure);
  }

  static UsageException backwardFailed(Throwable failure, String vertex, INDArray... inputs) {
    if (isOutOfMemory(failure)) {
      return new UsageException(outOfMemory("The backward pass", failure, inputs), failure);
    }
    return new UsageException(failed("The backward pass", failure, vertex, inputs), failure);
  }

  static TrainingException stepFailed(Throwable failure, String vertex, INDArray... inputs) {
    if (isOutOfMemory(failure)) {
      return new TrainingException(outOfMemory(STEP, failure, inputs), failure);
    }
    return new TrainingException(failed(STEP, failure, vertex, inputs), failure);
  }

  /** Returns whether the failure or one of its causes is a lack of heap or off-heap memory. */
  static boolean isOutOfMemory(Throwable failure) {
    return causes(failure).anyMatch(EngineProblems::indicatesOutOfMemory);
  }

  /**
   * Returns whether a throwable reports a lack of memory. Native code reports it in exceptions of
   * several types, which only their text distinguishes from other failures.
   */
  private static boolean indicatesOutOfMemory(Throwable failure) {
    return failure instanceof OutOfMemoryError
        || text(failure).toLowerCase(Locale.ROOT).matches("(?s).*(out of memory|bad_alloc).*");
  }

  private static String outOfMemory(String operation, Throwable failure, INDArray... inputs) {
    Throwable cause =
        causes(failure).filter(EngineProblems::indicatesOutOfMemory).findFirst().orElseThrow();
    return "%s on %s ran out of memory (%s; limits: %s). Lower the batch size or the input size, or raise --memory."
        .formatted(operation, shapes(inputs), firstLine(cause), MemoryLimits.read().text());
  }

  private static String failed(
      String operation, Throwable failure, String vertex, INDArray... inputs) {
    return "%s on %s failed%s: %s. Check that %s the network."
        .formatted(
            operation,
            shapes(inputs),
            vertex.isEmpty() ? "" : " at \"" + vertex + "\"",
            firstLine(failure),
            operation.equals(STEP) ? "input and labels match" : "the input matches");
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

  /** Returns text such as {@code 8 samples of 224x224x3}; images as height x width x channels. */
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
