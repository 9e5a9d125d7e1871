package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.datavec.api.io.labels.ParentPathLabelGenerator;
import org.datavec.api.split.FileSplit;
import org.datavec.image.recordreader.ImageRecordReader;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.TestDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

class InMemoryDatasetTest {
  private static final ImagePreprocessor PREPROCESSOR =
      ImagePreprocessor.of(Shape.of(8, 8, 3), Preprocessing.CAFFE);

  @TempDir private Path folder;
  private Dataset files;

  @BeforeEach
  void writeImages() throws IOException {
    GeneratedImages.write(folder.resolve("cat"), 9, 0);
    GeneratedImages.write(folder.resolve("dog"), 11, 1);
    files = ImageFolder.read(folder, ImageFolder.Options.defaults());
  }

  private List<String> labels() {
    return files.samples().stream().map(files::className).toList();
  }

  /** The images of the folder in reverse order, with the names of the folder. */
  private Dataset inMemory(Function<Path, ImageSource> read) {
    List<ImageSource> images = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (Sample sample : files.samples().reverse()) {
      images.add(read.apply(sample.file().orElseThrow()).named(sample.key()));
      labels.add(files.className(sample));
    }
    return Dataset.ofSources(images, labels);
  }

  private static ImageSource bytes(Path file) {
    try {
      return ImageSource.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BufferedImage buffered(Path file) {
    try {
      return ImageIO.read(file.toFile());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<DataSet> batches(Dataset data) {
    Augmentation augmentation = Augmentation.parse("flip,rotate=10,noise=5");
    List<DataSet> all = new ArrayList<>();
    try (Batches batches = Batches.shuffled(data, PREPROCESSOR, augmentation, 3, 4, 2)) {
      for (int epoch = 0; epoch < 2; epoch++) {
        batches.epoch(epoch);
        batches.forEachRemaining(all::add);
      }
    }
    return all;
  }

  @Test
  void batchesAndSplitsEqualThoseOfTheFolder() {
    List<DataSet> expected = batches(Split.of(files, Ratios.DEFAULT, 42).train());

    for (Dataset data :
        List.of(
            inMemory(InMemoryDatasetTest::bytes),
            inMemory(file -> ImageSource.of(buffered(file))),
            inMemory(file -> ImageSource.of(Decoder.decode(file))))) {
      Split split = Split.of(data, Ratios.DEFAULT, 42);

      assertThat(data.classes()).isEqualTo(files.classes());
      assertThat(split.subsets()).isEqualTo(Split.of(files, Ratios.DEFAULT, 42).subsets());
      List<DataSet> actual = batches(split.train());
      assertThat(actual).hasSameSizeAs(expected);
      for (int i = 0; i < actual.size(); i++) {
        assertThat(actual.get(i).getFeatures().data().asFloat())
            .isEqualTo(expected.get(i).getFeatures().data().asFloat());
        assertThat(actual.get(i).getLabels()).isEqualTo(expected.get(i).getLabels());
      }
    }
    assertThat(inMemory(InMemoryDatasetTest::bytes).hash()).isEqualTo(files.hash());
  }

  @Test
  void bufferedImagesAreKeyedByPosition() {
    List<BufferedImage> images =
        List.of(
            new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB),
            new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB),
            new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB));

    Dataset data = Dataset.of(images, List.of("dog", "cat", "dog"));

    assertThat(data.classes()).containsExactly("cat", "dog");
    assertThat(data.samples())
        .extracting(Sample::key)
        .containsExactly("image-000001", "image-000000", "image-000002");
    assertThat(data.samples()).extracting(Sample::label).containsExactly(0, 1, 1);
    assertThat(data.samples()).extracting(Sample::group).startsWith("image-000001");
    assertThat(data.root()).isEmpty();
    assertThat(data.warnings()).isEmpty();
  }

  @Test
  void filesAreKeyedByPath() {
    Path file = files.samples().get(0).file().orElseThrow();

    Dataset data = Dataset.ofSources(List.of(ImageSource.of(file)), List.of("cat"));

    assertThat(data.samples().get(0).key()).doesNotContain("\\").endsWith("/cat/0.png");
    assertThat(data.samples().get(0).sha256()).isEqualTo(files.samples().get(0).sha256());
  }

  @Test
  void groupsByLastPartOfKey() {
    Dataset data =
        inMemory(InMemoryDatasetTest::bytes).withGrouping(Grouping.byFileName("^(\\d)\\.png"));

    assertThat(data.samples().get(0).group()).isEqualTo("0");
    assertThat(data.samples()).extracting(Sample::group).contains("dog/10.png");
  }

  /** Pixels of one image as (channel, row, column), in red, green, blue. */
  private static float[] chw(Image image) {
    float[] values = new float[3 * image.height() * image.width()];
    int next = 0;
    for (int channel = 0; channel < 3; channel++) {
      for (int row = 0; row < image.height(); row++) {
        for (int column = 0; column < image.width(); column++) {
          values[next++] = image.sample(row, column, channel);
        }
      }
    }
    return values;
  }

  private INDArray pixels() {
    float[][] rows =
        files.samples().stream()
            .map(sample -> chw(Decoder.decode(sample.file().orElseThrow())))
            .toArray(float[][]::new);
    return Nd4j.createFromArray(rows).reshape(files.size(), 3, 9, 12);
  }

  private void requireSamePixels(Dataset data) {
    assertThat(data.size()).isEqualTo(files.size());
    for (int i = 0; i < files.size(); i++) {
      assertThat(data.samples().get(i).label()).isEqualTo(files.samples().get(i).label());
      assertThat(PREPROCESSOR.read(data.samples().get(i).image()))
          .isEqualTo(PREPROCESSOR.read(files.samples().get(i).image()));
    }
  }

  @Test
  void arraysHaveThePixelsOfTheFiles() {
    requireSamePixels(Dataset.of(pixels(), labels()));
    requireSamePixels(Dataset.of(pixels().dup('f'), labels()));
  }

  private DataSetIterator iterator(INDArray pixels) {
    List<DataSet> examples =
        new DataSet(pixels, BatchArrays.targets(files.samples(), files.targets().get(0), 0))
            .asList();
    return new TestDataSetIterator(examples, 6);
  }

  @Test
  void iteratorIsReadCompletely() {
    DataSetIterator iterator = iterator(pixels());
    iterator.next();
    IteratorImages rgb = IteratorImages.of(iterator).order(Preprocessing.Order.RGB);

    requireSamePixels(rgb.read());
    assertThat(rgb.read().classes()).containsExactly("0", "1");
    assertThat(rgb.classes(List.of("dog", "cat")).read().classes()).containsExactly("dog", "cat");
  }

  @Test
  void iteratorIsScaledAndReordered() {
    INDArray blueFirst = pixels().dup('c');
    for (int channel = 0; channel < 3; channel++) {
      for (int i = 0; i < files.size(); i++) {
        blueFirst.slice(i).slice(channel).assign(pixels().slice(i).slice(2 - channel));
      }
    }

    requireSamePixels(Dataset.of(iterator(blueFirst)));
    requireSamePixels(IteratorImages.of(iterator(blueFirst.div(255))).range(0, 1).read());
    requireSamePixels(
        IteratorImages.of(iterator(blueFirst.div(127.5).subi(1))).range(-1, 1).read());
  }

  @Test
  void defaultsFitIteratorsOfDataVec() throws IOException {
    ImageRecordReader reader = new ImageRecordReader(9, 12, 3, new ParentPathLabelGenerator());
    reader.initialize(new FileSplit(folder.toFile()));

    Dataset data = Dataset.of(new RecordReaderDataSetIterator(reader, 6, 1, 2));

    assertThat(data.classes()).containsExactly("cat", "dog");
    assertThat(contents(data)).isEqualTo(contents(files));
  }

  /** Class and pixels of each image, sorted, since DataVec shuffles the files. */
  private static List<String> contents(Dataset data) {
    return data.samples().stream()
        .map(sample -> data.className(sample) + Arrays.toString(PREPROCESSOR.read(sample.image())))
        .sorted()
        .toList();
  }

  @Test
  void undecodableImagesAreSkipped() {
    byte[] text = "text".getBytes(StandardCharsets.US_ASCII);
    ImageSource good = files.samples().get(0).image();

    Dataset data = Dataset.ofSources(List.of(good, ImageSource.of(text)), List.of("cat", "dog"));

    assertThat(data.size()).isEqualTo(1);
    assertThat(data.skipped())
        .containsExactly(new SkippedFile("image-000001", "it is not a JPEG, PNG, GIF or BMP file"));
    assertThat(data.warnings())
        .containsExactly(
            "Class \"dog\" has no images in the dataset.",
            "1 file is skipped, for example image-000001: it is not a JPEG, PNG, GIF or BMP file.");
    assertThatThrownBy(() -> Dataset.ofSources(List.of(ImageSource.of(text)), List.of("dog")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "None of the images in the dataset can be decoded, for example image-000000: it is not a JPEG, PNG, GIF or BMP file.");
  }

  @Test
  void rejectsListsThatDoNotFit() {
    ImageSource image = ImageSource.of(Image.of(1, 1, 1, new byte[1]));

    assertThatThrownBy(() -> Dataset.ofSources(List.of(), List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessage("The list of images is empty. Pass at least one image.");
    assertThatThrownBy(() -> Dataset.ofSources(List.of(image), List.of("a", "b")))
        .isInstanceOf(UsageException.class)
        .hasMessage("There are 1 images but 2 labels. Pass one label for each image.");
    assertThatThrownBy(
            () -> Dataset.ofSources(List.of(image.named("x"), image.named("x")), List.of("a", "b")))
        .isInstanceOf(UsageException.class)
        .hasMessage("Two images are named \"x\". Give each image its own name, or none.");
  }

  @Test
  void rejectsArraysThatAreNotPixels() {
    assertThatThrownBy(() -> Dataset.of(Nd4j.zeros(2, 9, 12, 3), List.of("a", "b")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The images are an array of shape [2, 9, 12, 3]; expected [images, channels, height, width] with 1 or 3 channels. Reshape or permute it.");
    assertThatThrownBy(
            () -> Dataset.of(Nd4j.createFromArray(1f, 2f, 3f, -4.5f).reshape(2, 1, 1, 2), labels()))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Image 1 has the value -4.5; expected 0 to 255. Pass pixel values before any preprocessing.");
    assertThatThrownBy(
            () -> Dataset.of(Nd4j.valueArrayOf(new int[] {1, 1, 2, 2}, Float.NaN), labels()))
        .hasMessage(
            "Image 0 has the value NaN; expected 0 to 255. Pass pixel values before any preprocessing.");
    assertThatThrownBy(() -> Dataset.of(pixels().div(255), labels()))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "All pixel values are within 0-1; expected 0-255. Multiply them by 255, or set range(0, 1) of IteratorImages.");
  }

  @Test
  void rejectsIteratorsThatDoNotFit() {
    IteratorImages images = IteratorImages.of(iterator(pixels()));

    assertThatThrownBy(() -> images.classes(List.of("cat")).read())
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The iterator has 2 classes but 1 class names: cat. Pass one name for each class.");
    assertThatThrownBy(() -> images.range(0.5, 0.5))
        .isInstanceOf(UsageException.class)
        .hasMessage("The range must be two different finite numbers, got 0.5 and 0.5.");
    DataSet regression =
        new DataSet(Nd4j.zeros(1, 3, 2, 2), Nd4j.createFromArray(new float[][] {{0.5f, 0.5f}}));
    assertThatThrownBy(
            () -> IteratorImages.of(new TestDataSetIterator(List.of(regression), 1)).read())
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The label of image 0 is [0.5, 0.5]; expected one 1 and otherwise 0. Only iterators for classification are supported.");
  }

  @Test
  void overlapIsFoundByContent() {
    Dataset memory = inMemory(InMemoryDatasetTest::bytes);

    assertThat(Overlap.warning("training", files, "test", memory))
        .hasValue(
            "20 of 20 test images are also among the training images, for example cat/0.png (the same content as %s): the test results are too optimistic."
                .formatted(folder.resolve("cat/0.png")));
  }

  private static List<ImageSource> onePixelImages(int count) throws IOException {
    byte[] png = GeneratedImages.png();
    return IntStream.range(0, count).mapToObj(i -> ImageSource.of(png)).toList();
  }

  @Test
  void multiLabelDatasetHasAllLabelsThatOccur() throws IOException {
    Dataset data =
        Dataset.multiLabel(
            onePixelImages(3), List.of(Set.of("nodule", "edema"), Set.of(), Set.of("edema")));

    assertThat(data.task()).isEqualTo(Task.MULTI_LABEL);
    assertThat(data.classes()).containsExactly("edema", "nodule");
    assertThat(data.samples())
        .extracting(Sample::target)
        .containsExactly(Target.of(1, 1), Target.of(0, 0), Target.of(1, 0));
    assertThat(data.count(0)).isEqualTo(2);
    assertThat(data.warnings()).isEmpty();
  }

  @Test
  void regressionDatasetHasNumbers() throws IOException {
    Dataset data =
        Dataset.regression(
            onePixelImages(2),
            List.of("ink [px]", "width"),
            List.of(new float[] {3, 5}, new float[] {4, 5}));

    assertThat(data.task()).isEqualTo(Task.REGRESSION);
    assertThat(data.classes()).containsExactly("ink [px]", "width");
    assertThat(data.samples())
        .extracting(Sample::target)
        .containsExactly(Target.of(3, 5), Target.of(4, 5));
    assertThat(data.warnings())
        .containsExactly(
            "Target \"width\" is 5 for every image in the dataset: a model learns this constant,"
                + " and R2 is undefined. Check the column, or remove the target.");
  }

  @Test
  void rejectsInvalidLabelsAndNumbers() throws IOException {
    List<ImageSource> two = onePixelImages(2);

    assertThatThrownBy(() -> Dataset.multiLabel(two, List.of(Set.of(), Set.of())))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "There are no labels or target names."
                + " Give at least one image a label, or pass a name.");
    assertThatThrownBy(() -> Dataset.multiLabel(two, List.of(Set.of("a"))))
        .hasMessageStartingWith("There are 2 images but 1 labels.");
    assertThatThrownBy(
            () ->
                Dataset.regression(
                    two, List.of("x", "y"), List.of(new float[] {1, 2}, new float[] {3})))
        .isInstanceOf(UsageException.class)
        .hasMessage("Image 1 has 1 target value; expected 2: x, y.");
  }

  @Test
  void warnsAboutLabelsThatAreAlwaysPresent() throws IOException {
    Dataset data = Dataset.multiLabel(onePixelImages(2), List.of(Set.of("a", "b"), Set.of("a")));

    assertThat(data.warnings())
        .containsExactly(
            "Label \"a\" is positive for every image in the dataset: it can only be learned as"
                + " present, and its ROC AUC is undefined. Add images without it, or remove the label.");
  }
}
