package org.blockwright.weights.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.weights.registry.TestWeights.FILE;
import static org.blockwright.weights.registry.TestWeights.entry;
import static org.blockwright.weights.registry.TestWeights.store;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.base.WeightsException;
import org.blockwright.weights.registry.WeightsStore.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsStoreTest {
  private static final URI URL = URI.create("https://example.org/weights.h5");

  @TempDir Path folder;

  private final List<String> notes = new ArrayList<>();

  private Path cache() {
    return folder.resolve("cache");
  }

  /** A store with the bundled entries and one for the tested file. */
  private WeightsStore withTestedEntry(String... more) throws IOException {
    Path file = folder.resolve("weights.yaml");
    List<String> lines =
        new ArrayList<>(
            List.of(
                "weights:",
                "  tested:",
                "    network: covidnet",
                "    file: weights.h5",
                "    sha256: " + Hashing.sha256().hashBytes(FILE),
                "    preprocessing: tf"));
    lines.addAll(List.of(more));
    Files.write(file, lines);
    return store(cache()).registry(WeightsRegistry.bundled().with(file)).progress(notes());
  }

  private Progress notes() {
    return new Progress() {
      @Override
      public Task start(String name, long total) {
        return Progress.silent().start(name, total);
      }

      @Override
      public void note(String line) {
        notes.add(line);
      }
    };
  }

  private Path written(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  @Test
  void offlineErrorSaysWhatToDo() {
    WeightsStore offline = store(cache()).offline(true);
    assertThatThrownBy(() -> offline.fetch(entry(URL)))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "The weights \"tested\" are not in the cache %s, and nothing is downloaded with --offline. Run \"weights fetch tested\" with internet access, or download https://example.org/weights.h5 elsewhere and run \"weights import FILE\"."
                .formatted(cache()));
  }

  /** A file that was imported may be all that a machine without internet access has. */
  @Test
  void missingWeightsNameOthersOfTheNetworkInTheCache() throws IOException {
    WeightsStore offline = store(cache()).offline(true);
    written("cache/mobilenet-imagenet-tf/mobilenet_1_0_224_tf.h5", FILE);

    assertThatThrownBy(() -> offline.locate(PretrainedWeights.IMAGENET, "mobilenet", true))
        .isInstanceOf(WeightsException.class)
        .hasMessageEndingWith(
            "run \"weights import FILE\". Other weights of mobilenet are in the cache: --weights mobilenet-imagenet-tf.");
    assertThatThrownBy(() -> offline.locate(PretrainedWeights.named("imagnet"), "mobilenet", true))
        .hasMessageStartingWith("Unknown weights \"imagnet\". Did you mean \"imagenet\"?");
  }

  @Test
  void fileWithoutKnownHashIsGivenAsFile() {
    WeightsStore offline = store(cache()).offline(true).progress(notes());
    WeightsEntry entry = TestWeights.entryWithoutHash(100, URL);
    assertThatThrownBy(() -> offline.fetch(entry))
        .isInstanceOf(WeightsException.class)
        .hasMessageEndingWith(
            "or download https://example.org/weights.h5 elsewhere and give it as --weights FILE --preprocessing tf.");
    assertThat(notes)
        .containsExactly(
            "weights tested are not verified: no hash of their file is known, only its size is compared with the number of parameters");
  }

  @Test
  void entryWithoutAddressIsImported() throws IOException {
    WeightsStore store = withTestedEntry();
    WeightsEntry entry = store.registry().get("tested");
    assertThatThrownBy(() -> store.fetch(entry))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "The weights \"tested\" are not in the cache %s and cannot be downloaded: no address of their file is known. Get weights.h5 (SHA-256 %s; source: unknown) and run \"weights import FILE\", or give it as --weights FILE."
                .formatted(cache(), entry.sha256().orElseThrow()));

    assertThat(store.importFile(written("other-name.h5", FILE))).isEqualTo(entry);

    assertThat(store.state(entry)).isEqualTo(State.VALID);
    assertThat(store.offline(true).fetch(entry)).isEqualTo(store.path(entry)).hasSize(FILE.length);
    assertThat(notes).isEmpty();
  }

  @Test
  void unknownFileIsNotImported() throws IOException {
    Path file = written("other.h5", new byte[3]);
    assertThatThrownBy(() -> store(cache()).importFile(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith(
            file
                // The SHA-256 of three zero bytes, by sha256sum.
                + " is not a known weights file (3 bytes, SHA-256 709e80c88487a2411e1ee4dfb9f22a861492d20c4765150c0c794abd70f8147c). Use it as --weights FILE, or describe it in ");
    assertThat(cache()).doesNotExist();
  }

  @Test
  void damagedFileIsNotUsed() throws IOException {
    WeightsStore store = withTestedEntry();
    WeightsEntry entry = store.registry().get("tested");
    assertThat(store.state(entry)).isEqualTo(State.MISSING);
    Path file = written("cache/tested/weights.h5", new byte[FILE.length]);

    assertThat(store.state(entry)).isEqualTo(State.DAMAGED);
    assertThatThrownBy(() -> store.fetch(entry))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith(file + " is damaged: the file has the SHA-256 ")
        .hasMessageEndingWith(". Remove it, and fetch or import the weights again.");
  }

  @Test
  void damagedFileIsReplacedByImport() throws IOException {
    WeightsStore store = withTestedEntry();
    written("cache/tested/weights.h5", new byte[3]);
    // Of a download that was given up, and of a killed import.
    Path part = written("cache/tested/weights.h5.part", new byte[2]);
    Path killed = written("cache/tested/.weights.h5.12ab.tmp", new byte[2]);

    store.importFile(written("good.h5", FILE));

    assertThat(store.state(store.registry().get("tested"))).isEqualTo(State.VALID);
    assertThat(part).doesNotExist();
    assertThat(killed).doesNotExist();
  }

  @Test
  void namesAndFilesAreLocated() throws IOException {
    WeightsStore store = withTestedEntry();
    Path file = written("good.h5", FILE);
    Path other = written("other.h5", new byte[3]);
    WeightsEntry entry = store.importFile(file);

    assertThat(store.locate(PretrainedWeights.named("tested"), "covidnet", true).file())
        .isEqualTo(store.path(entry));
    assertThat(store.locate(PretrainedWeights.file(file), "covidnet", true).entry())
        .contains(entry);
    assertThat(store.locate(PretrainedWeights.file(other), "covidnet", true).entry()).isEmpty();
    assertThatThrownBy(() -> store.locate(PretrainedWeights.named("testd"), "covidnet", true))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("Unknown weights \"testd\". Did you mean \"tested\"?");
  }

  @Test
  void networkWithoutDefaultNamesItsOtherWeights() throws IOException {
    WeightsStore store = withTestedEntry();
    assertThatThrownBy(() -> store.locate(PretrainedWeights.IMAGENET, "covidnet", true))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "There are no weights \"imagenet\" for the network \"covidnet\". Known are tested; give a file or a name that \"weights list\" shows.");
    assertThatThrownBy(() -> store.locate(PretrainedWeights.IMAGENET, "mine", true))
        .hasMessage(
            "There are no weights \"imagenet\" for the network \"mine\". No weights of this network are known; give a file or a name that \"weights list\" shows.");
  }

  /** Whatever of the bundled weights is in the cache. */
  @Test
  void defaultOfTheUserIsNeverReplacedByBundledWeightsInTheCache() throws IOException {
    Path file = folder.resolve("weights.yaml");
    for (String top : List.of("true", "false")) {
      Files.write(
          file,
          List.of(
              "weights:",
              "  mine:",
              "    network: mobilenet",
              "    default: true",
              "    top: " + top,
              "    file: weights.h5",
              "    sha256: " + Hashing.sha256().hashBytes(FILE),
              "    preprocessing: tf"));
      WeightsStore store =
          store(cache()).registry(WeightsRegistry.bundled().with(file)).offline(true);
      for (String name : List.of("mobilenet-imagenet", "mobilenet-imagenet-notop")) {
        WeightsEntry bundled = store.registry().get(name);
        Path cached = store.path(bundled);
        Files.createDirectories(cached.getParent());
        Files.write(cached, new byte[1]);
      }
      for (boolean withTop : new boolean[] {true, false}) {
        assertThatThrownBy(() -> store.locate(PretrainedWeights.IMAGENET, "mobilenet", withTop))
            .isInstanceOf(WeightsException.class)
            .hasMessageStartingWith("The weights \"mine\" are not in the cache");
      }
    }
  }

  @Test
  void defaultWithHeadInTheCacheIsUsedWhereTheHeadIsNotNeeded() throws IOException {
    WeightsStore store = withTestedEntry("    default: true").offline(true);
    written("cache/tested/weights.h5", FILE);

    assertThat(store.locate(PretrainedWeights.IMAGENET, "covidnet", false).file())
        .isEqualTo(cache().resolve("tested/weights.h5"));
    assertThatThrownBy(() -> store.locate(PretrainedWeights.IMAGENET, "vgg16", false))
        .hasMessageStartingWith("The weights \"vgg16-imagenet-notop\" are not in the cache");
    assertThatThrownBy(() -> store.locate(PretrainedWeights.IMAGENET, "vgg16", true))
        .hasMessageStartingWith("The weights \"vgg16-imagenet\" are not in the cache");
    written("cache/vgg16-imagenet/vgg16_weights_tf_dim_ordering_tf_kernels.h5", new byte[3]);
    assertThatThrownBy(() -> store.locate(PretrainedWeights.IMAGENET, "vgg16", false))
        .hasMessageStartingWith(
            store.path(store.registry().get("vgg16-imagenet"))
                + " is damaged: the file has 3 bytes");
  }

  @Test
  void unverifiedWeightsSaySo() throws IOException {
    WeightsStore store = withTestedEntry().offline(true);
    WeightsEntry entry = store.registry().get("vgg19-imagenet");
    assertThatThrownBy(() -> store.fetch(entry)).isInstanceOf(WeightsException.class);
    assertThat(notes)
        .containsExactly(
            "weights vgg19-imagenet are not verified: size and hash are quoted from their source, Keras Applications");
  }

  @Test
  void textsAreFilesOrNames() throws IOException {
    Path existing = written("weights", FILE);
    assertThat(PretrainedWeights.parse("imagenet")).isEqualTo(PretrainedWeights.IMAGENET);
    assertThat(PretrainedWeights.parse("vgg16-imagenet"))
        .isEqualTo(PretrainedWeights.named("vgg16-imagenet"));
    for (String file : List.of("a.h5", "A.H5", "a.keras", "./a", "b\\a", existing.toString())) {
      assertThat(PretrainedWeights.parse(file)).isEqualTo(PretrainedWeights.file(Path.of(file)));
    }
    assertThat(PretrainedWeights.parse("imagenet")).hasToString("imagenet");
    // A folder of the module, in which the tests run.
    assertThat(PretrainedWeights.parse("src")).isEqualTo(PretrainedWeights.named("src"));
    assertThatThrownBy(() -> PretrainedWeights.parse("a\0b"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("\"a\0b\" is neither the name of weights nor a path.");
  }
}
