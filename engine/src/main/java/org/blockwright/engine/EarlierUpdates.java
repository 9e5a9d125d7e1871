package org.blockwright.engine;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.blockwright.engine.optimizer.OptimizerState;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The state of an update rule from one executor to the next, whose graph may have other layers and
 * freeze others: parameters that were trained before keep their state and their number of updates,
 * all others start anew, as the parameters of a new group in PyTorch's optimizers do.
 *
 * <pre>{@code
 * try (EarlierUpdates earlier = new EarlierUpdates()) {
 *   try (Executor head = Executors.forTraining(first, spec)) {
 *     // ... steps ...
 *     earlier.keep(head);
 *   }
 *   try (Executor all = Executors.forTraining(second, spec.withEarlierUpdates(earlier.counts()))) {
 *     earlier.restore(all);
 *   }
 * }
 * }</pre>
 */
public final class EarlierUpdates implements AutoCloseable {
  /** The state vectors of each parameter by their names. */
  private final Map<ParameterKey, Map<String, INDArray>> slots = new LinkedHashMap<>();

  private final Map<ParameterKey, Long> updates = new LinkedHashMap<>();
  private long iterations;

  /**
   * The numbers of updates so far.
   *
   * @param all the number of all updates
   * @param byParameter the number of updates of each parameter; 0 for others
   */
  public record Counts(long all, Map<ParameterKey, Long> byParameter) {
    /** No updates. */
    public static final Counts NONE = new Counts(0, Map.of());

    public Counts {
      byParameter = ImmutableMap.copyOf(byParameter);
    }

    /** Returns the number of updates in which a parameter had no part. */
    long without(ParameterKey key) {
      return all - byParameter.getOrDefault(key, 0L);
    }
  }

  /** Returns the numbers of updates so far. */
  public Counts counts() {
    return new Counts(iterations, updates);
  }

  /** Keeps the state of the parameters that an executor has trained. */
  public void keep(Executor executor) {
    executor.publish();
    OptimizerState state = executor.optimizerState();
    Counts before = counts();
    for (ParameterRange range : ParameterRange.of(executor.graph())) {
      if (state.isTrained(range.from(), range.to())) {
        updates.put(range.key(), state.iterations() - before.without(range.key()));
        Map<String, INDArray> copies = new LinkedHashMap<>();
        state
            .slots(range.from(), range.to())
            .forEach((name, values) -> copies.put(name, values.dup()));
        free(slots.put(range.key(), copies));
      }
    }
    iterations = state.iterations();
  }

  /** Forgets the state of all parameters of a vertex, whose weights were converted. */
  public void forget(String vertex) {
    updates.keySet().removeIf(key -> key.vertex().equals(vertex));
    slots.entrySet().stream()
        .filter(entry -> entry.getKey().vertex().equals(vertex))
        .forEach(entry -> free(entry.getValue()));
    slots.keySet().removeIf(key -> key.vertex().equals(vertex));
  }

  /**
   * Copies the state to an executor, for the parameters that it trains.
   *
   * @param executor created for a specification with {@link #counts()}, and not trained yet
   */
  public void restore(Executor executor) {
    OptimizerState state = executor.optimizerState();
    for (ParameterRange range : ParameterRange.of(executor.graph())) {
      Map<String, INDArray> kept = slots.getOrDefault(range.key(), Map.of());
      state
          .slots(range.from(), range.to())
          .forEach(
              (name, values) -> {
                if (kept.containsKey(name)) {
                  values.assign(kept.get(name).reshape(values.shape()));
                }
              });
    }
    executor.graph().getConfiguration().setIterationCount(Math.toIntExact(iterations));
    executor.reload();
  }

  /** Returns the kept state vectors by name, such as {@code momentum/fc/W}; they are not copied. */
  public Map<String, INDArray> arrays() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    slots.forEach(
        (key, values) ->
            values.forEach(
                (slot, array) ->
                    arrays.put(
                        slot + "/" + key.vertex() + "/" + key.name(),
                        array.reshape(array.length()))));
    return arrays;
  }

  /**
   * Continues from a saved state, instead of {@link #keep}.
   *
   * @param counts the saved {@link #counts}
   * @param arrays the saved {@link #arrays}, which belong to this object from now on
   */
  public void load(Counts counts, Map<String, INDArray> arrays) {
    close();
    updates.clear();
    updates.putAll(counts.byParameter());
    iterations = counts.all();
    arrays.forEach(
        (name, values) -> {
          int first = name.indexOf('/');
          int last = name.lastIndexOf('/');
          ParameterKey key =
              new ParameterKey(name.substring(first + 1, last), name.substring(last + 1));
          slots
              .computeIfAbsent(key, k -> new LinkedHashMap<>())
              .put(name.substring(0, first), values);
        });
  }

  private static void free(Map<String, INDArray> arrays) {
    if (arrays != null) {
      arrays.values().forEach(INDArray::close);
    }
  }

  @Override
  public void close() {
    slots.values().forEach(EarlierUpdates::free);
    slots.clear();
  }
}
