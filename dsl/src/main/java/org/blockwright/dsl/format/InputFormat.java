package org.blockwright.dsl.format;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.AugmentationLayer;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.dsl.input.ImageConversion;
import org.blockwright.dsl.input.InModelAugmentation;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.input.Resizing;
import org.blockwright.dsl.layer.Shape;

/** Reads and writes inputs, preprocessing, image conversion and augmentation. */
final class InputFormat {
  private static final ImmutableMap<String, Function<Document, AugmentationLayer>> STEP_READERS =
      ImmutableMap.of(
          "flip",
              d -> {
                List<Double> p = numbers(d, 2, "two probabilities: horizontal and vertical");
                return new AugmentationLayer.Flip(p.get(0), p.get(1));
              },
          "randomCrop",
              d -> {
                List<Integer> size = LayerReader.pair(d, 1);
                return new AugmentationLayer.RandomCrop(size.get(0), size.get(1));
              },
          "rotate", d -> new AugmentationLayer.Rotate(d.number()),
          "shear",
              d -> {
                List<Double> p =
                    d.isList()
                        ? numbers(d, 2, "two angles in degrees: horizontal and vertical")
                        : List.of(d.number(), 0.0);
                return new AugmentationLayer.Shear(p.get(0), p.get(1));
              },
          "translate",
              d -> {
                List<Double> p =
                    d.isList()
                        ? numbers(d, 2, "two fractions: height and width")
                        : List.of(d.number(), d.number());
                return new AugmentationLayer.Translate(p.get(0), p.get(1));
              },
          "colorJitter",
              d -> {
                List<Double> p =
                    numbers(d, 4, "four numbers: brightness, contrast, saturation and hue");
                return new AugmentationLayer.ColorJitter(p.get(0), p.get(1), p.get(2), p.get(3));
              },
          "noise", d -> new AugmentationLayer.Noise(d.number()));

  /** The kinds of augmentation steps. */
  static final ImmutableSet<String> STEPS = STEP_READERS.keySet();

  private InputFormat() {}

  /**
   * Writes {@code input} and {@code preprocessing}, or {@code inputs}; {@code colorMode}, {@code
   * resizing} and {@code augment}.
   */
  static void write(Network network, Map<String, Object> out) {
    Input first = network.inputs().get(0);
    if (network.inputs().size() == 1 && first.name().equals(Network.INPUT)) {
      out.put("input", first.shape().toString());
      first
          .explicitPreprocessing()
          .ifPresent(explicit -> out.put("preprocessing", preprocessing(explicit)));
    } else {
      Map<String, Object> all = new LinkedHashMap<>();
      for (Input input : network.inputs()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("shape", input.shape().toString());
        input
            .explicitPreprocessing()
            .ifPresent(explicit -> one.put("preprocessing", preprocessing(explicit)));
        all.put(input.name(), one);
      }
      out.put("inputs", all);
    }
    ImageConversion conversion = network.conversion();
    // A network with one input channel gets grayscale images in any color mode.
    if (network.input().channels() != 1 || conversion.colorMode() != ColorMode.RGB) {
      out.put("colorMode", conversion.colorMode().id());
    }
    out.put("resizing", conversion.resizing().id());
    if (!network.augmentation().isEmpty()) {
      out.put("augment", network.augmentation().steps().stream().map(InputFormat::step).toList());
    }
  }

  /** Reads the inputs; without a preprocessing it follows from the weights. */
  static List<Input> inputs(Document d, Map<String, Document> m) {
    if (!m.containsKey("inputs")) {
      Optional<Preprocessing> preprocessing = optionalPreprocessing(m);
      return List.of(new Input(Network.INPUT, shape(d.get("input")), preprocessing));
    }
    if (m.containsKey("input") || m.containsKey("preprocessing")) {
      throw m.get("inputs").expected("either input and preprocessing, or inputs");
    }
    if (m.get("inputs").map().isEmpty()) {
      throw m.get("inputs").expected("at least one input");
    }
    List<Input> inputs = new ArrayList<>();
    m.get("inputs")
        .map()
        .forEach((name, value) -> inputs.add(value.convert(input -> input(name, input))));
    return inputs;
  }

  /** Reads color mode and resizing; both have defaults. */
  static ImageConversion conversion(Map<String, Document> m) {
    ImageConversion defaults = ImageConversion.DEFAULT;
    return new ImageConversion(
        LayerReader.optional(
            m,
            "colorMode",
            d -> parseId(d, ColorMode.of(d.text()), ColorMode.ids()),
            defaults.colorMode()),
        LayerReader.optional(
            m,
            "resizing",
            d -> parseId(d, Resizing.of(d.text()), Resizing.ids()),
            defaults.resizing()));
  }

  private static <T> T parseId(Document d, Optional<T> value, List<String> ids) {
    return value.orElseThrow(() -> d.expected(String.join(" or ", ids)));
  }

  private static Input input(String name, Document d) {
    Map<String, Document> m = d.map(Set.of("shape", "preprocessing"));
    return new Input(name, shape(d.get("shape")), optionalPreprocessing(m));
  }

  private static Optional<Preprocessing> optionalPreprocessing(Map<String, Document> m) {
    return LayerReader.optional(
        m, "preprocessing", d -> Optional.of(preprocessing(d)), Optional.empty());
  }

  private static Shape shape(Document d) {
    return d.convert(text -> Shape.parse(text.text()));
  }

  /** Reads the augmentation steps; each must fit the output shape of the step before it. */
  static Network augment(Network network, Document d) {
    List<AugmentationLayer> steps = new ArrayList<>();
    Network augmented = network;
    for (Document step : d.list()) {
      augmented =
          step.convert(
              one -> {
                steps.add(step(one));
                return network.augment(new InModelAugmentation(steps));
              });
    }
    return augmented;
  }

  private static AugmentationLayer step(Document d) {
    Map<String, Document> m = LegacyKeys.requireCurrent(d, STEPS);
    if (m.size() != 1) {
      throw d.invalid(FormatProblems.exactlyOneKind(m.keySet(), STEPS));
    }
    Map.Entry<String, Document> step = m.entrySet().iterator().next();
    return step.getValue().convert(STEP_READERS.get(step.getKey()));
  }

  private static Map<String, Object> step(AugmentationLayer step) {
    return step.accept(new StepWriter());
  }

  /** Writes each kind of step as {@link #STEP_READERS} reads it. */
  private static final class StepWriter implements AugmentationLayer.Visitor<Map<String, Object>> {
    @Override
    public Map<String, Object> flip(AugmentationLayer.Flip step) {
      return Map.of("flip", List.of(step.horizontal(), step.vertical()));
    }

    @Override
    public Map<String, Object> randomCrop(AugmentationLayer.RandomCrop step) {
      return Map.of("randomCrop", List.of(step.height(), step.width()));
    }

    @Override
    public Map<String, Object> rotate(AugmentationLayer.Rotate step) {
      return Map.of("rotate", step.degrees());
    }

    @Override
    public Map<String, Object> shear(AugmentationLayer.Shear step) {
      return Map.of("shear", List.of(step.horizontal(), step.vertical()));
    }

    @Override
    public Map<String, Object> translate(AugmentationLayer.Translate step) {
      return Map.of("translate", List.of(step.height(), step.width()));
    }

    @Override
    public Map<String, Object> colorJitter(AugmentationLayer.ColorJitter step) {
      return Map.of(
          "colorJitter",
          List.of(step.brightness(), step.contrast(), step.saturation(), step.hue()));
    }

    @Override
    public Map<String, Object> noise(AugmentationLayer.Noise step) {
      return Map.of("noise", step.std());
    }
  }

  private static List<Double> numbers(Document d, int count, String expected) {
    if (!d.isList() || d.list().size() != count) {
      throw d.expected(expected);
    }
    return d.list().stream().map(Document::number).toList();
  }

  private static Object preprocessing(Preprocessing p) {
    if (Preprocessing.KNOWN.contains(p)) {
      return p.name();
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", p.name());
    out.put("order", p.order().name());
    out.put("scale", p.scale());
    out.put("mean", p.mean());
    out.put("std", p.std());
    return out;
  }

  /** Reads a name, or a map of all values. */
  static Preprocessing preprocessing(Document d) {
    if (!d.isMap()) {
      return Preprocessing.KNOWN.stream()
          .filter(p -> p.name().equals(d.text()))
          .findFirst()
          .orElseThrow(
              () -> d.expected("tf, caffe, torch, none, or a map of order, scale, mean, std"));
    }
    d.requireKnownKeys(Set.of("name", "order", "scale", "mean", "std"));
    Document order = d.get("order");
    if (!Set.of("RGB", "BGR").contains(order.text())) {
      throw order.expected("RGB or BGR");
    }
    return new Preprocessing(
        d.get("name").text(),
        Preprocessing.Order.valueOf(order.text()),
        d.get("scale").number(),
        d.get("mean").list().stream().map(Document::number).toList(),
        d.get("std").list().stream().map(Document::number).toList());
  }
}
