package org.blockwright.dsl.format;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.OutputSettings;

/**
 * Reads and writes the losses, weights and thresholds of outputs: at the top level for the only
 * output, whose labels {@link NetworkFormat} writes, or for several outputs below {@code outputs},
 * by vertex name.
 *
 * <pre>
 * loss: {binary_crossentropy: {labelSmoothing: 0.1}}
 * outputs:
 *   age: {labels: ["age [years]"], loss: {huber: {delta: 2}}, weight: 0.5}
 * </pre>
 */
final class OutputFormat {
  private static final Set<String> KEYS = Set.of("labels", "loss", "weight", "thresholds");

  private static final ImmutableMap<String, Function<Document, Loss>> LOSSES =
      ImmutableMap.of(
          "categorical_crossentropy", OutputFormat::categorical,
          "binary_crossentropy", OutputFormat::binary,
          "mean_squared_error", d -> withoutHyperparameters(d, Loss.meanSquaredError()),
          "mean_absolute_error", d -> withoutHyperparameters(d, Loss.meanAbsoluteError()),
          "huber", OutputFormat::huber);

  private OutputFormat() {}

  static Map<String, Object> write(Network network) {
    Map<String, Object> top = new LinkedHashMap<>();
    Map<String, OutputSettings> several = new LinkedHashMap<>();
    network
        .outputSettings()
        .forEach(
            (name, settings) -> {
              if (name.isEmpty()) {
                putSettings(top, settings);
              } else {
                several.put(name, settings);
              }
            });
    if (!several.isEmpty()) {
      top.put("outputs", write(several));
    }
    return top;
  }

  /** Returns the settings of several outputs by name. */
  static Map<String, Object> write(Map<String, OutputSettings> outputs) {
    Map<String, Object> all = new LinkedHashMap<>();
    outputs.forEach(
        (name, settings) -> {
          Map<String, Object> own = new LinkedHashMap<>();
          if (!settings.labels().isEmpty()) {
            own.put("labels", settings.labels());
          }
          putSettings(own, settings);
          all.put(name, own);
        });
    return all;
  }

  private static void putSettings(Map<String, Object> out, OutputSettings settings) {
    settings.loss().ifPresent(loss -> out.put("loss", loss.accept(new Writer())));
    if (settings.weight() != 1) {
      out.put("weight", settings.weight());
    }
    if (!settings.thresholds().isEmpty()) {
      out.put("thresholds", settings.thresholds());
    }
  }

  /** Returns the network with the settings of a description. */
  static Network read(Network network, Map<String, Document> m) {
    Network result = network;
    if (m.containsKey("loss")) {
      Network labeled = result;
      result = m.get("loss").convert(d -> labeled.loss(loss(d)));
    }
    if (m.containsKey("weight")) {
      Network labeled = result;
      result =
          m.get("weight").convert(d -> labeled.onlyOutput(settings -> settings.weight(d.number())));
    }
    if (m.containsKey("thresholds")) {
      Network labeled = result;
      result =
          m.get("thresholds")
              .convert(d -> labeled.onlyOutput(settings -> settings.thresholds(numbers(d))));
    }
    if (m.containsKey("outputs")) {
      for (Map.Entry<String, Document> entry : m.get("outputs").map().entrySet()) {
        Network before = result;
        result =
            entry
                .getValue()
                .convert(d -> before.output(entry.getKey(), settings -> settings(settings, d)));
      }
    }
    return result;
  }

  /** Returns the settings of several outputs by name. */
  static ImmutableMap<String, OutputSettings> outputs(Document d) {
    ImmutableMap.Builder<String, OutputSettings> outputs = ImmutableMap.builder();
    d.map().forEach((name, own) -> outputs.put(name, settings(OutputSettings.DEFAULT, own)));
    return outputs.buildOrThrow();
  }

  private static OutputSettings settings(OutputSettings start, Document d) {
    Map<String, Document> m = d.map(KEYS);
    OutputSettings settings = start;
    if (m.containsKey("labels")) {
      settings = settings.labels(m.get("labels").list().stream().map(Document::text).toList());
    }
    if (m.containsKey("loss")) {
      settings = settings.loss(m.get("loss").convert(OutputFormat::loss));
    }
    if (m.containsKey("weight")) {
      settings = settings.weight(m.get("weight").number());
    }
    if (m.containsKey("thresholds")) {
      settings = settings.thresholds(numbers(m.get("thresholds")));
    }
    return settings;
  }

  private static List<Double> numbers(Document d) {
    return d.list().stream().map(Document::number).toList();
  }

  private static Loss loss(Document d) {
    String id;
    Document hyperparameters;
    if (d.isMap()) {
      d.requireKnownKeys(LOSSES.keySet());
      if (d.map().size() != 1) {
        throw d.expected("one loss with its hyperparameters, such as {huber: {delta: 2}}");
      }
      id = d.map().keySet().iterator().next();
      hyperparameters = d.get(id);
    } else {
      id = d.text();
      hyperparameters = Document.parse("loss", "{}");
    }
    if (!LOSSES.containsKey(id)) {
      throw d.expected("a loss (" + String.join(", ", LOSSES.keySet()) + ")");
    }
    return hyperparameters.convert(LOSSES.get(id)::apply);
  }

  private static Loss categorical(Document d) {
    Map<String, Document> m = d.map(Set.of("labelSmoothing", "weights"));
    Loss.CategoricalCrossEntropy loss = Loss.categoricalCrossEntropy();
    if (m.containsKey("labelSmoothing")) {
      loss = loss.labelSmoothing(m.get("labelSmoothing").number());
    }
    return m.containsKey("weights") ? loss.classWeights(numbers(m.get("weights"))) : loss;
  }

  private static Loss binary(Document d) {
    Map<String, Document> m = d.map(Set.of("labelSmoothing", "weights", "absentWeights"));
    Loss.BinaryCrossEntropy loss = Loss.binaryCrossEntropy();
    if (m.containsKey("labelSmoothing")) {
      loss = loss.labelSmoothing(m.get("labelSmoothing").number());
    }
    return loss.labelWeights(numbers(m, "weights"), numbers(m, "absentWeights"));
  }

  private static List<Double> numbers(Map<String, Document> m, String key) {
    return m.containsKey(key) ? numbers(m.get(key)) : List.of();
  }

  private static Loss huber(Document d) {
    Map<String, Document> m = d.map(Set.of("delta"));
    return Loss.huber(m.containsKey("delta") ? m.get("delta").number() : 1);
  }

  private static Loss withoutHyperparameters(Document d, Loss loss) {
    d.map(Set.of());
    return loss;
  }

  /** Returns the name of a loss, or a map of it to its hyperparameters. */
  private static final class Writer implements Loss.Visitor<Object> {
    @Override
    public Object categoricalCrossEntropy(Loss.CategoricalCrossEntropy loss) {
      return crossEntropy(loss, loss.labelSmoothing(), List.of());
    }

    @Override
    public Object binaryCrossEntropy(Loss.BinaryCrossEntropy loss) {
      return crossEntropy(loss, loss.labelSmoothing(), loss.absentWeights());
    }

    private static Object crossEntropy(
        Loss loss, double labelSmoothing, List<Double> absentWeights) {
      Map<String, Object> values = new LinkedHashMap<>();
      if (labelSmoothing != 0) {
        values.put("labelSmoothing", labelSmoothing);
      }
      if (!loss.unitWeights().isEmpty()) {
        values.put("weights", loss.unitWeights());
      }
      if (!absentWeights.isEmpty()) {
        values.put("absentWeights", absentWeights);
      }
      return values.isEmpty() ? loss.id() : Map.of(loss.id(), values);
    }

    @Override
    public Object meanSquaredError(Loss.MeanSquaredError loss) {
      return loss.id();
    }

    @Override
    public Object meanAbsoluteError(Loss.MeanAbsoluteError loss) {
      return loss.id();
    }

    @Override
    public Object huber(Loss.Huber loss) {
      return Map.of(loss.id(), Map.of("delta", loss.delta()));
    }
  }
}
