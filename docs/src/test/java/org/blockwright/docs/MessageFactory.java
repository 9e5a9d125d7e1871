package org.blockwright.docs;

import com.google.common.base.Splitter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Problem;

/**
 * A method that makes one message about a description.
 *
 * @param name of the method
 * @param fixedParts the parts of its messages that are always the same, in order
 */
record MessageFactory(String name, List<String> fixedParts) {
  private static final List<String> CLASSES =
      List.of(
          "org.blockwright.dsl.DslProblems",
          "org.blockwright.dsl.TableProblems",
          "org.blockwright.dsl.check.NameProblems",
          "org.blockwright.dsl.check.NetworkProblems",
          "org.blockwright.dsl.check.NumberProblems",
          "org.blockwright.dsl.edit.EditProblems",
          "org.blockwright.dsl.format.FormatProblems",
          "org.blockwright.dsl.graph.GraphProblems",
          "org.blockwright.dsl.input.InputProblems",
          "org.blockwright.dsl.layer.LayerProblems",
          "org.blockwright.dsl.layer.SubgraphProblems",
          "org.blockwright.model.lowering.LoweringProblems");

  /** Stands for whatever a message is told. */
  private static final String PLACEHOLDER = "\uE000";

  /** A factory returns a problem, or only a text: advice, or a message of lowering. */
  private static final Set<Class<?>> RESULTS = Set.of(Problem.class, String.class);

  private static final int SAMPLE_NUMBER = 987654;

  /** Every factory of these classes; their private methods are none. */
  static Stream<MessageFactory> all() {
    return CLASSES.stream().flatMap(MessageFactory::of);
  }

  private static Stream<MessageFactory> of(String type) {
    try {
      return Arrays.stream(Class.forName(type).getDeclaredMethods())
          .filter(method -> RESULTS.contains(method.getReturnType()))
          .filter(method -> !method.isSynthetic() && !Modifier.isPrivate(method.getModifiers()))
          .map(method -> new MessageFactory(method.getName(), fixedParts(method)));
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** What its messages look like, with everything that they are told left open. */
  Pattern pattern() {
    return Pattern.compile(
        fixedParts.stream().map(Pattern::quote).collect(Collectors.joining(".*?")), Pattern.DOTALL);
  }

  private static List<String> fixedParts(Method method) {
    List<Class<?>> types = List.of(method.getParameterTypes());
    boolean site = types.contains(LayerLocation.class);
    boolean lists = types.stream().anyMatch(Collection.class::isAssignableFrom);
    // Numbers beside a site may be places in its list of two, so they are 1.
    int number = site ? 1 : SAMPLE_NUMBER;
    Object[] given =
        Arrays.stream(method.getGenericParameterTypes())
            .map(t -> sampleArgument(t, number))
            .toArray();
    String message;
    try {
      method.setAccessible(true);
      Object result = method.invoke(null, given);
      message = (result instanceof Problem problem ? problem.text() : (String) result).strip();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(method.toString(), e);
    }
    // One less is told where the last is none; large ones have commas.
    String numbers = String.format(Locale.ROOT, "(?:%s|%s|%,d)", SAMPLE_NUMBER - 1, number, number);
    message = message.replaceAll(numbers + "(\\.0)?", PLACEHOLDER);
    if (site || lists) {
      // How many there are is told as well.
      message = message.replace("2", PLACEHOLDER);
    }
    if (lists) {
      message = message.replaceAll("([\":x" + PLACEHOLDER + "]+)(?:, | and )\\1", "$1");
    }
    return Splitter.on(PLACEHOLDER)
        .splitToList(message.replace("Did you mean \"" + PLACEHOLDER + "\"? ", PLACEHOLDER));
  }

  private static Object sampleArgument(Type type, int number) {
    if (type == int.class) {
      return number;
    }
    if (type == double.class) {
      return (double) number;
    }
    if (type == LayerLocation.class) {
      return new LayerLocation(PLACEHOLDER, List.of(PLACEHOLDER, PLACEHOLDER));
    }
    if (type.getTypeName().endsWith("<java.lang.Integer>")) {
      return List.of(number, number);
    }
    return type.getTypeName().endsWith(">") ? List.of(PLACEHOLDER, PLACEHOLDER) : PLACEHOLDER;
  }
}
