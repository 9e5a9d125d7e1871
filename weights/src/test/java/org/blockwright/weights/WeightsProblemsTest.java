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

/** The exact words of every message about a file that cannot be read. */
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
  void aMissingFile() {
    Path path = folder.resolve("vgg.h5");
    assertRejected(
        path,
        path
            + ": no such weights file. Check the path; \"zoo NETWORK\" tells where its weights are from.");
  }

  @Test
  void aFolder() {
    assertRejected(
        folder, folder + " is a folder, not a weights file. Name the .h5 or .keras file in it.");
  }

  @Test
  void anEmptyFile() throws IOException {
    assertRejected(
        Files.createFile(folder.resolve("vgg.h5")), "vgg.h5 is empty (0 bytes). Fetch it again.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "<html>404 Not Found</html>", "version https://git-lfs.github.com/"})
  void aTextFile(String text) throws IOException {
    assertRejected(
        Files.writeString(folder.resolve("vgg.h5"), text),
        "vgg.h5 is not an HDF5 file. Weights are read from Keras's .h5, .weights.h5 and .keras files.");
  }

  @ParameterizedTest
  @ValueSource(ints = {96, 800, 2_000, 10_000, 23_759})
  void aFileThatIsCutShort(int bytes) throws IOException {
    byte[] whole = Files.readAllBytes(WeightsFileTest.resource("types.h5"));
    Path cut = Files.write(folder.resolve("vgg.h5"), Arrays.copyOf(whole, bytes));
    assertRejected(
        cut, "vgg.h5 is cut short: %,d bytes of 23,760. Fetch it again.".formatted(bytes));
  }

  @Test
  void numbersAreWrittenAlikeInEveryLanguage() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(WeightsProblems.truncated("vgg.h5", 10_000, 23_760))
          .hasMessage("vgg.h5 is cut short: 10,000 bytes of 23,760. Fetch it again.");
      assertThat(WeightsProblems.tooLarge("vgg.h5", "fc1", "kernel:0", 10_000, 23_760))
          .hasMessage(
              "vgg.h5: \"kernel:0\" of layer \"fc1\" claims 10,000 bytes, the file has 23,760. The file is damaged; fetch it again.");
      assertThat(WeightsProblems.shapeMismatch("vgg.h5", "fc1/kernel", List.of(2, 5), 1_000))
          .hasMessage(
              "vgg.h5: \"fc1/kernel\" has shape 2x5 and 1,000 numbers. Give one number for each place.");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aFileOfWhichOnlyTheFirstBytesAreThere() throws IOException {
    byte[] whole = Files.readAllBytes(WeightsFileTest.resource("types.h5"));
    Path cut = Files.write(folder.resolve("vgg.h5"), Arrays.copyOf(whole, 20));
    assertRejected(cut, "vgg.h5 is cut short: 20 bytes of 64. Fetch it again.");
  }

  @Test
  void aSharedFileThatIsCutShort() throws IOException {
    byte[] whole =
        Files.readAllBytes(SharedData.path("weights/mobilenet_1_0_224_tf_to_conv_pw_12.h5"));
    Path cut = Files.write(folder.resolve("mobilenet.h5"), Arrays.copyOf(whole, 1_000_000));
    assertRejected(cut, "mobilenet.h5 is cut short: 1,000,000 bytes of 8,833,912. Fetch it again.");
  }

  @Test
  void aFileWhoseInsideIsOverwritten() throws IOException {
    byte[] bytes = Files.readAllBytes(WeightsFileTest.resource("types.h5"));
    Arrays.fill(bytes, 96, 800, (byte) 0);
    assertThatThrownBy(() -> WeightsFile.open(Files.write(folder.resolve("vgg.h5"), bytes)).close())
        .isInstanceOf(WeightsException.class)
        .message()
        .startsWith("vgg.h5 is damaged: ")
        .endsWith(". Fetch it again.")
        .doesNotContain("\n");
  }

  @Test
  void aFileOfANewerHdf5() {
    assertRejected(
        "newest.h5",
        "newest.h5 uses a part of HDF5 that is not read: Unsupported data layout message version detected. Detected version = 5. Write it with libver=\"earliest\", as Keras does.");
  }

  @Test
  void anHdf5FileOfSomethingElse() {
    assertRejected(
        "no-layers.h5",
        "no-layers.h5 is an HDF5 file but holds no Keras weights: no layer_names, no model_weights, no layers; its groups are \"images\". Save it with save_weights.");
  }

  @Test
  void aFileOfEmptyLayers() {
    assertRejected(
        "no-weights.h5",
        "no-weights.h5 holds no weights: every layer in it is empty. Save it from a built model.");
  }

  @Test
  void aFileForTheano() {
    assertRejected(
        "theano.h5",
        "theano.h5 holds kernels for Theano, which are laid out and turned otherwise. Use the file with tf_kernels in its name.");
  }

  @Test
  void aFileForTheanoByItsName() throws IOException {
    Path path = folder.resolve("vgg16_weights_tf_dim_ordering_th_kernels.h5");
    Files.copy(WeightsFileTest.resource("types.h5"), path);
    assertRejected(
        path,
        "vgg16_weights_tf_dim_ordering_th_kernels.h5 holds kernels for Theano, which are laid out and turned otherwise. Use the file with tf_kernels in its name.");
  }

  @Test
  void aListedLayerWithoutAGroup() {
    assertRejected(
        "lost-group.h5",
        "lost-group.h5 lists layer \"d\" but holds no group of that name. The file is damaged; fetch it again.");
  }

  @Test
  void aListedArrayThatIsNotThere() {
    assertRejected(
        "lost-array.h5",
        "lost-array.h5: layer \"c\" lists \"c/kernel:0\" but holds no array of that name. The file is damaged; fetch it again.");
  }

  @Test
  void numbersOfATypeThatHdf5DoesNotKnow() {
    assertRejected(
        "opaque.h5",
        "opaque.h5 holds numbers of a type that HDF5 does not know, as Keras writes bfloat16; float16, float32 and float64 are read. Save it as float32.");
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
  void anArrayOfIntegers() {
    assertArrayRejected(
        "integers.h5",
        0,
        "integers.h5: \"c/kernel:0\" of layer \"c\" is stored as long; float16, float32 and float64 are read. Save it as float32.");
  }

  @Test
  void anArrayThatHoldsNan() {
    assertArrayRejected(
        "nan.h5",
        0,
        "nan.h5: \"c/kernel:0\" of layer \"c\" holds NaN as a 32-bit number. Its training diverged, or the file is damaged; use weights without NaN and infinite values.");
  }

  @Test
  void anArrayWithNumbersBeyondFloat32() {
    assertArrayRejected(
        "nan.h5",
        1,
        "nan.h5: \"c/bias:0\" of layer \"c\" holds Infinity as a 32-bit number. Its training diverged, or the file is damaged; use weights without NaN and infinite values.");
  }

  @Test
  void aKerasFileOfWhichABitIsWrong() throws IOException {
    byte[] bytes =
        Files.readAllBytes(SharedData.path("golden/keras-files/mobilenet-0.25-96/model.keras"));
    bytes[bytes.length / 2] ^= 1;
    Path path = folder.resolve("a.keras");
    Files.write(path, bytes);

    assertThatThrownBy(() -> WeightsFile.open(path))
        .isInstanceOf(WeightsException.class)
        .message()
        .startsWith("a.keras is damaged: its entry \"model.weights.h5\" is damaged: CRC-32 ")
        .endsWith(". Fetch it again.");
  }

  @Test
  void anArrayThatClaimsMoreThanTheFileCanHold() {
    assertRejected(
        "huge.h5",
        "huge.h5: \"c/kernel:0\" of layer \"c\" claims 1,073,741,824 bytes, the file has 3,664. The file is damaged; fetch it again.");
  }

  @Test
  void aZipThatIsNoKerasFile() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("model.zip"));
    }
    assertRejected(
        Files.write(folder.resolve("a.keras"), bytes.toByteArray()),
        "a.keras is a zip without model.weights.h5, so not a .keras file. Weights are read from Keras's .h5, .weights.h5 and .keras files.");
  }

  @Test
  void aKerasFileThatIsCutShort() throws IOException {
    byte[] whole = Files.readAllBytes(SharedData.path("golden/keras-files/mobilenet/model.keras"));
    Path cut = Files.write(folder.resolve("a.keras"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> WeightsFile.open(cut).close())
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "a.keras is damaged: it is not a valid zip file (zip END header not found). Fetch it again.");
  }

  @Test
  void anArrayWhoseBytesAreOverwritten() throws IOException {
    Path path = folder.resolve("a.h5");
    byte[] bytes = Files.readAllBytes(WeightsFileTest.resource("types.h5"));
    // The packed chunks are the only deflate streams: 0x78 0x5e is their header.
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
          .startsWith("a.h5 is damaged at \"packed/kernel:0\" of \"packed\": ")
          .endsWith(". Fetch it again.")
          .doesNotContain("\n");
    }
  }

  @Test
  void bytesOverwrittenAnywhereNeverGiveABareException() throws IOException {
    assertThat(rejectedCountWhenOverwritten(11, 100)).isPositive();
  }

  @Test
  @Tag("slow")
  void bytesOverwrittenAnywhereNeverGiveABareExceptionInManyTrials() throws IOException {
    assertThat(rejectedCountWhenOverwritten(12, 1_500)).isPositive();
  }

  private int rejectedCountWhenOverwritten(long seed, int trials) throws IOException {
    byte[] whole = Files.readAllBytes(WeightsFileTest.resource("types.h5"));
    SplitMix64 random = new SplitMix64(seed);
    int refused = 0;
    for (int trial = 0; trial < trials; trial++) {
      byte[] bytes = whole.clone();
      for (int k = 0; k < 1 + trial % 8; k++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Path path = Files.write(folder.resolve("a.h5"), bytes);
      try (WeightsFile file = WeightsFile.open(path)) {
        file.layers().forEach(l -> l.arrays().forEach(file::read));
      } catch (WeightsException e) {
        refused++;
        assertThat(e.getMessage()).startsWith("a.h5").doesNotContain("\n");
      }
    }
    return refused;
  }

  @Test
  void unreadableAndUnwritableFilesGiveTheSystemsReason() {
    assertThat(WeightsProblems.unreadable("a.h5", new IOException("Input/output error")))
        .hasMessage("a.h5 cannot be read: Input/output error. Check permissions and the disk.");
    assertThat(WeightsProblems.verificationFailed("a.h5", "conv1"))
        .hasMessage(
            "a.h5: layer \"conv1\" reads back otherwise than it was written; nothing was kept. Check the disk, and write again.");
  }

  @Test
  void anArrayWithFewerNumbersThanItsHeaderSays() {
    FileArray array = new FileArray("c", "c/kernel:0", ImmutableList.of(2, 3), "/c/c/kernel:0");
    assertThat(WeightsProblems.damagedArray("a.h5", array, null))
        .hasMessage(
            "a.h5 is damaged at \"c/kernel:0\" of \"c\": fewer numbers than its header says. Fetch it again.");
  }

  @Test
  void aGroupWithinItself() {
    BlockwrightException e = WeightsProblems.damaged("a.h5", new StackOverflowError());
    assertThat(e).hasMessage("a.h5 is damaged: a group stands within itself. Fetch it again.");
  }

  @Test
  void aNetworkThatReadsItself() {
    assertThatThrownBy(
            () ->
                KerasOrder.of(
                    List.of(KerasOrderTest.node("a", "b"), KerasOrderTest.node("b", "a")), "b"))
        .isInstanceOf(DescriptionException.class)
        .hasMessage("\"b\" needs its own output. A network's layers must not form a circle.");
  }

  @Test
  void aNetworkThatReadsWhatIsNotThere() {
    assertThatThrownBy(
            () ->
                KerasOrder.of(
                    List.of(KerasOrderTest.node("conv1"), KerasOrderTest.node("b", "conv2")), "b"))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "\"b\" reads \"conv2\", which is not a layer of the network. Did you mean \"conv1\"? Name a layer that is there.");
  }
}
