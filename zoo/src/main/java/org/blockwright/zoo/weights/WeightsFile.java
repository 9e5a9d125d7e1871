package org.blockwright.zoo.weights;

import com.google.common.base.Suppliers;
import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.exceptions.UnsupportedHdfException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.WeightsException;
import org.blockwright.zoo.weights.Provenance.Format;

/**
 * A weights file of Keras, open for reading: the legacy {@code .h5} of Keras 1 and 2, whole models
 * saved as {@code .h5}, {@code *.weights.h5} and {@code *.keras} of Keras 3. Names and shapes are
 * read at once, numbers on demand, array by array.
 *
 * <p>Every failure is a {@link WeightsException} whose message names the file. Not for use by
 * several threads at once.
 */
public final class WeightsFile implements AutoCloseable {
  private final Path path;
  private final HdfFile hdf;
  private final AutoCloseable temporary;
  private final FileContents contents;
  private final Supplier<Provenance> provenance;

  private WeightsFile(
      Path path, HdfFile hdf, AutoCloseable temporary, FileContents contents, Origin origin) {
    this.path = path;
    this.hdf = hdf;
    this.temporary = temporary;
    this.contents = contents;
    this.provenance = Suppliers.memoize(() -> provenance(path, origin));
  }

  private record Origin(Format format, String kerasVersion, String backend) {}

  /** Opens a file and reads names and shapes. */
  public static WeightsFile open(Path path) {
    String name = name(path);
    try {
      check(path, name);
      Hdf5Header header = Hdf5Header.of(path);
      if (header.isZip()) {
        return openArchive(path, name);
      }
      checkHdf5(header, Files.size(path), name);
      return openHdf5(path, path, name, () -> {}, Provenance.UNKNOWN, false);
    } catch (IOException e) {
      throw WeightsProblems.unreadable(name, e);
    }
  }

  private static String name(Path path) {
    Path last = path.getFileName();
    return last == null ? path.toString() : last.toString();
  }

  private static void check(Path path, String name) throws IOException {
    if (!Files.exists(path)) {
      throw WeightsProblems.missing(path);
    }
    if (Files.isDirectory(path)) {
      throw WeightsProblems.folder(path);
    }
    if (Files.size(path) == 0) {
      throw WeightsProblems.empty(name);
    }
    // Theano kernels are turned by 180 degrees and laid out otherwise; only the name tells.
    if (name.contains("_th_kernels")) {
      throw WeightsProblems.theano(name);
    }
  }

  private static void checkHdf5(Hdf5Header header, long bytes, String name) {
    if (!header.isHdf5()) {
      throw WeightsProblems.notHdf5(name);
    }
    long expected = header.expectedBytes();
    if (bytes < expected) {
      throw WeightsProblems.truncated(name, bytes, expected);
    }
  }

  private static WeightsFile openArchive(Path path, String name) throws IOException {
    KerasArchive archive = KerasArchive.extract(path, name);
    boolean open = false;
    try {
      Path inner = archive.weights();
      checkHdf5(Hdf5Header.of(inner), Files.size(inner), name);
      WeightsFile file = openHdf5(path, inner, name, archive, archive.kerasVersion(), true);
      open = true;
      return file;
    } finally {
      if (!open) {
        archive.close();
      }
    }
  }

  private static WeightsFile openHdf5(
      Path path, Path source, String name, AutoCloseable temporary, String version, boolean zip)
      throws IOException {
    HdfFile hdf = null;
    boolean open = false;
    try {
      hdf = new HdfFile(source);
      KerasLayouts layouts = new KerasLayouts(name, Files.size(source));
      Group root = hdf;
      boolean whole = false;
      if (!KerasLayouts.isLegacy(root)
          && root.getChildren().get("model_weights") instanceof Group inner) {
        root = inner;
        whole = true;
      }
      WeightsFile file;
      if (KerasLayouts.isLegacy(root)) {
        String backend = KerasLayouts.text(root, "backend").orElse(Provenance.UNKNOWN);
        if (backend.equals("theano")) {
          throw WeightsProblems.theano(name);
        }
        String keras = KerasLayouts.text(root, "keras_version").orElse(version);
        Format format = whole ? Format.KERAS_MODEL_H5 : Format.KERAS_H5;
        FileContents contents = new FileContents(name, true, layouts.legacy(root));
        file = new WeightsFile(path, hdf, temporary, contents, new Origin(format, keras, backend));
      } else if (root.getChildren().get("layers") instanceof Group layers) {
        Format format = zip ? Format.KERAS3_ARCHIVE : Format.KERAS3_WEIGHTS_H5;
        FileContents contents = new FileContents(name, false, layouts.keras3(layers));
        Origin origin = new Origin(format, version, Provenance.UNKNOWN);
        file = new WeightsFile(path, hdf, temporary, contents, origin);
      } else {
        throw WeightsProblems.noLayers(name, root.getChildren().keySet());
      }
      if (file.contents.weighted().isEmpty()) {
        throw WeightsProblems.noWeights(name);
      }
      open = true;
      return file;
    } catch (WeightsException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      // A damaged header makes the reader fail in any way, a group within itself included.
      throw Throwables.getRootCause(e) instanceof UnsupportedHdfException
          ? WeightsProblems.tooNew(name, e)
          : WeightsProblems.damaged(name, e);
    } finally {
      if (!open && hdf != null) {
        hdf.close();
      }
    }
  }

  private static Provenance provenance(Path path, Origin origin) {
    try {
      String hash =
          com.google.common.io.Files.asByteSource(path.toFile()).hash(Hashing.sha256()).toString();
      return new Provenance(
          path, Files.size(path), hash, origin.format(), origin.kerasVersion(), origin.backend());
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(path, e);
    }
  }

  /** What the file holds. */
  public FileContents contents() {
    return contents;
  }

  /** All layers in the file's order. */
  public ImmutableList<FileLayer> layers() {
    return contents.layers();
  }

  /** Where the weights came from; the first call reads the whole file for its hash. */
  public Provenance provenance() {
    return provenance.get();
  }

  /**
   * Reads the numbers of one array, flat in C order of Keras's layout. float16 and float64 are
   * converted.
   */
  public float[] read(FileArray array) {
    try {
      Dataset data = hdf.getDatasetByPath(array.path());
      float[] values = floats(data.isScalar() ? data.getData() : data.getDataFlat());
      if (values.length != array.size()) {
        throw WeightsProblems.damagedArray(contents.file(), array, null);
      }
      return values;
    } catch (WeightsException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw WeightsProblems.damagedArray(contents.file(), array, e);
    }
  }

  private static float[] floats(Object data) {
    if (data instanceof float[] floats) {
      return floats;
    }
    if (data instanceof double[] doubles) {
      float[] floats = new float[doubles.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) doubles[i];
      }
      return floats;
    }
    return data instanceof Number one ? new float[] {one.floatValue()} : new float[0];
  }

  @Override
  public void close() {
    hdf.close();
    try {
      temporary.close();
    } catch (Exception e) {
      throw WeightsProblems.unreadable(name(path), e);
    }
  }
}
