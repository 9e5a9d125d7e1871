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

/** Reads the golden files of the test resources, and builds the networks that they describe. */
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

  /** Keras layers without a vertex here: padding may be part of the next layer. */
  private static final Set<String> IGNORED_CLASSES =
      Set.of("InputLayer", "ZeroPadding2D", "Reshape");

  private GoldenFiles() {}

  /** Returns the names of all networks that have golden files. */
  public static Stream<String> networks() {
    return NETWORKS.stream().filter(name -> Zoo.find(name).isPresent());
  }

  /** Returns the golden layers that have a vertex in the graph. */
  public static List<JsonNode> layers(JsonNode run, LayerGraph graph) {
    return list(run.get("layers")).stream()
        .filter(
            layer ->
                !IGNORED_CLASSES.contains(layer.get("class").asText())
                    || graph.contains(layer.get("name").asText()))
        .filter(layer -> !layer.get("class").asText().equals("InputLayer"))
        .toList();
  }

  /** Reads a golden file by its path below {@code golden/}, without {@code .gz}. */
  public static JsonNode read(String file) {
    try (InputStream in = GoldenFiles.class.getResourceAsStream("/golden/" + file + ".gz")) {
      return JSON.readTree(new GZIPInputStream(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the network of a run, with its original head or without a head. */
  public static Network network(String name, JsonNode run) {
    Shape input =
        Shape.of(
            run.get("input").get(0).asInt(),
            run.get("input").get(1).asInt(),
            run.get("input").get(2).asInt());
    boolean hasHead = run.get("top").asBoolean();
    List<String> labels = labels(hasHead ? run.get("classes").asInt() : 2);
    ZooModel zooModel = Zoo.get(name);
    // Without its head a network accepts input sizes that the head does not.
    return hasHead
        ? zooModel.network(input, labels)
        : zooModel.network(zooModel.input(), labels).withoutHead().input(input);
  }

  /** Returns labels class0, class1, ... */
  public static List<String> labels(int n) {
    return IntStream.range(0, n).mapToObj(i -> "class" + i).toList();
  }

  /** Returns the elements of an array. */
  public static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}
