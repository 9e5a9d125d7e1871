package org.blockwright.zoo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.layer.Shape;

/** The golden files of the test resources, and the networks that they speak of. */
public final class GoldenFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All networks that have golden files. */
  private static final List<String> NETWORKS =
      List.of(
          "vgg16",
          "vgg19",
          "resnet50",
          "mobilenet",
          "mobilenetv2",
          "densenet121",
          "inceptionv3",
          "inceptionresnetv2",
          "xception",
          "nasnetmobile",
          "covidnet",
          "covidnet-depthwise",
          "covidnet-prototype",
          "xcovidnet",
          "vgg16-resnet50",
          "darkcovidnet");

  /** What is no vertex of ours: padding may be folded into what follows it. */
  private static final Set<String> IGNORED_CLASSES =
      Set.of("InputLayer", "ZeroPadding2D", "Reshape");

  private GoldenFiles() {}

  public static Stream<String> networks() {
    return NETWORKS.stream().filter(Zoo::contains);
  }

  /** The golden layers that are to be vertices of ours. */
  public static List<JsonNode> layers(JsonNode run, LayerGraph graph) {
    return list(run.get("layers")).stream()
        .filter(
            layer ->
                !IGNORED_CLASSES.contains(layer.get("class").asText())
                    || graph.contains(layer.get("name").asText()))
        .filter(layer -> !layer.get("class").asText().equals("InputLayer"))
        .toList();
  }

  public static JsonNode read(String file) {
    try (InputStream in = GoldenFiles.class.getResourceAsStream("/golden/" + file + ".gz")) {
      return JSON.readTree(new GZIPInputStream(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The network of one run: with its top for so many classes, or without. */
  public static Network network(String name, JsonNode run) {
    Shape input =
        Shape.of(
            run.get("input").get(0).asInt(),
            run.get("input").get(1).asInt(),
            run.get("input").get(2).asInt());
    boolean top = run.get("top").asBoolean();
    List<String> labels = labels(top ? run.get("classes").asInt() : 2);
    ZooModel entry = Zoo.get(name);
    // Without its top a network accepts sizes that its top does not.
    return top
        ? entry.network(input, labels)
        : entry.network(entry.input(), labels).withoutHead().input(input);
  }

  public static List<String> labels(int n) {
    return IntStream.range(0, n).mapToObj(i -> "class" + i).toList();
  }

  public static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}
