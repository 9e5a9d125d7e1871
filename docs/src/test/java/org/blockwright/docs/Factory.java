package org.blockwright.docs;

import com.google.common.base.Splitter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.dsl.check.Site;

/**
 * A method that makes one message about a description.
 *
 * @param name of the method
 * @param constant the parts of its messages that are always the same, in order
 */
record Factory(String name, List<String> constant) {
  private static final List<String> CLASSES =
      List.of(
          "org.blockwright.dsl.check.Problems",
          "org.blockwright.dsl.edit.EditProblems",
          "org.blockwright.dsl.format.FormatProblems",
          "org.blockwright.dsl.lowering.LoweringProblems");

  /** Stands for whatever a message is told. */
  private static final String GIVEN = "\uE000";

  private static final int NUMBER = 987654;

  /** Every factory of these classes; their private methods are none. */
  static Stream<Factory> all() {
    return CLASSES.stream().flatMap(Factory::of);
  }

  private static Stream<Factory> of(String type) {
    try {
      return Arrays.stream(Class.forName(type).getDeclaredMethods())
          .filter(method -> method.getReturnType() == String.class)
          .filter(method -> !method.isSynthetic() && !Modifier.isPrivate(method.getModifiers()))
          .map(method -> new Factory(method.getName(), constant(method)));
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** What its messages look like, with everything that they are told left open. */
  Pattern pattern() {
    return Pattern.compile(
        constant.stream().map(Pattern::quote).collect(Collectors.joining(".*?")), Pattern.DOTALL);
  }

  private static List<String> constant(Method method) {
    List<Class<?>> types = List.of(method.getParameterTypes());
    boolean site = types.contains(Site.class);
    boolean lists = types.stream().anyMatch(Collection.class::isAssignableFrom);
    // Numbers beside a site may be places in its list of two, so they are 1.
    int number = site ? 1 : NUMBER;
    Object[] given =
        Arrays.stream(method.getGenericParameterTypes()).map(t -> given(t, number)).toArray();
    String message;
    try {
      method.setAccessible(true);
      message = ((String) method.invoke(null, given)).strip();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(method.toString(), e);
    }
    // One less is told where the last is none; large ones have commas.
    String numbers = String.format(Locale.ROOT, "(?:%s|%s|%,d)", NUMBER - 1, number, number);
    message = message.replaceAll(numbers + "(\\.0)?", GIVEN);
    if (site || lists) {
      // How many there are is told as well.
      message = message.replace("2", GIVEN);
    }
    if (lists) {
      message = message.replaceAll("([\":x" + GIVEN + "]+)(?:, | and )\\1", "$1");
    }
    return Splitter.on(GIVEN)
        .splitToList(message.replace("Did you mean \"" + GIVEN + "\"? ", GIVEN));
  }

  private static Object given(Type type, int number) {
    if (type == int.class) {
      return number;
    }
    if (type == double.class) {
      return (double) number;
    }
    if (type == Site.class) {
      return new Site(GIVEN, List.of(GIVEN, GIVEN));
    }
    if (type.getTypeName().endsWith("<java.lang.Integer>")) {
      return List.of(number, number);
    }
    return type.getTypeName().endsWith(">") ? List.of(GIVEN, GIVEN) : GIVEN;
  }
}
