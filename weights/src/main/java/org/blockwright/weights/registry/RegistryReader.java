package org.blockwright.weights.registry;

import com.google.common.collect.ImmutableList;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.blockwright.base.NumberParser;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.blockwright.dsl.format.Document;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.input.Resizing;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.zoo.Zoo;

/** Reads a file of entries: a map {@code weights} from names to maps. */
final class RegistryReader {
  private static final String KEY = "weights";

  private static final Set<String> KEYS =
      Set.of(
          "network",
          "default",
          "file",
          "urls",
          "bytes",
          "sha256",
          "md5",
          "input",
          "resizing",
          "preprocessing",
          "classes",
          "top",
          "last-layer",
          "parameters",
          "top1",
          "license",
          "source",
          "verified");

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]*");

  private static final Pattern FILE_NAME =
      Pattern.compile("[^/\\\\:\\p{Cntrl}]*[^/\\\\:\\p{Cntrl}.]");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

  private final boolean isPublished;

  /**
   * Creates a reader.
   *
   * @param isPublished whether entries are those of publishers, who may give no SHA-256
   */
  RegistryReader(boolean isPublished) {
    this.isPublished = isPublished;
  }

  /**
   * Reads all entries, in the order of the file.
   *
   * @param taken names of other entries
   * @throws org.blockwright.base.BlockwrightException with file, line and column, if the file is
   *     not valid
   */
  ImmutableList<WeightsEntry> read(Document document, Set<String> taken) {
    document.map(Set.of(KEY));
    Document entries = document.get(KEY);
    Map<String, WeightsEntry> byName = new LinkedHashMap<>();
    Map<List<Object>, String> defaults = new HashMap<>();
    for (Map.Entry<String, Document> each : entries.map().entrySet()) {
      String name = each.getKey();
      String location = each.getValue().location();
      if (!NAME.matcher(name).matches() || !PretrainedWeights.isName(name)) {
        throw RegistryProblems.invalidName(location, name);
      }
      if (taken.contains(name)) {
        throw RegistryProblems.duplicateName(location, name);
      }
      WeightsEntry entry = entry(name, each.getValue());
      if (entry.isDefault()) {
        String other = defaults.put(List.of(entry.network(), entry.hasTop()), name);
        if (other != null) {
          throw RegistryProblems.secondDefault(location, name, other);
        }
      }
      byName.put(name, entry);
    }
    return ImmutableList.copyOf(byName.values());
  }

  private WeightsEntry entry(String name, Document d) {
    Map<String, Document> keys = d.map(KEYS);
    String network = network(d.get("network"));
    List<URI> urls = d.find("urls").map(RegistryReader::urls).orElse(List.of());
    Optional<String> sha256 = text(d, "sha256", SHA256, "a SHA-256: 64 hexadecimal digits");
    Optional<String> md5 = text(d, "md5", MD5, "an MD5: 32 hexadecimal digits");
    if (sha256.isEmpty() && !isPublished) {
      d.get("sha256");
    }
    return new WeightsEntry(
        name,
        network,
        bool(d, "default", () -> false),
        fileName(d, urls),
        urls,
        positive(d, "bytes"),
        sha256,
        md5,
        d.find("input").map(RegistryReader::shape).orElseGet(() -> Zoo.get(network).input()),
        d.find("resizing").map(RegistryReader::resizing),
        preprocessing(d.get("preprocessing")),
        d.find("classes").map(RegistryReader::classNames),
        bool(d, "top", () -> !keys.containsKey("last-layer")),
        d.find("last-layer").map(Document::text),
        positive(d, "parameters"),
        d.find("top1")
            .map(RegistryReader::percent)
            .map(OptionalDouble::of)
            .orElse(OptionalDouble.empty()),
        d.find("license").map(Document::text).orElse("unknown"),
        d.find("source").map(Document::text).orElse("unknown"),
        bool(d, "verified", sha256::isPresent));
  }

  private static String network(Document d) {
    return Zoo.find(d.text())
        .orElseThrow(
            () -> d.expected("a network of the zoo (" + String.join(", ", Zoo.names()) + ")"))
        .name();
  }

  private static List<URI> urls(Document d) {
    List<Document> all = d.isList() ? d.list() : List.of(d);
    return all.stream()
        .map(
            url ->
                url(url.text())
                    .orElseThrow(() -> url.expected("a URL that starts with https:// or http://")))
        .toList();
  }

  private static Optional<URI> url(String text) {
    try {
      return Optional.of(new URI(text))
          .filter(url -> "https".equals(url.getScheme()) || "http".equals(url.getScheme()))
          .filter(url -> url.getHost() != null);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** The name of the file, by default the last part of the first URL. */
  private static String fileName(Document d, List<URI> urls) {
    if (d.find("file").isEmpty() && !urls.isEmpty()) {
      String path = urls.get(0).getPath();
      String last = path.substring(path.lastIndexOf('/') + 1);
      if (FILE_NAME.matcher(last).matches()) {
        return last;
      }
    }
    Document file = d.get("file");
    if (!FILE_NAME.matcher(file.text()).matches()) {
      throw file.expected("the name of a file, without folders");
    }
    return file.text();
  }

  private static Optional<String> text(Document d, String key, Pattern pattern, String expected) {
    Optional<Document> value = d.find(key);
    value
        .filter(v -> !pattern.matcher(v.text()).matches())
        .ifPresent(
            v -> {
              throw v.expected(expected);
            });
    return value.map(Document::text);
  }

  private static boolean bool(Document d, String key, Supplier<Boolean> byDefault) {
    return d.find(key).map(Document::bool).orElseGet(byDefault);
  }

  private static OptionalLong positive(Document d, String key) {
    Function<Document, Long> parse =
        v ->
            NumberParser.parseLong(v.text(), 1, Long.MAX_VALUE)
                .orElseThrow(() -> v.expected("a whole number of at least 1"));
    return d.find(key).map(parse).map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  private static double percent(Document d) {
    return NumberParser.parseDouble(d.text())
        .filter(value -> value >= 0 && value <= 100)
        .orElseThrow(() -> d.expected("a number from 0 to 100"));
  }

  private static Shape shape(Document d) {
    try {
      Shape shape = Shape.parse(d.text());
      if (shape.isFeatureMap()) {
        return shape;
      }
    } catch (InvalidDescriptionException e) {
      throw e.at(d.location());
    }
    throw d.expected("height x width x channels, such as 224x224x3");
  }

  /** Published weights are for color images, with a value for each channel or one for all. */
  private static Preprocessing preprocessing(Document d) {
    Preprocessing preprocessing = NetworkFormat.preprocessing(d);
    for (List<Double> values : List.of(preprocessing.mean(), preprocessing.std())) {
      if (values.size() != 1 && values.size() != 3) {
        throw d.expected("one mean and std for all channels, or three");
      }
    }
    return preprocessing;
  }

  private static Resizing resizing(Document d) {
    return Resizing.of(d.text()).orElseThrow(() -> d.expected(String.join(" or ", Resizing.ids())));
  }

  private static String classNames(Document d) {
    if (!d.text().equals(WeightsEntry.IMAGENET_1K)) {
      throw d.expected(WeightsEntry.IMAGENET_1K + ", or no such key");
    }
    return d.text();
  }
}
