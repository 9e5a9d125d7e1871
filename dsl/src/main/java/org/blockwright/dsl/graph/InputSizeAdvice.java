package org.blockwright.dsl.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.layer.Shape;

/** Says which inputs would fit, where the size of the input may be what is wrong. */
public final class InputSizeAdvice {
  /** No side of a picture is looked at beyond this when an input that fits is sought. */
  private static final int MAX_SIDE = 2048;

  private final List<Input> inputs;
  private final Shape input;
  private final Function<List<Input>, List<String>> check;

  /**
   * @param inputs that do not fit
   * @param check gives the problems of others
   */
  public InputSizeAdvice(List<Input> inputs, Function<List<Input>, List<String>> check) {
    this.inputs = inputs;
    this.input = inputs.get(0).shape();
    this.check = check;
  }

  /** The problems, the last one of each kind that another size mends with the sizes that do. */
  public List<String> addTo(List<String> problems) {
    int shrinking = lastIndex(problems, InputSizeAdvice::isShrinkProblem);
    int joining = lastIndex(problems, InputSizeAdvice::isConcatProblem);
    // The search is long, and pointless for problems that no size mends.
    if ((shrinking < 0 && joining < 0) || !input.isFeatureMap()) {
      return problems;
    }
    OptionalInt least = IntStream.rangeClosed(1, MAX_SIDE).filter(this::fits).findFirst();
    if (least.isEmpty()) {
      return problems;
    }
    List<String> advised = new ArrayList<>(problems);
    if (shrinking >= 0 && least.getAsInt() > Math.min(input.height(), input.width())) {
      advised.set(
          shrinking,
          problems.get(shrinking)
              + Problems.inputTooSmall(input.height(), input.width(), least.getAsInt()));
    }
    List<Integer> nearest = joining < 0 ? List.of() : nearestSizes();
    if (!nearest.isEmpty()) {
      advised.set(joining, problems.get(joining) + Problems.validInputSizes(nearest));
    }
    return advised;
  }

  private static int lastIndex(List<String> problems, Predicate<String> kind) {
    return IntStream.range(0, problems.size())
        .filter(i -> kind.test(problems.get(i)))
        .max()
        .orElse(-1);
  }

  private static boolean isShrinkProblem(String problem) {
    return problem.contains("to nothing");
  }

  private static boolean isConcatProblem(String problem) {
    return problem.startsWith("cannot concatenate");
  }

  /**
   * The square inputs that fit: the nearest one below this one, and two above. Where none above
   * does, one below fits only since everything shrinks to a single pixel there.
   */
  private List<Integer> nearestSizes() {
    int from = Math.max(input.height(), input.width());
    List<Integer> above =
        IntStream.rangeClosed(from, from + MAX_SIDE).filter(this::fits).limit(2).boxed().toList();
    IntStream below = IntStream.iterate(from - 1, side -> side > from / 2, side -> side - 1);
    return above.isEmpty()
        ? above
        : Stream.concat(below.filter(this::fits).limit(1).boxed(), above.stream()).toList();
  }

  private boolean fits(int side) {
    List<Input> square =
        inputs.stream().map(i -> i.shape(Shape.of(side, side, i.shape().channels()))).toList();
    try {
      return check.apply(square).isEmpty();
    } catch (DescriptionException e) {
      // Too small for what is cut off the pictures.
      return false;
    }
  }
}
