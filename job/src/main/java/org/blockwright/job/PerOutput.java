package org.blockwright.job;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;

/**
 * The values of a setting for the outputs of a network. As text {@code huber}, {@code
 * age=huber,species=categorical_crossentropy}, or both: {@code huber,age=mean_absolute_error}.
 *
 * @param common the value of all outputs that it fits and that have none of their own
 * @param byOutput values by name of the output
 */
record PerOutput<T>(Optional<T> common, ImmutableMap<String, T> byOutput) {

  /** Returns no values. */
  static <T> PerOutput<T> none() {
    return new PerOutput<>(Optional.empty(), ImmutableMap.of());
  }

  /** Returns a value of all outputs that it fits. */
  static <T> PerOutput<T> of(T common) {
    return new PerOutput<>(Optional.of(common), ImmutableMap.of());
  }

  /**
   * Parses values.
   *
   * @param setting the setting, for messages
   * @param parser parses a value
   * @param isValue whether the text before an equals sign belongs to a value and names no output
   * @throws UsageException if an output occurs twice
   */
  static <T> PerOutput<T> parse(
      Setting setting, String text, Function<String, T> parser, Predicate<String> isValue) {
    Optional<T> common = Optional.empty();
    Map<String, T> byOutput = new LinkedHashMap<>();
    for (String part : Splitter.on(',').trimResults().split(text)) {
      int separator = part.indexOf('=');
      boolean named = separator > 0 && !isValue.test(part.substring(0, separator));
      T value = parser.apply(named ? part.substring(separator + 1) : part);
      boolean repeated =
          named ? byOutput.put(part.substring(0, separator), value) != null : common.isPresent();
      if (repeated) {
        throw new UsageException(JobProblems.repeatedOutput(setting, text));
      }
      common = named ? common : Optional.of(value);
    }
    return new PerOutput<>(common, ImmutableMap.copyOf(byOutput));
  }

  /** Returns a copy with the value of one output set or replaced. */
  PerOutput<T> with(String output, T value) {
    Map<String, T> copy = new LinkedHashMap<>(byOutput);
    copy.put(output, value);
    return new PerOutput<>(common, ImmutableMap.copyOf(copy));
  }

  /** Returns the text, see {@link #parse}. */
  String text(Function<T, String> format) {
    List<String> parts = new ArrayList<>();
    common.map(format).ifPresent(parts::add);
    byOutput.forEach((output, value) -> parts.add(output + "=" + format.apply(value)));
    return String.join(",", parts);
  }

  /**
   * Returns the value of each output that has one, by name of the output.
   *
   * @param setting the setting, for messages
   * @param fits whether the common value fits an output; it always applies to a single output, for
   *     which the caller checks whether it fits
   * @throws UsageException if there is a value of an output that the network does not have, or the
   *     common value fits none of several outputs
   */
  ImmutableMap<String, T> resolve(
      Setting setting, Network network, BiPredicate<T, Output> fits, Function<T, String> format) {
    List<Output> outputs = network.outputs();
    List<String> names = outputs.stream().map(Output::name).toList();
    for (String name : byOutput.keySet()) {
      if (!names.contains(name)) {
        throw new UsageException(
            JobProblems.settingOfUnknownOutput(setting, name, network.name(), names));
      }
    }
    ImmutableMap.Builder<String, T> values = ImmutableMap.builder();
    boolean applied = false;
    for (Output output : outputs) {
      boolean takesCommon =
          common.filter(value -> outputs.size() == 1 || fits.test(value, output)).isPresent();
      applied |= takesCommon;
      Optional.ofNullable(byOutput.get(output.name()))
          .or(() -> common.filter(unused -> takesCommon))
          .ifPresent(value -> values.put(output.name(), value));
    }
    if (common.isPresent() && !applied) {
      throw new UsageException(
          JobProblems.fitsNoOutput(
              setting, format.apply(common.orElseThrow()), network.name(), outputs));
    }
    return values.buildOrThrow();
  }
}
