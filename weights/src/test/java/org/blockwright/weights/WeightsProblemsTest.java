package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.blockwright.base.BlockwrightException;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.SharedData;
import org.blockwright.base.SplitMix64;
import org.blockwright.base.WeightsException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The full text of every message about a file that cannot be read. */
class WeightsProblemsTest {
  @TempDir Path folder;

  private static void assertRejected(Path path, String message) {
    assertThatThrownBy(() -> WeightsFile.open(path).close())
        .isInstanceOf(WeightsException.class)
        .hasMessage(message);
  }

  private static void assertRejected(String resource, String message) {
    assertRejected(WeightsFileTest.resource(resource), message);
  }

  @Test
  void missingFile() {
    Path path = folder.resolve("vgg.h5");
    assertRejected(
        path,
        path
            + ": no such weights file. Check the path; \"zoo NETWORK\" shows where pretrained weights come from.");
  }

  @Test
  void folderInsteadOfFile() {
    assertRejected(
        folder,
        folder
            + " is a folder, not a weights file. Give the path of the .h5 or .keras file in it.");
  }

  @Test
  void emptyFile() throws IOException {
    assertRejected(
        Files.createFile(folder.resolve("vgg.h5")),
        "vgg.h5 is empty (0 bytes). Download it again.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "<html>404 Not Found</html>", "version https://git-lfs.github.com/"})
  void textFile(String text) throws IOException {
    assertRejected(
        Files.writeString(folder.resolve("vgg.h5"), text),
        "vgg.h5 is not an HDF5 file. Supported are Keras's .h5, .weights.h5 and .keras files.");
  }

  @ParameterizedTest
  @ValueSource(ints = {96, 800, 2_000, 10_000, 23_759})
  void truncatedFile(int bytes) throws IOException {
    byte[] whole = Files.readAllBytes(WeightsFileTest.resource("types.h5"));
    Path cut = Files.write(folder.resolve("vgg.h5"), Arrays.copyOf(whole, bytes));
    assertRejected(
        cut, "vgg.h5 is truncated: %,d of 23,760 bytes. Download it again.".formatted(bytes));
  }

  @Test
  void numbersAreFormattedEquallyInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(WeightsProblems.truncated("vgg.h5", 10_000, 23_760))
          .hasMessage("vgg.h5 is truncated: 10,000 of 23,760 bytes. Download it again.");
      assertThat(WeightsProblems.tooLarge("vgg.h5", "fc1", "kernel:0", 10_000, 23_760))
          .hasMessage(
              "vgg.h5: \"kernel:0\" of layer \"fc1\" claims 10,000 bytes, but the file has 23,760. The file is damaged; download it again.");
      assertThat(WeightsProblems.shapeMismatch("vgg.h5", "fc1/kernel", List.of(2, 5), 1_000))
          .hasMessage(
              "vgg.h5: \"fc1/kernel\" has shape 2x5, but 1,000 values were given. Pass one value per element.");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void fileWithTruncatedHeader() throws IOException {
    byte[] whole = Files.readAllBytes(WeightsFileTest.resource("types.h5"));
    Path cut = Files.write(folder.resolve("vgg.h5"), Arrays.copyOf(whole, 20));
    assertRejected(cut, "vgg.h5 is truncated: 20 of 64 bytes. Download it again.");
  }

  @Test
  void truncatedMobilenetFile() throws IOException {
    byte[] whole =
        Files.readAllBytes(SharedData.path("weights/mobilenet_1_0_224_tf_to_conv_pw_12.h5"));
    Path cut = Files.write(folder.resolve("mobilenet.h5"), Arrays.copyOf(whole, 1_000_000));
    assertRejected(
        cut, "mobilenet.h5 is truncated: 1,000,000 of 8,833,912 bytes. Download it again.");
  }

  @Test
  void overwrittenFile() throws IOException {
    byte[] bytes = Files.readAllBytes(WeightsFileTest.resource("types.h5"));
    Arrays.fill(bytes, 96, 800, (byte) 0);
    assertThatThrownBy(() -> WeightsFile.open(Files.write(folder.resolve("vgg.h5"), bytes)).close())
        .isInstanceOf(WeightsException.class)
        .message()
        .startsWith("vgg.h5 is damaged: ")
        .endsWith(". Download it again.")
        .doesNotContain("\n");
  }

  @Test
  void fileOfNewerHdf5() {
    assertRejected(
        "newest.h5",
        "newest.h5 uses an unsupported HDF5 feature: Unsupported data layout message version detected. Detected version = 5. Write it with libver=\"earliest\", as Keras does.");
  }

  @Test
  void hdf5FileWithoutWeights() {
    assertRejected(
        "no-layers.h5",
        "no-layers.h5 is an HDF5 file without Keras weights: expected layer_names, model_weights or layers, found the groups \"images\". Save the weights with Keras's save_weights.");
  }

  @Test
  void fileOfEmptyLayers() {
    assertRejected(
        "no-weights.h5",
        "no-weights.h5 contains no weights: all its layers are empty. Save it from a built model.");
  }

  @Test
  void fileForTheano() {
    assertRejected(
        "theano.h5",
        "theano.h5 contains Theano kernels, which have a different layout. Use the file with tf_kernels in its name.");
  }

  @Test
  void fileForTheanoByName() throws IOException {
    Path path = folder.resolve("vgg16_weights_tf_dim_ordering_th_kernels.h5");
    Files.copy(WeightsFileTest.resource("types.h5"), path);
    assertRejected(
        path,
        "vgg16_weights_tf_dim_ordering_th_kernels.h5 contains Theano kernels, which have a different layout. Use the file with tf_kernels in its name.");
  }

  @Test
  void listedLayerWithoutGroup() {
    assertRejected(
        "lost-group.h5",
        "lost-group.h5 lists layer \"d\" but contains no group of that name. The file is damaged; download it again.");
  }

  @Test
  void listedArrayIsMissing() {
    assertRejected(
        "lost-array.h5",
        "lost-array.h5: layer \"c\" lists \"c/kernel:0\" but contains no array of that name. The file is damaged; download it again.");
  }

  @Test
  void numbersOfTypeUnknownToHdf5() {
    assertRejected(
        "opaque.h5",
        "opaque.h5 contains numbers of a type unknown to HDF5, such as Keras's bfloat16; supported are float16, float32 and float64. Save it as float32.");
  }

  private static void assertArrayRejected(String resource, int array, String message) {
    try (WeightsFile file = WeightsFile.open(WeightsFileTest.resource(resource))) {
      FileArray first = file.contents().weightedLayers().get(0).arrays().get(array);
      assertThatThrownBy(() -> file.read(first))
          .isInstanceOf(WeightsException.class)
          .hasMessage(message);
    }
  }

  @Test
  void integerArray() {
    assertArrayRejected(
        "integers.h5",
        0,
        "integers.h5: \"c/kernel:0\" of layer \"c\" is stored as long; supported are float16, float32 and float64. Save it as float32.");
  }

  @Test
  void arrayWithNan() {
    assertArrayRejected(
        "nan.h5",
        0,
        "nan.h5: \"c/kernel:0\" of layer \"c\" contains NaN in float32. Training diverged, or the file is damaged; use weights without NaN and infinite values.");
  }

  @Test
  void arrayWithNumbersBeyondFloat32() {
    assertArrayRejected(
        "nan.h5",
        1,
        "nan.h5: \"c/bias:0\" of layer \"c\" contains Infinity in float32. Training diverged, or the file is damaged; use weights without NaN and infinite values.");
  }

  @Test
  void kerasFileWithFlippedBit() throws IOException {
    byte[] bytes =
        Files.readAllBytes(SharedData.path("golden/keras-files/mobilenet-0.25-96/model.keras"));
    bytes[bytes.length / 2] ^= 1;
    Path path = folder.resolve("a.keras");
    Files.write(path, bytes);

    assertThatThrownBy(() -> WeightsFile.open(path))
        .isInstanceOf(WeightsException.class)
        .message()
        .startsWith("a.keras is damaged: its entry \"model.weights.h5\" is damaged: CRC-32 ")
        .endsWith(". Download it again.");
  }

  @Test
  void arrayLargerThanFile() {
    assertRejected(
        "huge.h5",
        "huge.h5: \"c/kernel:0\" of layer \"c\" claims 1,073,741,824 bytes, but the file has 3,664. The file is damaged; download it again.");
  }

  @Test
  void zipThatIsNotKerasFile() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("model.zip"));
    }
    assertRejected(
        Files.write(folder.resolve("a.keras"), bytes.toByteArray()),
        "a.keras is a zip file without model.weights.h5, so it is not a .keras file. Supported are Keras's .h5, .weights.h5 and .keras files.");
  }

  @Test
  void truncatedKerasFile() throws IOException {
    byte[] whole = Files.readAllBytes(SharedData.path("golden/keras-files/mobilenet/model.keras"));
    Path cut = Files.write(folder.resolve("a.keras"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> WeightsFile.open(cut).close())
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "a.keras is damaged: it is not a valid zip file (zip END header not found). Download it again.");
  }

  @Test
  void overwrittenArray() throws IOException {
    Path path = folder.resolve("a.h5");
    byte[] bytes = Files.readAllBytes(WeightsFileTest.resource("types.h5"));
    // 0x78 0x5e is the header of the deflate streams, which are the packed chunks.
    for (int i = 0; i + 1 < bytes.length; i++) {
      if (bytes[i] == 0x78 && bytes[i + 1] == 0x5e) {
        Arrays.fill(bytes, i, i + 8, (byte) 0xff);
      }
    }
    Files.write(path, bytes);
    try (WeightsFile file = WeightsFile.open(path)) {
      FileArray packed =
          file.layers().stream()
              .filter(l -> l.name().equals("packed"))
              .findFirst()
              .orElseThrow()
              .arrays()
              .get(0);
      assertThatThrownBy(() -> file.read(packed))
          .isInstanceOf(WeightsException.class)
          .message()
          .startsWith("a.h5 is damaged at array \"packed/kernel:0\" of layer \"packed\": ")
          .endsWith(". Download it again.")
          .doesNotContain("\n");
    }
  }

  @Test
  void overwrittenBytesNeverCauseOtherExceptions() throws IOException {
    assertThat(rejectedCountWhenOverwritten(11, 100)).isPositive();
  }

  @Test
  @Tag("slow")
  void overwrittenBytesNeverCauseOtherExceptionsInManyTrials() throws IOException {
    assertThat(rejectedCountWhenOverwritten(12, 1_500)).isPositive();
  }

  private int rejectedCountWhenOverwritten(long seed, int trials) throws IOException {
    byte[] whole = Files.readAllBytes(WeightsFileTest.resource("types.h5"));
    SplitMix64 random = new SplitMix64(seed);
    int rejected = 0;
    for (int trial = 0; trial < trials; trial++) {
      byte[] bytes = whole.clone();
      for (int k = 0; k < 1 + trial % 8; k++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Path path = Files.write(folder.resolve("a.h5"), bytes);
      try (WeightsFile file = WeightsFile.open(path)) {
        file.layers().forEach(l -> l.arrays().forEach(file::read));
      } catch (WeightsException e) {
        rejected++;
        assertThat(e.getMessage()).startsWith("a.h5").doesNotContain("\n");
      }
    }
    return rejected;
  }

  @Test
  void lengthBeyondTheMemoryIsDamage() {
    assertThat(WeightsProblems.damaged("a.h5", new OutOfMemoryError("Java heap space")))
        .hasMessage("a.h5 is damaged: a length in it exceeds the memory. Download it again.");
  }

  @Test
  void unreadableAndUnverifiedFiles() {
    assertThat(WeightsProblems.unreadable("a.h5", new IOException("Input/output error")))
        .hasMessage("a.h5 cannot be read: Input/output error. Check permissions and the disk.");
    assertThat(WeightsProblems.verificationFailed("a.h5", "conv1"))
        .hasMessage(
            "a.h5: layer \"conv1\" reads back differently from what was written; the file was not saved. Check the disk and write it again.");
  }

  @Test
  void arrayWithFewerValuesThanItsHeaderDeclares() {
    FileArray array = new FileArray("c", "c/kernel:0", ImmutableList.of(2, 3), "/c/c/kernel:0");
    assertThat(WeightsProblems.damagedArray("a.h5", array, null))
        .hasMessage(
            "a.h5 is damaged at array \"c/kernel:0\" of layer \"c\": fewer values than its header declares. Download it again.");
  }

  @Test
  void groupThatContainsItself() {
    BlockwrightException e = WeightsProblems.damaged("a.h5", new StackOverflowError());
    assertThat(e).hasMessage("a.h5 is damaged: a group contains itself. Download it again.");
  }

  @Test
  void cycleOfLayers() {
    assertThatThrownBy(
            () ->
                KerasOrder.of(
                    List.of(KerasOrderTest.node("a", "b"), KerasOrderTest.node("b", "a")), "b"))
        .isInstanceOf(DescriptionException.class)
        .hasMessage("Layer \"b\" depends on its own output. Layers must not form a cycle.");
  }

  @Test
  void unknownInputLayer() {
    assertThatThrownBy(
            () ->
                KerasOrder.of(
                    List.of(KerasOrderTest.node("conv1"), KerasOrderTest.node("b", "conv2")), "b"))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "Layer \"b\" takes \"conv2\" as input, which is not a layer of the network. Did you mean \"conv1\"? Use the name of an existing layer.");
  }
}
