package org.blockwright.model;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Origin of a model: weights and data with their hashes, seed, versions, command. Everything needed
 * to reproduce the results of the model.
 *
 * @param entries values by name, in display order
 */
public record Provenance(Map<String, String> entries) {
  public Provenance {
    entries = ImmutableMap.copyOf(entries);
  }

  /** Returns a provenance without entries. */
  public static Provenance empty() {
    return new Provenance(Map.of());
  }

  /** Returns a copy with an entry added or replaced. */
  public Provenance with(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(entries);
    all.put(name, value);
    return new Provenance(all);
  }
}
