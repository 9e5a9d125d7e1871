package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.audit.Audit;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.input.InModelAugmentation;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A CSV file with a column of images for each input of a network. */
class SeveralInputsTest {
  private static final ImageData.Options OPTIONS =
      ImageData.Options.defaults().withInputs(List.of("frontal", "lateral"));
  private static final ImagePreprocessor SMALL =
      ImagePreprocessor.of(Shape.of(4, 4, 3), Preprocessing.TF);
  private static final ImagePreprocessor LARGE =
      ImagePreprocessor.of(Shape.of(6, 5, 3), Preprocessing.CAFFE);

  @TempDir private Path folder;

  @BeforeEach
  void writeImages() throws IOException {
    GeneratedImages.write(folder.resolve("f"), 4, 1);
    GeneratedImages.write(folder.resolve("l"), 4, 2);
  }

  private Path csv(String text) throws IOException {
    return Files.writeString(folder.resolve("pairs.csv"), text);
  }

  private Path pairs() throws IOException {
    return csv(
        """
        patient,label,lateral,frontal
        p,cat,l/0.png,f/0.png
        q,dog,l/1.png,f/1.png
        p,cat,l/2.png,f/2.png
        r,dog,l/3.png,f/3.png
        """);
  }

  private static InputPreprocessors preprocessors() {
    return new InputPreprocessors(
        ImmutableList.of("frontal", "lateral"), ImmutableList.of(SMALL, LARGE));
  }

  @Test
  void sampleHasAnImageForEachInputInTheOrderOfTheNetwork() throws IOException {
    Dataset data = ImageData.read(pairs(), OPTIONS);

    assertThat(data.inputs()).containsExactly("frontal", "lateral");
    assertThat(data.classes()).containsExactly("cat", "dog");
    Sample first = data.samples().get(0);
    assertThat(first.key()).isEqualTo("f/0.png+l/0.png");
    assertThat(first.inputs()).extracting(InputImage::key).containsExactly("f/0.png", "l/0.png");
    assertThat(first.attributes()).containsEntry("patient", "p").hasSize(1);
  }

  @Test
  void batchHasTheImagesOfEachInputInItsOwnPreprocessing() throws IOException {
    Dataset data = ImageData.read(pairs(), OPTIONS);

    try (Batches batches = Batches.inOrder(data, preprocessors(), 3, 2)) {
      int row = 0;
      while (batches.hasNext()) {
        batches.next();
        INDArray[] features = batches.features();
        assertThat(features).hasSize(2);
        for (int i = 0; i < batches.samples().size(); i++, row++) {
          Sample sample = data.samples().get(row);
          assertThat(features[0].slice(i).dup().data().asFloat())
              .containsExactly(SMALL.read(sample.inputs().get(0).image()));
          assertThat(features[1].slice(i).dup().data().asFloat())
              .containsExactly(LARGE.read(sample.inputs().get(1).image()));
        }
      }
      assertThat(row).isEqualTo(4);
    }
  }

  @Test
  void imagesOfASampleAreAugmentedAlike() throws IOException {
    Dataset data =
        ImageData.read(
            csv("frontal,lateral,label\nf/0.png,f/0.png,a\nf/1.png,f/1.png,b\n"), OPTIONS);
    InputPreprocessors same =
        new InputPreprocessors(
            ImmutableList.of("frontal", "lateral"), ImmutableList.of(SMALL, SMALL));

    try (Batches batches =
        Batches.augmented(
            data,
            same,
            Augmentation.parse("brightness=0.5:1.5@1,noise=9@1"),
            InModelAugmentation.NONE,
            SampleOrder.sequential(),
            5,
            2,
            2)) {
      batches.next();
      INDArray[] features = batches.features();
      assertThat(features[0]).isEqualTo(features[1]);
      assertThat(features[0].slice(0).dup().data().asFloat())
          .isNotEqualTo(SMALL.read(data.samples().get(0).image()));
    }
  }

  @Test
  void damagedImageOfOneInputSkipsTheSample() throws IOException {
    Files.write(folder.resolve("l/0.png"), GeneratedImages.damagedPng());
    Dataset data = ImageData.read(pairs(), OPTIONS);

    try (Batches batches = Batches.inOrder(data, preprocessors(), 4, 2)) {
      batches.next();
      assertThat(batches.samples()).hasSize(3);
      assertThat(batches.features()[1].size(0)).isEqualTo(3);
      assertThat(batches.skipped().get(0).key()).isEqualTo("f/0.png+l/0.png");
      assertThat(batches.skipped().get(0).reason()).startsWith("image of input \"lateral\": ");
    }
  }

  @Test
  void sameImageInTwoRowsKeepsThemInOneSubset() throws IOException {
    StringBuilder text = new StringBuilder("frontal,lateral,label\n");
    GeneratedImages.write(folder.resolve("g"), 20, 3);
    for (int i = 0; i < 20; i++) {
      text.append("g/%s.png,l/%s.png,%s\n".formatted(i, i % 2, i % 2 == 0 ? "a" : "b"));
    }
    Dataset data = ImageData.read(csv(text.toString()), OPTIONS);

    Split split = Split.of(data, Ratios.DEFAULT, 1);

    for (int i = 0; i < 2; i++) {
      String lateral = "l/" + i + ".png";
      assertThat(
              Arrays.stream(Subset.values())
                  .filter(
                      subset ->
                          split.subset(subset).samples().stream()
                              .anyMatch(s -> s.inputs().get(1).key().equals(lateral))))
          .hasSize(1);
    }
  }

  @Test
  void auditExaminesTheImagesOfAllInputs() throws IOException {
    Audit audit =
        Audit.of(
            ImageData.read(
                csv("frontal,lateral,label\nf/0.png,l/0.png,a\nf/1.png,f/0.png,b\n"), OPTIONS),
            Progress.silent());

    assertThat(audit.examined()).isEqualTo(4);
    assertThat(audit.duplicates().stream().filter(pair -> pair.crossesClasses()))
        .anySatisfy(
            pair -> {
              assertThat(pair.first().key()).isEqualTo("f/0.png");
              assertThat(pair.second().key()).isEqualTo("f/0.png");
            });
  }

  @Test
  void missingColumnOfAnInputIsAnError() throws IOException {
    Path csv = csv("frontal,label\nf/0.png,a\nf/1.png,b\n");

    assertThatThrownBy(() -> ImageData.read(csv, OPTIONS))
        .isInstanceOf(DataException.class)
        .hasMessage(
            csv
                + ", line 1: no column for input lateral. The network has the inputs frontal,"
                + " lateral: write a column of files for each of them, or one column \"file\","
                + " whose image all inputs get.");
  }

  @Test
  void columnOfFilesIsTheImageOfAllInputs() throws IOException {
    Dataset data = ImageData.read(csv("file,label\nf/0.png,a\nf/1.png,b\n"), OPTIONS);

    assertThat(data.inputs()).isEmpty();
  }

  @Test
  void otherInputsThanThoseOfTheNetworkAreAnError() throws IOException {
    Dataset data =
        ImageData.read(
            pairs(), ImageData.Options.defaults().withInputs(List.of("lateral", "frontal")));

    assertThatThrownBy(() -> Batches.inOrder(data, preprocessors(), 2, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("has images for the inputs lateral, frontal")
        .hasMessageContaining("but the network has frontal, lateral");
  }

  @Test
  void itemsNeedAnImageOrOneForEachInput() throws IOException {
    ImageSource image = ImageSource.of(folder.resolve("f/0.png"));

    assertThatThrownBy(
            () ->
                new ImageBatches(
                    List.of(List.of(image), List.of(image, image)),
                    preprocessors(),
                    2,
                    1,
                    (index, problem) -> {}))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("got items with 1 and 2");
  }
}
