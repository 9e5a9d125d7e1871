package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.ImageSource;

/** Creates datasets of a list of images; see {@link Dataset#ofSources}. */
final class ListedImages {
  private ListedImages() {}

  static Dataset dataset(List<ImageSource> images, List<String> labels) {
    if (images.isEmpty()) {
      throw DataProblems.noListedImages();
    }
    if (images.size() != labels.size()) {
      throw DataProblems.labelCount(images.size(), labels.size());
    }
    ImmutableList<String> classes =
        labels.stream()
            .map(FolderWalk::toNfc)
            .distinct()
            .sorted()
            .collect(ImmutableList.toImmutableList());
    List<String> keys = keys(images);
    List<Decoder.Check> checks = images.parallelStream().map(Decoder::check).toList();
    List<Sample> samples = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      String key = keys.get(i);
      if (checks.get(i).problem().isPresent()) {
        skipped.add(new SkippedFile(key, checks.get(i).problem().get()));
      } else {
        int label = classes.indexOf(FolderWalk.toNfc(labels.get(i)));
        samples.add(new Sample(images.get(i), key, label, key, checks.get(i).sha256()));
      }
    }
    // The order of ImageFolder, on which the order of an epoch depends.
    samples.sort(Comparator.comparing(Sample::label).thenComparing(Sample::key));
    skipped.sort(Comparator.comparing(SkippedFile::key));
    Dataset data =
        new Dataset(
            Optional.empty(),
            classes,
            ImmutableList.copyOf(samples),
            ImmutableList.copyOf(skipped),
            ImmutableList.of());
    if (samples.isEmpty()) {
      throw DataProblems.noDecodableImages(data.name(), skipped);
    }
    return data.withWarnings(warnings(data));
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

  private static ImmutableList<String> warnings(Dataset data) {
    ImmutableList.Builder<String> warnings = ImmutableList.builder();
    for (int label = 0; label < data.classes().size(); label++) {
      if (data.count(label) == 0) {
        warnings.add(DataProblems.noImages(data.classes().get(label), data.name()));
      }
    }
    if (!data.skipped().isEmpty()) {
      warnings.add(DataProblems.skippedFiles(data.skipped()));
    }
    return warnings.build();
  }
}
