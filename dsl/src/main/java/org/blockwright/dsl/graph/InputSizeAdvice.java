package org.blockwright.dsl.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.blockwright.dsl.check.Problem;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.layer.Shape;

/** Adds the input sizes that would be valid to problems that another input size can fix. */
public final class InputSizeAdvice {
  /** The largest height and width that is tried. */
  private static final int MAX_SIZE = 2048;

  private final List<Input> inputs;
  private final Shape input;
  private final Function<List<Input>, List<Problem>> check;

  /**
   * @param inputs that are not valid
   * @param check returns the problems with other inputs
   */
  public InputSizeAdvice(List<Input> inputs, Function<List<Input>, List<Problem>> check) {
    this.inputs = inputs;
    this.input = inputs.get(0).shape();
    this.check = check;
  }

  /**
   * Returns the problems; to the last one of each kind that another input size can fix, the valid
   * sizes are added.
   */
  public List<Problem> addTo(List<Problem> problems) {
    int lastShrink = lastIndex(problems, Problem.Kind.SHRINKS_TO_NOTHING);
    int lastConcat = lastIndex(problems, Problem.Kind.CANNOT_CONCATENATE);
    // The search is slow, and useless for problems that do not depend on the input size.
    if ((lastShrink < 0 && lastConcat < 0) || !input.isFeatureMap()) {
      return problems;
    }
    OptionalInt smallest = IntStream.rangeClosed(1, MAX_SIZE).filter(this::fits).findFirst();
    if (smallest.isEmpty()) {
      return problems;
    }
    List<Problem> advised = new ArrayList<>(problems);
    if (lastShrink >= 0 && smallest.getAsInt() > Math.min(input.height(), input.width())) {
      advised.set(
          lastShrink,
          problems
              .get(lastShrink)
              .withAdvice(
                  GraphProblems.inputTooSmall(input.height(), input.width(), smallest.getAsInt())));
    }
    List<Integer> nearest = lastConcat < 0 ? List.of() : nearestSizes();
    if (!nearest.isEmpty()) {
      advised.set(
          lastConcat, problems.get(lastConcat).withAdvice(GraphProblems.validInputSizes(nearest)));
    }
    return advised;
  }

  private static int lastIndex(List<Problem> problems, Problem.Kind kind) {
    return IntStream.range(0, problems.size())
        .filter(i -> problems.get(i).kind() == kind)
        .max()
        .orElse(-1);
  }

  /**
   * Returns the nearest valid square input sizes: one below the given size and two above it. None
   * if there is none above: sizes below are valid then only because everything shrinks to one
   * pixel.
   */
  private List<Integer> nearestSizes() {
    int from = Math.max(input.height(), input.width());
    List<Integer> above =
        IntStream.rangeClosed(from, from + MAX_SIZE).filter(this::fits).limit(2).boxed().toList();
    IntStream below = IntStream.iterate(from - 1, size -> size > from / 2, size -> size - 1);
    return above.isEmpty()
        ? above
        : Stream.concat(below.filter(this::fits).limit(1).boxed(), above.stream()).toList();
  }

  private boolean fits(int size) {
    List<Input> square =
        inputs.stream().map(i -> i.shape(Shape.of(size, size, i.shape().channels()))).toList();
    try {
      return check.apply(square).isEmpty();
    } catch (InvalidDescriptionException e) {
      // Smaller than the random crop of the augmentation.
      return false;
    }
  }
}
