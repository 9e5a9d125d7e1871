package org.blockwright.training;

import java.util.List;
import org.blockwright.base.TrainingException;

/** The messages of training. */
public final class TrainingProblems {
  private TrainingProblems() {}

  static String diverged(int epoch, int batch, double rate) {
    return "loss became NaN or infinite at epoch %s, batch %s (learning rate %s). Lower the rate, or check the pictures and the preprocessing."
        .formatted(epoch, batch, rate);
  }

  /** What a step that failed becomes: the executor names neither epoch nor batch. */
  static String stepFailed(TrainingException failure, int epoch, int batch, double rate) {
    // Only a loss or a gradient that is no number has nothing behind it.
    return failure.getCause() == null
        ? diverged(epoch, batch, rate)
        : "epoch %s, batch %s: %s".formatted(epoch, batch, failure.getMessage());
  }

  /** What a measurement that failed becomes: it knows no epoch. */
  static String validationFailed(TrainingException failure, int epoch) {
    return "epoch %s, validation: %s".formatted(epoch, failure.getMessage());
  }

  static String nonFiniteWeights(int epoch, double rate) {
    return "weights became NaN or infinite in epoch %s (learning rate %s). Lower the rate, or check the pictures and the preprocessing."
        .formatted(epoch, rate);
  }

  static String wrongClassCount(List<String> data, Object outputs) {
    return "the data has classes %s but the head has %s outputs. Size the head to the labels."
        .formatted(data, outputs);
  }

  static String frozenLayerChanged(String layer, int epoch) {
    return "\"%s\" is frozen and changed in epoch %s; this is a fault of Blockwright, please report the command."
        .formatted(layer, epoch);
  }

  static String belowMinimum(String what, int least, int got) {
    return "%s must be at least %s, got %s.".formatted(what, least, got);
  }

  static String noTrainingImages() {
    return "there are no pictures to train on.";
  }

  static String invalidWeightDecay(double got) {
    return "the weight decay must be a finite number of at least 0, got %s.".formatted(got);
  }

  static String cannotStandardize(String network, String why) {
    return "%s: standardize is on, but %s. Set it to auto or off.".formatted(network, why);
  }

  static String noFrozenBackbone() {
    return "there is no frozen backbone: freeze all layers with weights before the head, for instance with --freeze '*'";
  }

  static String notSingleConsumer(String layer, List<String> readers) {
    return "the output of the frozen backbone, \"%s\", is read by %s; one dense layer must read it"
        .formatted(layer, readers.isEmpty() ? "no layer" : String.join(" and ", readers));
  }

  static String notDense(String layer, String kind) {
    return "the first layer after the frozen backbone, \"%s\", is a %s and not a dense layer"
        .formatted(layer, kind);
  }

  static String frozenDense(String layer) {
    return "the dense layer after the frozen backbone and its dropout, \"%s\", is frozen"
        .formatted(layer);
  }

  static String noBias(String layer) {
    return "the dense layer after the frozen backbone, \"%s\", has no bias to take in the mean"
        .formatted(layer);
  }

  static String noRoomInCache(String layer) {
    return "there is no room to cache the features at \"%s\": they are computed in every epoch, with the same result."
        .formatted(layer);
  }

  static String stoppedBeforeFirstEpoch() {
    return "stopped before the first epoch, while the statistics of the features were computed: there is no model yet.";
  }
}
