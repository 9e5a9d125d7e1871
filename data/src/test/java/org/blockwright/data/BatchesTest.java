package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.data.augment.InModelAugmenter;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.blockwright.dsl.input.AugmentationLayer;
import org.blockwright.dsl.input.InModelAugmentation;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Loads batches from a small folder of generated images. */
class BatchesTest {
  private static final ImagePreprocessor PREPROCESSOR =
      ImagePreprocessor.of(Shape.of(8, 10, 3), Preprocessing.CAFFE);
  private static final Augmentation AUGMENTATION =
      Augmentation.parse("flip,rotate=20,noise=5,brightness=0.5:1.5");

  @TempDir Path folder;
  private Dataset data;

  @BeforeEach
  void writeImages() throws IOException {
    GeneratedImages.write(folder.resolve("cats"), 7, 1);
    GeneratedImages.write(folder.resolve("dogs"), 6, 2);
    data = ImageFolder.read(folder, ImageFolder.Options.defaults());
  }

  private static List<DataSet> epoch(Batches batches) {
    List<DataSet> all = new ArrayList<>();
    while (batches.hasNext()) {
      all.add(batches.next());
    }
    return all;
  }

  @Test
  void inOrderReturnsImagesWithOneHotLabels() {
    try (Batches batches = Batches.inOrder(data, PREPROCESSOR, 5, 2)) {
      List<DataSet> all = epoch(batches);

      assertThat(all).extracting(DataSet::numExamples).containsExactly(5, 5, 3);
      INDArray first = all.get(0).getFeatures();
      assertThat(first.shape()).containsExactly(5, 3, 8, 10);
      // The images have one color, which resizing keeps; Caffe's channel order is BGR.
      int[] color = GeneratedImages.color(1, 0);
      assertThat(first.getFloat(0, 0, 7, 9)).isEqualTo((float) (color[2] - 103.939));
      assertThat(first.getFloat(0, 2, 0, 0)).isEqualTo((float) (color[0] - 123.68));
      assertThat(all.get(1).getLabels().toFloatMatrix())
          .isEqualTo(new float[][] {{1, 0}, {1, 0}, {0, 1}, {0, 1}, {0, 1}});
    }
  }

  @Test
  void numberOfThreadsDoesNotChangeBatches() {
    try (Batches one = Batches.shuffled(data, PREPROCESSOR, AUGMENTATION, 42, 4, 1);
        Batches four = Batches.shuffled(data, PREPROCESSOR, AUGMENTATION, 42, 4, 4)) {
      for (int epoch = 0; epoch < 3; epoch++) {
        one.epoch(epoch);
        four.epoch(epoch);
        assertThat(bits(epoch(one))).isEqualTo(bits(epoch(four)));
      }
    }
  }

  @Test
  void batchSizeDoesNotChangeOrderAndAugmentation() {
    try (Batches small = Batches.shuffled(data, PREPROCESSOR, AUGMENTATION, 42, 1, 2);
        Batches large = Batches.shuffled(data, PREPROCESSOR, AUGMENTATION, 42, 13, 2)) {
      assertThat(bits(epoch(small))).isEqualTo(bits(epoch(large)));
    }
  }

  @Test
  void orderDependsOnSeedAndEpoch() {
    try (Batches batches = Batches.shuffled(data, PREPROCESSOR, AUGMENTATION, 42, 13, 2);
        Batches otherSeed = Batches.shuffled(data, PREPROCESSOR, AUGMENTATION, 43, 13, 2)) {
      batches.next();
      List<Sample> first = batches.samples();
      batches.reset();
      batches.next();
      List<Sample> second = batches.samples();
      batches.epoch(0);
      batches.next();

      assertThat(batches.samples()).isEqualTo(first);
      assertThat(second).isNotEqualTo(first).hasSameElementsAs(first).hasSize(13);
      otherSeed.next();
      assertThat(otherSeed.samples()).isNotEqualTo(first).hasSameElementsAs(first);
    }
  }

  @Test
  void resetStartsNextEpochUnlessNothingWasRead() {
    try (Batches batches = Batches.shuffled(data, PREPROCESSOR, AUGMENTATION, 42, 13, 1)) {
      batches.reset();
      assertThat(batches.epoch()).isZero();
      batches.next();
      batches.reset();
      assertThat(batches.epoch()).isEqualTo(1);
    }
  }

  @Test
  void skipsFileThatCannotBeDecoded() throws IOException {
    // The structure is valid, so the folder scan accepts it; the pixels cannot be decoded.
    Path bad = data.samples().get(6).file().orElseThrow();
    Files.write(bad, GeneratedImages.damagedPng());

    try (Batches batches = Batches.inOrder(data, PREPROCESSOR, 5, 2)) {
      List<DataSet> all = epoch(batches);
      batches.reset();
      List<DataSet> second = epoch(batches);

      assertThat(all).extracting(DataSet::numExamples).containsExactly(5, 5, 2);
      assertThat(bits(second)).isEqualTo(bits(all));
      assertThat(batches.skipped())
          .containsExactly(
              new SkippedFile("cats/6.png", "the PNG is damaged: its pixels cannot be decoded"));
    }
  }

  @Test
  void failsIfNoFileCanBeDecoded() throws IOException {
    for (Sample sample : data.samples()) {
      Files.write(sample.file().orElseThrow(), new byte[0]);
    }
    try (Batches batches = Batches.inOrder(data, PREPROCESSOR, 5, 2)) {
      assertThatThrownBy(batches::hasNext)
          .isInstanceOf(DataException.class)
          .hasMessageEndingWith("for example cats/0.png: the file is empty.");
    }
  }

  @Test
  void measuresWaitTime() {
    CountDownLatch requested = new CountDownLatch(1);
    AtomicLong now = new AtomicLong();
    Ticker ticker =
        new Ticker() {
          @Override
          public long read() {
            long before = now.get();
            requested.countDown();
            return before;
          }
        };
    SampleLoader slow =
        (sample, epoch, repetition, row) -> {
          try {
            requested.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          now.set(Duration.ofMillis(250).toNanos());
          return Optional.empty();
        };
    try (Batches batches =
        new Batches(
            data, List.of(PREPROCESSOR.input()), slow, SampleOrder.sequential(), 13, 1, ticker)) {
      assertThat(batches.waitTime()).isZero();
      batches.next();
      assertThat(batches.waitTime()).isEqualTo(Duration.ofMillis(250));
      batches.epoch(1);
      assertThat(batches.waitTime()).isZero();
    }
  }

  @Test
  void prefetchesAtMostOneBatchAndTwoImagesPerThread() {
    AtomicLong loads = new AtomicLong();
    SampleLoader counting =
        (sample, epoch, repetition, row) -> {
          loads.incrementAndGet();
          return Optional.empty();
        };
    Batches batches =
        new Batches(
            data,
            List.of(PREPROCESSOR.input()),
            counting,
            SampleOrder.sequential(),
            2,
            1,
            Ticker.systemTicker());
    assertThat(loads).hasValue(0);

    batches.next();
    batches.close();

    assertThat(loads.get()).isBetween(2L, 2L + 2 + 2);
  }

  @Test
  void repeatedSamplesAreAugmentedAnew() {
    SampleOrder twice = (epoch, count) -> new int[] {3, 3, 5};
    try (Batches batches =
            Batches.augmented(
                data, PREPROCESSOR, AUGMENTATION, InModelAugmentation.NONE, twice, 42, 3, 1);
        Batches once =
            Batches.augmented(
                data,
                PREPROCESSOR,
                AUGMENTATION,
                InModelAugmentation.NONE,
                (epoch, count) -> new int[] {3},
                42,
                3,
                1)) {
      DataSet repeated = batches.next();

      assertThat(batches.samples())
          .containsExactly(data.samples().get(3), data.samples().get(3), data.samples().get(5));
      assertThat(repeated.getFeatures().slice(0)).isNotEqualTo(repeated.getFeatures().slice(1));
      assertThat(repeated.getFeatures().slice(0)).isEqualTo(once.next().getFeatures().slice(0));
    }
  }

  @Test
  void providesClassNamesAndSizes() {
    try (Batches batches = Batches.inOrder(data, PREPROCESSOR, 5, 1)) {
      assertThat(batches.getLabels()).containsExactly("cats", "dogs");
      assertThat(batches.totalOutcomes()).isEqualTo(2);
      assertThat(batches.inputColumns()).isEqualTo(240);
      assertThat(batches.batch()).isEqualTo(5);
      assertThat(batches.asyncSupported()).isFalse();
      assertThat(batches.next(3).numExamples()).isEqualTo(3);
      assertThat(batches.samples()).extracting(Sample::key).hasSize(3).contains("cats/0.png");
    }
  }

  @Test
  void passesExceptionOfLoaderThreadToConsumer() {
    SampleLoader broken =
        (sample, epoch, repetition, row) -> {
          throw new IllegalStateException("broken");
        };
    try (Batches batches =
        new Batches(
            data,
            List.of(PREPROCESSOR.input()),
            broken,
            SampleOrder.sequential(),
            2,
            1,
            Ticker.systemTicker())) {
      assertThatThrownBy(batches::next).isInstanceOf(DataException.class);
    }
  }

  @Test
  void appliesStepsOfNetworkAfterAugmentation() {
    InModelAugmentation steps =
        InModelAugmentation.of(
            new AugmentationLayer.RandomCrop(5, 6), new AugmentationLayer.Noise(8));
    Augmentation augmentation = Augmentation.parse("brightness=0.5:1.5@1");
    InModelAugmenter augmenter = new InModelAugmenter(steps, 42);

    try (Batches batches = Batches.shuffled(data, PREPROCESSOR, augmentation, steps, 42, 13, 2)) {
      batches.epoch(3);
      INDArray features = batches.next().getFeatures();

      assertThat(features.shape()).containsExactly(13, 3, 5, 6);
      for (int row = 0; row < 13; row++) {
        Sample sample = batches.samples().get(row);
        Image image = PREPROCESSOR.resize(Decoder.decode(sample.file().orElseThrow()));
        Image augmented =
            augmenter.apply(augmentation.apply(image, 42, 3, sample.key()), 3, sample.key());
        assertThat(features.slice(row).dup('c').data().asFloat())
            .containsExactly(PREPROCESSOR.preprocess(augmented));
      }
    }
  }

  @Test
  void stepsOfNetworkGetGrayImagesWithAllChannels() {
    ImagePreprocessor gray = new ImagePreprocessor(Shape.of(8, 10, 3), Preprocessing.NONE, true);
    InModelAugmentation noise = InModelAugmentation.of(new AugmentationLayer.Noise(8));

    try (Batches batches = Batches.shuffled(data, gray, Augmentation.none(), noise, 42, 13, 1)) {
      INDArray features = batches.next().getFeatures();

      assertThat(features.getFloat(0, 0, 2, 3)).isNotEqualTo(features.getFloat(0, 1, 2, 3));
    }
  }

  @Test
  void rejectsBatchesAboveTwoGigabytes() {
    List<Sample> many = Collections.nCopies(900, data.samples().get(0));
    Dataset large =
        new Dataset(
            Optional.of(folder),
            data.targets(),
            ImmutableList.copyOf(many),
            ImmutableList.of(),
            ImmutableList.of());
    ImagePreprocessor preprocessor = ImagePreprocessor.of(Shape.of(448, 448, 3), Preprocessing.TF);

    assertThatThrownBy(() -> Batches.inOrder(large, preprocessor, 1000, 1))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "A batch of 900 images has 2167603200 bytes; the limit is 2147483647 bytes."
                + " Use a smaller batch size.");
    Batches.inOrder(large, preprocessor, 800, 1).close();
  }

  /** The bits of all features. */
  private static List<Integer> bits(List<DataSet> batches) {
    List<Integer> bits = new ArrayList<>();
    for (DataSet batch : batches) {
      for (float value : batch.getFeatures().dup('c').data().asFloat()) {
        bits.add(Float.floatToRawIntBits(value));
      }
    }
    return bits;
  }
}
