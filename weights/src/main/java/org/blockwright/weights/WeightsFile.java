package org.blockwright.weights;

import com.google.common.base.Suppliers;
import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Closer;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.exceptions.UnsupportedHdfException;
import io.jhdf.object.datatype.OpaqueDataType;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.WeightsException;
import org.blockwright.weights.keras.KerasModelConfig;
import org.blockwright.weights.registry.WeightsStore;

/**
 * A weights file of Keras, open for reading: the legacy {@code .h5} of Keras 1 and 2, whole models
 * saved as {@code .h5}, {@code *.weights.h5} and {@code *.keras} of Keras 3. Names and shapes are
 * read when the file is opened, values on demand, array by array.
 *
 * <p>Every failure is a {@link WeightsException} whose message names the file. Not thread-safe.
 */
public final class WeightsFile implements AutoCloseable {
  /** More than reading needs for each value, copies and conversions included. */
  private static final long MAX_BYTES_PER_VALUE = 64;

  private final HdfFile hdf;
  private final Closer resources;
  private final FileContents contents;
  private final Supplier<Provenance> provenance;

  private WeightsFile(
      Path path, HdfFile hdf, Closer resources, KerasLayoutReader.ReadResult found) {
    this.hdf = hdf;
    this.resources = resources;
    this.contents = found.contents();
    this.provenance = Suppliers.memoize(() -> provenance(path, found));
  }

  /**
   * Opens a file and reads names and shapes.
   *
   * @throws WeightsException if the file does not exist, is damaged or has another format
   */
  public static WeightsFile open(Path path) {
    Path fileName = path.getFileName();
    String name = fileName == null ? path.toString() : fileName.toString();
    Closer resources = Closer.create();
    WeightsFile file = null;
    try {
      check(path, name);
      Hdf5Header header = Hdf5Header.of(path);
      Path source = path;
      String version = Provenance.UNKNOWN;
      Optional<KerasModelConfig> model = Optional.empty();
      if (header.isZip()) {
        KerasArchive archive = resources.register(KerasArchive.extract(path, name));
        source = archive.weights();
        version = archive.kerasVersion();
        model = archive.model();
        header = Hdf5Header.of(source);
      }
      checkHdf5(header, Files.size(source), name);
      // The library does not close a file that it cannot read, so we open and close the channel.
      // HdfFile has no other resources then, and its close() would fail without a file name.
      FileChannel channel = resources.register(FileChannel.open(source, StandardOpenOption.READ));
      HdfFile hdf = new HdfFile(channel);
      KerasLayoutReader layouts =
          new KerasLayoutReader(name, channel.size(), version, source != path, model);
      file = new WeightsFile(path, hdf, resources, layouts.read(hdf));
      return file;
    } catch (WeightsException e) {
      throw e;
    } catch (IOException e) {
      throw WeightsProblems.unreadable(name, e);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // A damaged header can cause any exception in the reader: a group that contains itself, or a
      // length for which the reader allocates memory at once.
      throw openFailure(name, e);
    } finally {
      if (file == null) {
        close(resources, name);
      }
    }
  }

  private static WeightsException openFailure(String name, Throwable e) {
    Throwable root = Throwables.getRootCause(e);
    if (root instanceof UnsupportedHdfException) {
      return WeightsProblems.unsupportedHdf5Feature(name, e);
    }
    // The library fails on the empty tag of Keras's bfloat16; only the stack trace shows it.
    boolean opaque =
        Arrays.stream(root.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(OpaqueDataType.class.getName()));
    return opaque ? WeightsProblems.opaque(name, e) : WeightsProblems.damaged(name, e);
  }

  private static void check(Path path, String name) throws IOException {
    if (!Files.exists(path)) {
      throw WeightsProblems.missing(path);
    }
    if (Files.isDirectory(path)) {
      throw WeightsProblems.notAFile(path);
    }
    if (Files.size(path) == 0) {
      throw WeightsProblems.empty(name);
    }
    // Theano kernels are rotated by 180 degrees and have a different layout; only the name shows
    // it.
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

  private static Provenance provenance(Path path, KerasLayoutReader.ReadResult found) {
    try {
      return new Provenance(
          path,
          Files.size(path),
          WeightsStore.sha256(path),
          found.format(),
          found.kerasVersion(),
          found.backend());
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(path, e);
    }
  }

  /** Returns the contents of the file. */
  public FileContents contents() {
    return contents;
  }

  /** Returns all layers, in the file's order. */
  public ImmutableList<FileLayer> layers() {
    return contents.layers();
  }

  /** Returns the origin of the weights; the first call reads the whole file for its hash. */
  public Provenance provenance() {
    return provenance.get();
  }

  /**
   * Reads the values of an array, flat, in C order of Keras's layout. float16 and float64 are
   * converted to float32.
   *
   * @throws WeightsException if the array is damaged, or a value is NaN or infinite
   */
  public float[] read(FileArray array) {
    if (!array.isFloat()) {
      throw WeightsProblems.notFloat(contents.file(), array);
    }
    float[] values = readValues(array);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw WeightsProblems.notFinite(contents.file(), array, value);
      }
    }
    return values;
  }

  /** Reads the values of an array, which may be NaN or infinite. */
  float[] readAny(FileArray array) {
    return readValues(array);
  }

  /** Returns the stored type of an array, such as {@code float32}. */
  String type(FileArray array) {
    return array.isFloat()
        ? "float" + Byte.SIZE * hdf.getDatasetByPath(array.path()).getDataType().getSize()
        : array.unsupportedType();
  }

  private float[] readValues(FileArray array) {
    try {
      Dataset data = hdf.getDatasetByPath(array.path());
      float[] values = toFloats(data.isScalar() ? data.getData() : data.getDataFlat());
      if (values.length != array.size()) {
        throw WeightsProblems.damagedArray(contents.file(), array, null);
      }
      return values;
    } catch (WeightsException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw WeightsProblems.damagedArray(contents.file(), array, e);
    } catch (OutOfMemoryError e) {
      if (array.size() > Runtime.getRuntime().maxMemory() / MAX_BYTES_PER_VALUE) {
        throw e;
      }
      // A damaged length makes the reader allocate far more memory than the array needs.
      throw WeightsProblems.damagedArray(contents.file(), array, e);
    }
  }

  private static float[] toFloats(Object data) {
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
    return data instanceof Number number ? new float[] {number.floatValue()} : new float[0];
  }

  @Override
  public void close() {
    close(resources, contents.file());
  }

  private static void close(Closer resources, String name) {
    try {
      resources.close();
    } catch (IOException e) {
      throw WeightsProblems.unreadable(name, e);
    }
  }
}
