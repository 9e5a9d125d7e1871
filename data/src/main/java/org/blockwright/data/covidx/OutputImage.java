package org.blockwright.data.covidx;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multiset;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.blockwright.base.AtomicFiles;
import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.data.Subset;
import org.blockwright.data.Targets;
import org.blockwright.data.decode.ImageSource;

/**
 * An image of the dataset.
 *
 * @param image the row with its image in the source
 * @param name the name of the file in its class folder
 * @param group the patients that belong together
 * @param subset the subset; empty without a split
 */
record OutputImage(ScannedCandidate image, String name, String group, Optional<Subset> subset) {

  /** Returns the images that a selection keeps, without subsets. */
  static List<OutputImage> of(Selection selection) {
    Multiset<String> names = HashMultiset.create();
    selection.kept().forEach(image -> names.add(name(image)));
    List<OutputImage> images = new ArrayList<>();
    for (ScannedCandidate image : selection.kept()) {
      MetadataRow row = image.row();
      String name = row.source() + "-" + row.file().substring(row.file().lastIndexOf('/') + 1);
      // Two folders of one source may contain files of one name.
      String unique =
          names.count(name(image)) == 1 ? name : row.source() + "-" + row.file().replace('/', '-');
      images.add(new OutputImage(image, unique, selection.group(row), Optional.empty()));
    }
    images.sort(Comparator.comparing(OutputImage::path));
    return images;
  }

  /** The name without the folder, ignoring case: the dataset may be copied to another system. */
  private static String name(ScannedCandidate image) {
    String file = image.row().file();
    return image.imageClass()
        + "/"
        + image.row().source()
        + file.substring(file.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  OutputImage withSubset(Optional<Subset> newSubset) {
    return new OutputImage(image, name, group, newSubset);
  }

  /** Returns the path in the dataset: {@code subset/class/source-name}. */
  String path() {
    String inClass = image.imageClass() + "/" + name;
    return subset.map(s -> s + "/" + inClass).orElse(inClass);
  }

  String sha256() {
    return image.image().sha256();
  }

  /**
   * Copies the image from its source.
   *
   * @return false if the source vanished or changed since it was decoded
   */
  boolean copyTo(Path copy) {
    byte[] content;
    try {
      content = Files.readAllBytes(image.file());
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(image.file(), e);
    }
    if (!Hashing.sha256().hashBytes(content).toString().equals(sha256())) {
      return false;
    }
    AtomicFiles.write(copy, temporary -> Files.write(temporary, content));
    return true;
  }

  String subsetName() {
    return subset.map(Subset::toString).orElse("");
  }

  /**
   * Returns images as a dataset.
   *
   * @param root the folder of their copies; empty to read the images of the sources
   */
  static Dataset dataset(List<OutputImage> images, Optional<Path> root) {
    ImmutableList<String> classes =
        Arrays.stream(ImageClass.values())
            .filter(c -> images.stream().anyMatch(image -> image.image().imageClass() == c))
            .map(ImageClass::toString)
            .collect(ImmutableList.toImmutableList());
    List<Sample> samples = new ArrayList<>();
    for (OutputImage image : images) {
      samples.add(
          new Sample(
              ImageSource.of(
                  root.map(folder -> folder.resolve(image.path())).orElse(image.image().file())),
              image.path(),
              classes.indexOf(image.image().imageClass().toString()),
              image.group(),
              image.image().image().sha256()));
    }
    samples.sort(Comparator.comparing(Sample::label).thenComparing(Sample::key));
    return new Dataset(
        root,
        ImmutableList.of(Targets.ofClasses(classes)),
        ImmutableList.copyOf(samples),
        ImmutableList.of(),
        ImmutableList.of());
  }
}
