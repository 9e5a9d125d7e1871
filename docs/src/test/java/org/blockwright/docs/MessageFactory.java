package org.blockwright.docs;

import com.google.common.base.Splitter;
import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.reflect.ClassPath;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.blockwright.dsl.Task;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Problem;

/**
 * A method that creates a message about a network description.
 *
 * @param name name of the method
 * @param fixedParts parts of the message that do not depend on arguments, in order
 */
record MessageFactory(String name, List<String> fixedParts) {
  private static final List<String> PACKAGES =
      List.of("org.blockwright.dsl", "org.blockwright.model.lowering");

  /** Replaces each argument of a message. */
  private static final String PLACEHOLDER = "\uE000";

  /** A factory returns a problem, or only a text: advice, or a message of lowering. */
  private static final Set<Class<?>> RESULTS = Set.of(Problem.class, String.class);

  private static final int SAMPLE_NUMBER = 987654;

  private static final Task SAMPLE_TASK = Task.MULTI_LABEL;

  /** Computed once: it takes a scan of the whole class path. */
  private static final Supplier<List<MessageFactory>> ALL =
      Suppliers.memoize(MessageFactory::findAll);

  /** Returns the non-private methods of the classes {@code *Problems} that return a message. */
  static Stream<MessageFactory> all() {
    return ALL.get().stream();
  }

  private static List<MessageFactory> findAll() {
    return PACKAGES.stream()
        .flatMap(MessageFactory::problemClasses)
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(method -> RESULTS.contains(method.getReturnType()))
        .filter(method -> !method.isSynthetic() && !Modifier.isPrivate(method.getModifiers()))
        .map(method -> new MessageFactory(method.getName(), fixedParts(method)))
        .toList();
  }

  private static Stream<Class<?>> problemClasses(String packageName) {
    try {
      return ClassPath.from(MessageFactory.class.getClassLoader())
          .getTopLevelClassesRecursive(packageName)
          .stream()
          .filter(type -> type.getSimpleName().endsWith("Problems"))
          .map(ClassPath.ClassInfo::load);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a pattern that matches all messages of this factory. */
  Pattern pattern() {
    return Pattern.compile(
        fixedParts.stream().map(Pattern::quote).collect(Collectors.joining(".*?")), Pattern.DOTALL);
  }

  private static List<String> fixedParts(Method method) {
    List<Class<?>> types = List.of(method.getParameterTypes());
    boolean hasLocation = types.contains(LayerLocation.class);
    boolean hasList = types.stream().anyMatch(Collection.class::isAssignableFrom);
    // With a location, numbers may be indices into its list of two elements.
    int number = hasLocation ? 1 : SAMPLE_NUMBER;
    Object[] arguments =
        Arrays.stream(method.getGenericParameterTypes())
            .map(type -> sampleArgument(type, number))
            .toArray();
    String message;
    try {
      method.setAccessible(true);
      Object result = method.invoke(null, arguments);
      message = (result instanceof Problem problem ? problem.text() : (String) result).strip();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(method.toString(), e);
    }
    // The number may occur less one, and with thousands separators.
    String numbers = String.format(Locale.ROOT, "(?:%s|%s|%,d)", SAMPLE_NUMBER - 1, number, number);
    message = message.replaceAll(numbers + "(\\.0)?", PLACEHOLDER);
    if (types.contains(Task.class)) {
      message =
          message
              .replace(SAMPLE_TASK.id(), PLACEHOLDER)
              .replace(SAMPLE_TASK.activation().toString(), PLACEHOLDER);
    }
    if (hasLocation || hasList) {
      // The size of the lists.
      message = message.replace("2", PLACEHOLDER);
    }
    if (hasList) {
      message = message.replaceAll("([\":x" + PLACEHOLDER + "]+)(?:, | and )\\1", "$1");
    }
    return Splitter.on(PLACEHOLDER)
        .splitToList(message.replace("Did you mean \"" + PLACEHOLDER + "\"? ", PLACEHOLDER));
  }

  private static Object sampleArgument(Type type, int number) {
    if (type == int.class || type == Number.class) {
      return number;
    }
    if (type == double.class) {
      return (double) number;
    }
    if (type == Task.class) {
      return SAMPLE_TASK;
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
