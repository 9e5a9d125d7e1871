package org.blockwright.training;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.blockwright.base.BlockwrightException;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.TrainingException;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Output;

/** The messages of training. */
public final class TrainingProblems {
  private TrainingProblems() {}

  static String diverged(int epoch, int batch, double learningRate) {
    return "loss became NaN or infinite at epoch %s, batch %s (learning rate %s). Lower the learning rate, or check the images and the preprocessing."
        .formatted(epoch, batch, learningRate);
  }

  /** Not an error: the notice of where a training continues. */
  static String resumed(int epoch, int batch, int phase) {
    return "resuming at epoch %s, batch %s%s"
        .formatted(epoch, batch, phase > 0 ? " (phase " + phase + ")" : "");
  }

  /** Not an error: the notice that results may differ in the last bits. */
  static String otherExecutor(String checkpoint, String now) {
    return "the checkpoint was trained on the executor %s, the training continues on %s: its result can differ in the last bits"
        .formatted(checkpoint, now);
  }

  static String noSuchPhase(int phase, int phases) {
    return "the checkpoint is in phase %s, but the training has %s phases now. Add the phase, or continue with the settings of the checkpoint."
        .formatted(phase, phases);
  }

  static String scheduleTooLong(String schedule, double needed, int epochs) {
    return "the learning-rate schedule %s needs %s epochs, but the training has at most %s. Shorten it, or train for more epochs."
        .formatted(schedule, needed == Math.rint(needed) ? (Object) (long) needed : needed, epochs);
  }

  static String onlyWarmUp(String schedule, int epochs) {
    return "the warm-up of the learning-rate schedule %s leaves none of the %s epochs for the decay. Shorten it, or train for more epochs."
        .formatted(schedule, epochs);
  }

  static String plateauAfterEarlyStopping(int plateau, int patience) {
    return "the learning-rate schedule plateau waits for %s epochs without improvement, but training stops after %s. Set a smaller patience of the schedule, or a larger one of early stopping."
        .formatted(plateau, patience);
  }

  /** Adds the epoch and the batch to the error of a training step. */
  static String stepFailed(TrainingException failure, int epoch, int batch) {
    return "epoch %s, batch %s: %s".formatted(epoch, batch, failure.getMessage());
  }

  /** Adds the epoch to the error of a validation. */
  static String validationFailed(TrainingException failure, int epoch) {
    return "epoch %s, validation: %s".formatted(epoch, failure.getMessage());
  }

  static String nonFiniteWeights(int epoch, double learningRate) {
    return "weights became NaN or infinite in epoch %s (learning rate %s). Lower the learning rate, or check the images and the preprocessing."
        .formatted(epoch, learningRate);
  }

  /** Not an error: the notice that training ends before the last epoch. */
  static String earlyStopping(String metric, int epochs) {
    return "early stopping: %s has not improved for %s epochs".formatted(metric, epochs);
  }

  /** The exception of a listener, with its type, comes last. */
  static String listenerFailed(String listener, String method, RuntimeException failure) {
    return "the training listener %s failed in %s, so the training has ended and the model keeps its previous weights: %s"
        .formatted(listener, method, failure);
  }

  static String metricOfSeveralOutputs(String metric, List<String> outputs, String example) {
    return "\"%s\" is a metric of one output, but the network has several: %s. Use loss, the weighted sum of their losses, or a metric of one of them, such as %s."
        .formatted(metric, String.join(", ", outputs), example);
  }

  static String metricOfOnlyOutput(String metric, String key) {
    return "\"%s\" is a metric of one of several outputs, but the network has a single one. Use %s."
        .formatted(metric, key);
  }

  static String unknownOutput(String metric, String output, List<String> outputs) {
    return "\"%s\" is a metric of an output \"%s\", which the network does not have. %sOutputs: %s."
        .formatted(
            metric, output, NameSuggestions.hint(output, outputs), String.join(", ", outputs));
  }

  static String cannotStandardizeTargets(String network, String reason) {
    return "%s: standardize-targets is on, but %s. Set it to auto or off."
        .formatted(network, reason);
  }

  static String noRegression(List<Output> outputs) {
    return outputs.size() > 1
        ? "none of its outputs %s is a regression"
            .formatted(outputs.stream().map(Output::name).collect(Collectors.joining(", ")))
        : "its task is %s, not regression"
            .formatted(outputs.isEmpty() ? "none" : outputs.get(0).task().id());
  }

  static String notLinearOutput(String layer) {
    return "the output layer \"%s\" is not a trained dense layer with a bias and without activation"
        .formatted(layer);
  }

  static String cannotBalanceSampling(String network, List<Output> outputs) {
    return "%s: sampling is balanced, which needs one output with classes, but the network has %s. Set it to shuffled; class weights can balance each output."
        .formatted(
            network,
            outputs.stream()
                .map(output -> "\"%s\" (%s)".formatted(output.name(), output.task().id()))
                .collect(Collectors.joining(", ")));
  }

  static String frozenLayerChanged(String layer, int epoch) {
    return "\"%s\" is frozen but changed in epoch %s. This is a bug in Blockwright, please report it with the command."
        .formatted(layer, epoch);
  }

  static String belowMinimum(String setting, int minimum, int got) {
    return "%s must be at least %s, got %s.".formatted(setting, minimum, got);
  }

  static String noTrainingImages() {
    return "there are no training images.";
  }

  static String negative(String setting, double got) {
    return "the %s must be a finite number of at least 0, got %s.".formatted(setting, got);
  }

  static String invalidEma(double got) {
    return "the momentum of the moving average must be a number from 0 to less than 1, got %s."
        .formatted(got);
  }

  /** Adds the number of the phase to the error of its settings. */
  static String inPhase(int phase, BlockwrightException failure) {
    return "phase %s: %s".formatted(phase, failure.getMessage());
  }

  static String cannotStandardize(String network, String reason) {
    return "%s: standardize is on, but %s. Set it to auto or off.".formatted(network, reason);
  }

  static String noFrozenBackbone() {
    return "there is no frozen backbone: freeze all layers with weights before the head, for"
        + " instance with --freeze '*'";
  }

  static String notSingleConsumer(String layer, List<String> consumers) {
    return "the output of the frozen backbone, \"%s\", is the input of %s, expected one dense layer"
        .formatted(layer, consumers.isEmpty() ? "no layer" : String.join(" and ", consumers));
  }

  static String notDense(String layer, String kind) {
    return "the first layer after the frozen backbone, \"%s\", is a %s layer and not a dense one"
        .formatted(layer, kind);
  }

  static String frozenDense(String layer) {
    return "the dense layer after the frozen backbone and its dropout, \"%s\", is frozen"
        .formatted(layer);
  }

  static String noBias(String layer) {
    return "the dense layer after the frozen backbone, \"%s\", has no bias, which is needed to fold in the mean"
        .formatted(layer);
  }

  /** Not an error: the notice which optimizer {@code auto} has chosen. */
  static String headIsSolved(String layer) {
    return "optimizer auto: L-BFGS solves \"%s\" to convergence, since it is a single dense layer on constant features of a frozen backbone."
        .formatted(layer);
  }

  /** Not an error: the notice which optimizer {@code auto} has chosen. */
  static String headIsTrained(Optimizer optimizer, String reason) {
    return "optimizer auto: steps of %s with learning rate %s, since %s."
        .formatted(
            optimizer.getClass().getSimpleName().toLowerCase(Locale.ROOT),
            optimizer.learningRate(),
            reason);
  }

  static String ofPhase(int number) {
    return "phase %s, ".formatted(number);
  }

  static String severalOutputs(int outputs) {
    return "the network has %s outputs".formatted(outputs);
  }

  static String backboneNotFrozen() {
    return "the backbone is not frozen";
  }

  static String augmentedImages() {
    return "the images are augmented";
  }

  static String randomSampling() {
    return "balanced sampling draws other images in each epoch (class-weights balanced does not)";
  }

  static String needsSteps(String setting) {
    return "%s is set".formatted(setting);
  }

  static String firstLayerNotDense(List<String> layers) {
    return "the features are the input of %s and not of one dense layer"
        .formatted(layers.isEmpty() ? "no layer" : String.join(" and ", layers));
  }

  static String layersAfterDense(String layer) {
    return "\"%s\" is not the only layer after the frozen backbone".formatted(layer);
  }

  static String notCrossEntropy(String loss) {
    return "the loss %s is not a cross-entropy".formatted(loss);
  }

  static String notStandardized(String layer) {
    return "\"%s\" is not trained on standardized features: it has loaded weights or no bias, or standardize is off"
        .formatted(layer);
  }

  static String withoutWeightDecay() {
    return "the weight decay is 0, so that the loss may have no minimum";
  }

  static String invalidRange(double start, double end) {
    return "the learning rates of the range test must grow from a number above 0, got %s to %s."
        .formatted(start, end);
  }

  static String rangeTestStopped() {
    return "stopped before the range test of the learning rate was complete: there is no suggestion.";
  }

  /** Not an error: how the head was solved. */
  static String solved(HeadSolver.Solution solution) {
    return solution.converged()
        ? "L-BFGS converged after %s evaluations of the loss".formatted(solution.evaluations())
        : "L-BFGS ended after %s evaluations of the loss with a largest derivative of %s: the weights may not be those of the minimum. A larger weight decay converges faster."
            .formatted(
                solution.evaluations(), String.format(Locale.ROOT, "%.1e", solution.gradient()));
  }

  static String solverDiverged(String layer) {
    return "the loss of \"%s\" became NaN or infinite. Check the images and the preprocessing."
        .formatted(layer);
  }

  static String stoppedWhileSolving() {
    return "stopped before the head was solved: the model keeps its weights.";
  }

  static String noRoomInCache(String layer) {
    return "not enough space to cache the features at \"%s\": they are computed in every epoch, with the same result."
        .formatted(layer);
  }

  static String stoppedBeforeFirstEpoch() {
    return "stopped before the first epoch, while computing the feature statistics: there is no"
        + " model yet.";
  }
}
