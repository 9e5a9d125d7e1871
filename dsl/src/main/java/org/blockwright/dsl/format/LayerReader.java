package org.blockwright.dsl.format;

import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.Add;
import org.blockwright.dsl.layer.AutoPad;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Concat;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.Crop;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.DepthwiseConv;
import org.blockwright.dsl.layer.Dropout;
import org.blockwright.dsl.layer.Flatten;
import org.blockwright.dsl.layer.GlobalPool;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.Padding;
import org.blockwright.dsl.layer.Pool;
import org.blockwright.dsl.layer.Scale;
import org.blockwright.dsl.layer.SeparableConv;
import org.blockwright.dsl.layer.Size;
import org.blockwright.dsl.layer.ZeroPad;

/**
 * Reads each kind of layer from its configuration. The defaults are those of {@link
 * org.blockwright.dsl.Layers}.
 */
final class LayerReader {
  private static final String ACTIVATION =
      "an activation (%s or %s)"
          .formatted(
              kinds(false).map(Activation.Kind::id).collect(joining(", ")),
              kinds(true).map(kind -> "{" + kind.id() + ": slope}").collect(joining(" or ")));

  private static final ImmutableMap<String, Function<Document, Layer>> KINDS =
      ImmutableMap.<String, Function<Document, Layer>>builder()
          .put("conv", LayerReader::conv)
          .put("depthwiseConv", LayerReader::depthwiseConv)
          .put("separableConv", LayerReader::separableConv)
          .put("dense", LayerReader::dense)
          .put("maxPool", d -> pool(d, true))
          .put("averagePool", d -> pool(d, false))
          .put("globalAverage", d -> withoutKeys(d, new GlobalPool(false)))
          .put("globalMax", d -> withoutKeys(d, new GlobalPool(true)))
          .put("batchNorm", LayerReader::batchNorm)
          .put("activation", d -> new ActivationLayer(activation(d)))
          .put("dropout", d -> new Dropout(d.number()))
          .put("flatten", d -> withoutKeys(d, new Flatten()))
          .put("zeroPad", LayerReader::zeroPad)
          .put("samePad", d -> autoPad(d, AutoPad.Rule.SAME))
          .put("ceilPad", d -> autoPad(d, AutoPad.Rule.CEIL))
          .put("crop", LayerReader::crop)
          .put("scale", d -> new Scale(d.number()))
          .put("add", d -> withoutKeys(d, new Add()))
          .put("concat", d -> withoutKeys(d, new Concat()))
          .build();

  private LayerReader() {}

  static Set<String> kinds() {
    return KINDS.keySet();
  }

  static Layer read(String kind, Document configuration) {
    return KINDS.get(kind).apply(configuration);
  }

  private static Layer conv(Document d) {
    Map<String, Document> m = d.map(LayerParameters.of("conv"));
    return new Conv(
        d.get("filters").integer(),
        d.get("kernel").convert(LayerReader::size),
        optional(m, "stride", LayerReader::size, Size.ONE),
        optional(m, "padding", LayerReader::padding, Padding.SAME),
        optional(m, "dilation", LayerReader::size, Size.ONE),
        optional(m, "groups", Document::integer, 1),
        optional(m, "bias", Document::bool, true),
        optional(m, "activation", LayerReader::activation, Activation.LINEAR));
  }

  private static Layer depthwiseConv(Document d) {
    Map<String, Document> m = d.map(LayerParameters.of("depthwiseConv"));
    return new DepthwiseConv(
        d.get("kernel").convert(LayerReader::size),
        optional(m, "multiplier", Document::integer, 1),
        optional(m, "stride", LayerReader::size, Size.ONE),
        optional(m, "padding", LayerReader::padding, Padding.SAME),
        optional(m, "bias", Document::bool, true),
        optional(m, "activation", LayerReader::activation, Activation.LINEAR));
  }

  private static Layer separableConv(Document d) {
    Map<String, Document> m = d.map(LayerParameters.of("separableConv"));
    return new SeparableConv(
        d.get("filters").integer(),
        d.get("kernel").convert(LayerReader::size),
        optional(m, "multiplier", Document::integer, 1),
        optional(m, "stride", LayerReader::size, Size.ONE),
        optional(m, "padding", LayerReader::padding, Padding.SAME),
        optional(m, "bias", Document::bool, true),
        optional(m, "activation", LayerReader::activation, Activation.LINEAR));
  }

  private static Layer dense(Document d) {
    Map<String, Document> m = d.map(LayerParameters.of("dense"));
    return new Dense(
        d.get("units").integer(),
        optional(m, "bias", Document::bool, true),
        optional(m, "activation", LayerReader::activation, Activation.LINEAR));
  }

  private static Layer pool(Document d, boolean max) {
    Map<String, Document> m = d.map(LayerParameters.of(max ? "maxPool" : "averagePool"));
    Size kernel = d.get("kernel").convert(LayerReader::size);
    return new Pool(
        max,
        kernel,
        optional(m, "stride", LayerReader::size, kernel),
        optional(m, "padding", LayerReader::padding, Padding.VALID));
  }

  private static Layer batchNorm(Document d) {
    Map<String, Document> m = d.map(LayerParameters.of("batchNorm"));
    return new BatchNorm(
        optional(m, "epsilon", Document::number, 1e-3),
        optional(m, "momentum", Document::number, 0.99),
        optional(m, "gamma", Document::bool, true));
  }

  private static Layer zeroPad(Document d) {
    List<Integer> sides = fourSides(d);
    return new ZeroPad(sides.get(0), sides.get(1), sides.get(2), sides.get(3));
  }

  private static Layer crop(Document d) {
    List<Integer> sides = fourSides(d);
    return new Crop(sides.get(0), sides.get(1), sides.get(2), sides.get(3));
  }

  private static List<Integer> fourSides(Document d) {
    List<Document> sides = d.list();
    if (sides.size() != 4) {
      throw d.expected("[top, bottom, left, right]");
    }
    return sides.stream().map(Document::integer).toList();
  }

  private static Layer autoPad(Document d, AutoPad.Rule rule) {
    d.requireKnownKeys(Set.of("kernel", "stride"));
    return new AutoPad(
        d.get("kernel").convert(LayerReader::size),
        d.get("stride").convert(LayerReader::size),
        rule);
  }

  private static Layer withoutKeys(Document d, Layer layer) {
    d.requireKnownKeys(Set.of());
    return layer;
  }

  static Size size(Document d) {
    List<Integer> sides = pair(d, 1);
    return new Size(sides.get(0), sides.get(1));
  }

  private static Padding padding(Document d) {
    if (d.isList() || d.text().matches("[+-]?\\d+")) {
      List<Integer> sides = pair(d, 0);
      return new Padding(false, sides.get(0), sides.get(1));
    }
    return switch (d.text()) {
      case "same" -> Padding.SAME;
      case "valid" -> Padding.VALID;
      default -> throw d.expected("same, valid, a number, or [height, width]");
    };
  }

  /** Reads one number for both height and width, or a list of the two. */
  static List<Integer> pair(Document d, int minimum) {
    List<Document> sides = d.isList() ? d.list() : List.of(d, d);
    if (sides.size() != 2) {
      throw d.expected("a number, or [height, width]");
    }
    return sides.stream().map(side -> side.integerAtLeast(minimum)).toList();
  }

  private static Activation activation(Document d) {
    if (d.isMap()) {
      d.requireKnownKeys(kinds(true).map(Activation.Kind::id).collect(toImmutableSet()));
      return kinds(true)
          .flatMap(
              kind -> d.find(kind.id()).stream().map(slope -> new Activation(kind, slope.number())))
          .findFirst()
          .orElseThrow(() -> d.expected(ACTIVATION));
    }
    Activation.Kind kind =
        Activation.Kind.of(d.text())
            .filter(k -> !k.hasSlope())
            .orElseThrow(() -> d.expected(ACTIVATION));
    return new Activation(kind, 0);
  }

  private static Stream<Activation.Kind> kinds(boolean slope) {
    return Arrays.stream(Activation.Kind.values()).filter(kind -> kind.hasSlope() == slope);
  }

  static <T> T optional(
      Map<String, Document> map, String key, Function<Document, T> read, T defaultValue) {
    Document value = map.get(key);
    return value == null ? defaultValue : value.convert(read);
  }
}
