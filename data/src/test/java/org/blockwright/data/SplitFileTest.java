package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.DataException;
import org.blockwright.data.decode.ImageSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Splits of images with contents, and the files that reproduce them. */
class SplitFileTest {
  @TempDir private Path folder;

  /** An image of class a or b; its content is that of another key if it has the same number. */
  private static Sample sample(String key, String group, int content) {
    return new Sample(
        ImageSource.of(Path.of(key)), key, key.charAt(0) - 'a', group, "%064d".formatted(content));
  }

  private static List<Sample> forty() {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String key = (i % 2 == 0 ? "a/" : "b/") + i;
      samples.add(sample(key, key, i));
    }
    return samples;
  }

  private static Dataset data(List<Sample> samples) {
    return new Dataset(
        Optional.of(Path.of("set")),
        ImmutableList.of(Targets.ofClasses(List.of("a", "b"))),
        ImmutableList.copyOf(samples),
        ImmutableList.of(),
        ImmutableList.of());
  }

  private Path write(Split split) {
    Path file = folder.resolve("split.csv");
    split.write(file);
    return file;
  }

  @Test
  void sameContentIsInOneSubsetWhateverItsGroups() {
    for (int seed = 0; seed < 20; seed++) {
      List<Sample> samples = forty();
      for (int i = 0; i < 20; i++) {
        samples.add(sample("a/copy" + i, "copy" + i, i));
      }

      Split split = Split.of(data(samples), Ratios.DEFAULT, seed);

      for (int i = 0; i < 20; i++) {
        String original = samples.get(i).group();
        assertThat(split.subsets().get("copy" + i)).isEqualTo(split.subsets().get(original));
      }
    }
  }

  @Test
  void imagesWithoutCopiesAreSplitAsByTheirGroups() {
    Dataset data = data(forty());
    Dataset unread = data.mapSamples(s -> new Sample(s.image(), s.key(), s.label(), s.group(), ""));

    assertThat(Split.of(data, Ratios.DEFAULT, 3).subsets())
        .isEqualTo(Split.of(unread, Ratios.DEFAULT, 3).subsets());
  }

  @Test
  void copyOfAListedImageGoesToItsSubset() {
    Split split = Split.of(data(forty()), Ratios.DEFAULT, 42);
    Path file = write(split);
    List<Sample> more = forty();
    for (int i = 0; i < 40; i++) {
      more.add(sample("b/new" + i, "new" + i, i));
    }

    Split read = Split.read(data(more), file);

    for (int i = 0; i < 40; i++) {
      assertThat(read.subsets().get("new" + i)).isEqualTo(split.subsets().get(more.get(i).group()));
    }
    assertThat(read.warnings())
        .contains(
            "40 images are not in "
                + file
                + "; by the thresholds of the split: 32 train, 4 validation, 4 test.");
  }

  @Test
  void removedImagesAreAWarningAndTheOthersStay() {
    Split split = Split.of(data(forty()), Ratios.DEFAULT, 42);
    Path file = write(split);
    Dataset fewer = data(forty().subList(1, 40));

    Split read = Split.read(fewer, file);

    assertThat(read.subsets()).isEqualTo(split.subsets());
    assertThat(read.warnings())
        .contains("1 of 40 images in " + file + " are missing, for example a/0.");
  }

  @Test
  void fileOfOtherImagesIsAnError() {
    Path file = write(Split.of(data(forty()), Ratios.DEFAULT, 42));

    assertThatThrownBy(() -> Split.read(data(List.of(sample("a/x", "x", 90))), file))
        .isInstanceOf(DataException.class)
        .hasMessage(
            file
                + " belongs to other images: it has none of set, where the first one is a/x; its own"
                + " first one is a/0. Give the split file of these images.");
  }

  @Test
  void otherGroupsThanInTheFileAreAnError() {
    Path file = write(Split.of(data(forty()), Ratios.DEFAULT, 42));
    Dataset regrouped = data(forty()).mapSamples(s -> s.withGroup("g" + s.label()));

    assertThatThrownBy(() -> Split.read(regrouped, file))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "40 images are in another group than in "
                + file
                + ", for example a/0: \"a/0\" there, now \"g0\". Use the groups with which the split"
                + " was made, such as --group-by.");
  }

  @Test
  void contentInTwoSubsetsOfTheFileIsAWarning() throws IOException {
    Path file = folder.resolve("split.csv");
    Files.writeString(
        file, "path,class,group,subset\na/0,a,a/0,train\nb/1,b,b/1,train\na/2,a,a/2,test\n");
    Dataset data =
        data(List.of(sample("a/0", "a/0", 5), sample("b/1", "b/1", 6), sample("a/2", "a/2", 5)));

    assertThat(Split.read(data, file).warnings())
        .contains(
            "a/0 and a/2 have the same content, but are in different subsets of "
                + file
                + ". Remove one of them, or make a new split.");
  }

  @Test
  void hashIsThatOfTheFile() throws IOException {
    Split split = Split.of(data(forty()), Ratios.DEFAULT, 42);

    assertThat(split.sha256())
        .isEqualTo(Hashing.sha256().hashBytes(Files.readAllBytes(write(split))).toString());
  }
}
