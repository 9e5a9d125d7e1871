package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.Task;

/** Creates datasets of a list of images; see {@link Dataset#ofSources}. */
final class ListedImages {
  private ListedImages() {}

  /** The order of samples, on which the order of an epoch depends. */
  static Comparator<Sample> order(List<Targets> targets) {
    boolean byClass = targets.size() == 1 && targets.get(0).task().isClassification();
    Comparator<Sample> byKey = Comparator.comparing(Sample::key);
    return byClass ? Comparator.comparing(Sample::label).thenComparing(byKey) : byKey;
  }

  static Dataset dataset(List<ImageSource> images, List<String> labels) {
    requireCount(images, labels.size());
    ImmutableList<String> classes = sorted(labels.stream());
    return dataset(
        images,
        Targets.ofClasses(classes),
        labels.stream()
            .map(label -> Target.ofClass(classes.indexOf(FolderWalk.toNfc(label))))
            .toList());
  }

  static Dataset multiLabel(List<ImageSource> images, List<? extends Collection<String>> labels) {
    requireCount(images, labels.size());
    ImmutableList<String> names = sorted(labels.stream().flatMap(Collection::stream));
    if (names.isEmpty()) {
      throw TargetProblems.noNames();
    }
    return dataset(
        images,
        new Targets("", Task.MULTI_LABEL, names),
        labels.stream().map(ofImage -> labels(names, ofImage)).toList());
  }

  /** The target of an image that has some of the labels. */
  static Target labels(List<String> names, Collection<String> ofImage) {
    float[] values = new float[names.size()];
    ofImage.forEach(label -> values[names.indexOf(FolderWalk.toNfc(label))] = 1);
    return Target.of(values);
  }

  static Dataset regression(List<ImageSource> images, List<String> names, List<float[]> values) {
    requireCount(images, values.size());
    if (names.isEmpty()) {
      throw TargetProblems.noNames();
    }
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).length != names.size()) {
        throw TargetProblems.valueCount(i, values.get(i).length, names);
      }
    }
    return dataset(
        images,
        new Targets("", Task.REGRESSION, ImmutableList.copyOf(names)),
        values.stream().map(Target::of).toList());
  }

  private static void requireCount(List<ImageSource> images, int targets) {
    if (images.isEmpty()) {
      throw DataProblems.noListedImages();
    }
    if (images.size() != targets) {
      throw DataProblems.labelCount(images.size(), targets);
    }
  }

  private static ImmutableList<String> sorted(Stream<String> names) {
    return names
        .map(FolderWalk::toNfc)
        .distinct()
        .sorted()
        .collect(ImmutableList.toImmutableList());
  }

  private static Dataset dataset(List<ImageSource> images, Targets targets, List<Target> ofImages) {
    List<String> keys = keys(images);
    List<Decoder.Check> checks = images.parallelStream().map(Decoder::check).toList();
    List<Sample> samples = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      String key = keys.get(i);
      if (checks.get(i).problem().isPresent()) {
        skipped.add(new SkippedFile(key, checks.get(i).problem().get()));
      } else {
        samples.add(
            new Sample(
                images.get(i),
                key,
                ImmutableList.of(ofImages.get(i)),
                key,
                checks.get(i).sha256(),
                1));
      }
    }
    ImmutableList<Targets> outputs = ImmutableList.of(targets);
    samples.sort(order(outputs));
    skipped.sort(Comparator.comparing(SkippedFile::key));
    Dataset data =
        new Dataset(
            Optional.empty(),
            outputs,
            ImmutableList.copyOf(samples),
            ImmutableList.copyOf(skipped),
            ImmutableList.of());
    if (samples.isEmpty()) {
      throw DataProblems.noDecodableImages(data.name(), skipped);
    }
    return data.withWarnings(DatasetWarnings.of(data));
  }

  private static List<String> keys(List<ImageSource> images) {
    List<String> keys = IntStream.range(0, images.size()).mapToObj(i -> key(images, i)).toList();
    Set<String> distinct = new HashSet<>();
    for (String key : keys) {
      if (!distinct.add(key)) {
        throw DataProblems.duplicateImageName(key);
      }
    }
    return keys;
  }

  private static String key(List<ImageSource> images, int index) {
    ImageSource image = images.get(index);
    if (image.file().isPresent()) {
      return FolderWalk.toNfc(
          String.join(
              "/",
              StreamSupport.stream(image.file().get().spliterator(), false)
                  .map(Object::toString)
                  .toList()));
    }
    return image.name().isEmpty()
        ? String.format(Locale.ROOT, "image-%06d", index)
        : FolderWalk.toNfc(image.name());
  }
}
