package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Task;

/**
 * The meaning of the targets of a dataset for one output of a network.
 *
 * @param name the name of the output; empty for the only output of a network
 * @param task what the output predicts
 * @param names the classes, labels, or names of the regression targets, in the order of the values;
 *     a number may have its unit in brackets, such as {@code ink [px]}
 */
public record Targets(String name, Task task, ImmutableList<String> names) {

  /** A soft target of at least this value is true, as in the metrics. */
  private static final float TRUE_LABEL = 0.5f;

  /**
   * Creates a description of targets.
   *
   * @throws UsageException if a name occurs twice, or {@link Task#BINARY} has not two classes
   */
  public Targets {
    Set<String> distinct = new HashSet<>();
    for (String label : names) {
      if (!distinct.add(label)) {
        throw TargetProblems.duplicateName(task, label);
      }
    }
    if (task == Task.BINARY && names.size() != 2) {
      throw TargetProblems.notTwoClasses(names);
    }
  }

  /** Returns the targets of a single classification output. */
  public static Targets ofClasses(List<String> classes) {
    return new Targets("", Task.CLASSIFICATION, ImmutableList.copyOf(classes));
  }

  /** Returns the number of units of the output. */
  public int units() {
    return task.units(names.size());
  }

  /**
   * Returns whether an image is an example of a class or has a label: the class of the target (of
   * soft targets the most probable one; of two classes the second from 0.5 on), or a label of at
   * least 0.5. Always false for regression targets.
   */
  public boolean isPositive(Target target, int index) {
    return switch (task) {
      case CLASSIFICATION -> target.classIndex() == index;
      case BINARY -> (target.secondOfTwo() >= TRUE_LABEL) == (index == 1);
      case MULTI_LABEL -> target.value(index) >= TRUE_LABEL;
      case REGRESSION -> false;
    };
  }

  /**
   * Returns the class of an image: of soft targets the most probable one, of two classes the second
   * from 0.5 on. Only for tasks that predict a class.
   */
  public int classIndex(Target target) {
    return task == Task.BINARY ? (isPositive(target, 1) ? 1 : 0) : target.classIndex();
  }

  /**
   * Returns the names of the columns in which a file lists a target: one column of classes or
   * labels, or one column for each number.
   */
  ImmutableList<String> columns() {
    return switch (task) {
      case CLASSIFICATION, BINARY -> ImmutableList.of(name.isEmpty() ? "class" : name);
      case MULTI_LABEL -> ImmutableList.of(name.isEmpty() ? "labels" : name);
      case REGRESSION -> names;
    };
  }

  /**
   * Returns a target as text for {@link #columns()}: {@code cat}, {@code a;b}, or with values that
   * are neither 0 nor 1 {@code a=0.7;b=0.3}; numbers one by one.
   */
  ImmutableList<String> cells(Target target) {
    if (task == Task.REGRESSION) {
      ImmutableList.Builder<String> numbers = ImmutableList.builder();
      for (int i = 0; i < names.size(); i++) {
        numbers.add(number(target.value(i)));
      }
      return numbers.build();
    }
    if (target.isClass()) {
      return ImmutableList.of(names.get(target.classIndex()));
    }
    boolean soft = false;
    for (int i = 0; i < names.size(); i++) {
      soft |= target.value(i) != 0 && target.value(i) != 1;
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (target.value(i) != 0) {
        parts.add(soft ? names.get(i) + "=" + number(target.value(i)) : names.get(i));
      }
    }
    return ImmutableList.of(String.join(";", parts));
  }

  static String number(float value) {
    return value == Math.rint(value) && Math.abs(value) < 1 << 24
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.valueOf(value);
  }
}
