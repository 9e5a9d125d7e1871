package org.blockwright.job;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Edits;

/**
 * Parameters of layers that a job sets in its network, such as {@code
 * block5/conv*.filters=256;block1.kernel=[1, 7]}; applied in order.
 *
 * @param values the value of each {@code PATTERN.PARAMETER}
 */
record NetworkParameters(ImmutableMap<String, String> values) {
  /** No parameters. */
  static final NetworkParameters NONE = new NetworkParameters(ImmutableMap.of());

  /**
   * Parses parameters.
   *
   * @throws UsageException if one is not {@code PATTERN.PARAMETER=VALUE}
   */
  static NetworkParameters parse(String text) {
    NetworkParameters all = NONE;
    for (String entry : Splitter.on(';').trimResults().omitEmptyStrings().split(text)) {
      int equals = entry.indexOf('=');
      if (equals < 0) {
        throw new UsageException(JobProblems.invalidNetworkParameter(entry));
      }
      String name = entry.substring(0, equals).strip();
      if (all.values.containsKey(name)) {
        throw new UsageException(JobProblems.networkParameterTwice(name));
      }
      all = all.with(name, entry.substring(equals + 1).strip());
    }
    return all;
  }

  /**
   * Returns a copy with one parameter set or replaced.
   *
   * @param name {@code PATTERN.PARAMETER}
   * @param value in the form of a description; two numbers with a comma are a list
   */
  NetworkParameters with(String name, String value) {
    int dot = name.lastIndexOf('.');
    if (dot < 1 || dot == name.length() - 1 || value.isEmpty()) {
      throw new UsageException(JobProblems.invalidNetworkParameter(name + "=" + value));
    }
    Map<String, String> copy = new LinkedHashMap<>(values);
    copy.put(name, value.matches("\\d+\\s*,\\s*\\d+") ? "[" + value + "]" : value);
    return new NetworkParameters(ImmutableMap.copyOf(copy));
  }

  /**
   * Returns the network with these parameters.
   *
   * @throws org.blockwright.base.DescriptionException if it has no such layer or parameter, or is
   *     not valid with a value
   */
  Network applyTo(Network network) {
    Network changed = network;
    for (Map.Entry<String, String> entry : values.entrySet()) {
      int dot = entry.getKey().lastIndexOf('.');
      changed =
          Edits.set(
                  entry.getKey().substring(0, dot),
                  entry.getKey().substring(dot + 1),
                  entry.getValue())
              .applyTo(changed);
    }
    return changed;
  }

  /** Returns the text, see {@link #parse}. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(";"));
  }
}
