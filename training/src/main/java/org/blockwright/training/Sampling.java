package org.blockwright.training;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;

/** How the images of an epoch are drawn from the training images. */
public enum Sampling {
  /** Each image once, in random order. */
  SHUFFLED,
  /**
   * As many images as there are, and the same number of each class up to one: images of small
   * classes are repeated, each equally often up to one, and of large classes some are left out,
   * others in each epoch. A repeated image is augmented anew. Needs a network with one output that
   * predicts a class.
   */
  BALANCED;

  /**
   * Checks that the images of a network can be drawn like this.
   *
   * @throws UsageException if not
   */
  void requireFits(Network network) {
    List<Output> outputs = network.outputs();
    if (this == BALANCED && !(outputs.size() == 1 && outputs.get(0).task().isClassification())) {
      throw new UsageException(TrainingProblems.cannotBalanceSampling(network.name(), outputs));
    }
  }

  /** Returns the value in files and flags: {@code shuffled} or {@code balanced}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the mode of a value in files and flags; empty if there is none. */
  public static Optional<Sampling> of(String id) {
    return Arrays.stream(values()).filter(mode -> mode.id().equals(id)).findFirst();
  }

  /** Returns all values in files and flags. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Sampling::id).toList();
  }
}
