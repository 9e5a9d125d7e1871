package org.blockwright.engine.compiled;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.dnnl.memory;

/**
 * The weights of a compiled graph, and of its replicas in other threads; programs for several batch
 * sizes share those of one layout.
 */
final class PackedWeights {
  private final Map<String, List<Weight>> weights = new LinkedHashMap<>();
  private boolean outdated;

  /**
   * Returns a weight, which the caller retains until {@link #release}.
   *
   * @param name unique name of the values
   */
  synchronized Weight get(
      String name, memory.desc desc, long[] dimensions, Supplier<WeightSource> source) {
    for (Weight weight : weights.getOrDefault(name, List.of())) {
      if (weight.tensor().desc().equals(desc)) {
        weight.retain();
        return weight;
      }
    }
    Weight weight = Weight.load(name, desc, dimensions, source);
    weight.retain();
    weights.computeIfAbsent(name, n -> new ArrayList<>()).add(weight);
    return weight;
  }

  synchronized void release(Collection<Weight> released) {
    for (Weight weight : released) {
      if (weight.release()) {
        weight.close();
        for (Iterator<List<Weight>> i = weights.values().iterator(); i.hasNext(); ) {
          List<Weight> layouts = i.next();
          layouts.remove(weight);
          if (layouts.isEmpty()) {
            i.remove();
          }
        }
      }
    }
  }

  /** Returns the memory of all weights in bytes. */
  synchronized long bytes() {
    return weights.values().stream().flatMap(List::stream).mapToLong(Weight::bytes).sum();
  }

  /** Notes that the parameters have changed. */
  synchronized void setOutdated() {
    outdated = true;
  }

  /** Copies all parameters again if they have changed, once for all replicas. */
  synchronized void reload() {
    if (outdated) {
      weights.values().forEach(layouts -> layouts.forEach(Weight::reload));
      outdated = false;
    }
  }
}
