package org.blockwright.model;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a model comes from: weights and their hash, data and its hash, seed, versions, command.
 * What a figure in a README needs to be made again.
 *
 * @param entries by name, in the order in which people read them
 */
public record Provenance(Map<String, String> entries) {
  public Provenance {
    entries = ImmutableMap.copyOf(entries);
  }

  public static Provenance empty() {
    return new Provenance(Map.of());
  }

  /** The same with one fact more, or another value for one. */
  public Provenance with(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(entries);
    all.put(name, value);
    return new Provenance(all);
  }
}
