package org.blockwright.training;

import java.util.List;
import org.blockwright.base.TrainingException;

/** The messages of training. */
final class TrainingProblems {
  private TrainingProblems() {}

  static String diverged(int epoch, int batch, double rate) {
    return "loss became NaN or infinite at epoch %s, batch %s (learning rate %s). Lower the rate, or check the pictures and the preprocessing."
        .formatted(epoch, batch, rate);
  }

  /** What a step that failed becomes: the executor names neither epoch nor batch. */
  static String step(TrainingException failure, int epoch, int batch, double rate) {
    // Only a loss or a gradient that is no number has nothing behind it.
    return failure.getCause() == null
        ? diverged(epoch, batch, rate)
        : "epoch %s, batch %s: %s".formatted(epoch, batch, failure.getMessage());
  }

  /** What a measurement that failed becomes: it knows no epoch. */
  static String validation(TrainingException failure, int epoch) {
    return "epoch %s, validation: %s".formatted(epoch, failure.getMessage());
  }

  static String weights(int epoch, double rate) {
    return "weights became NaN or infinite in epoch %s (learning rate %s). Lower the rate, or check the pictures and the preprocessing."
        .formatted(epoch, rate);
  }

  static String classes(List<String> data, Object outputs) {
    return "the data has classes %s but the head has %s outputs. Size the head to the labels."
        .formatted(data, outputs);
  }

  static String labels(List<String> data, List<String> network) {
    return "the data has classes %s but the network's labels are %s, in this order."
        .formatted(data, network);
  }

  static String frozenMoved(String layer, int epoch) {
    return "\"%s\" is frozen and changed in epoch %s; this is a fault of Blockwright, please report the command."
        .formatted(layer, epoch);
  }

  static String number(String what, int least, int got) {
    return "%s must be at least %s, got %s.".formatted(what, least, got);
  }

  static String nothingToTrain() {
    return "there are no pictures to train on.";
  }
}
