package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.input.Preprocessing.Order;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Reads the images of a DL4J iterator into memory as a {@link Dataset}, which can be split,
 * augmented, resized and preprocessed like a folder of images. Immutable: each method returns a
 * modified copy.
 *
 * <pre>{@code
 * Dataset data = IteratorImages.of(iterator).classes(List.of("cat", "dog")).range(0, 1).read();
 * }</pre>
 */
public final class IteratorImages {
  private final DataSetIterator iterator;
  private final ImmutableList<String> classes;
  private final Order order;
  private final double low;
  private final double high;

  private IteratorImages(
      DataSetIterator iterator, List<String> classes, Order order, double low, double high) {
    this.iterator = iterator;
    this.classes = ImmutableList.copyOf(classes);
    this.order = order;
    this.low = low;
    this.high = high;
  }

  /** Returns a reader with all settings at their defaults. */
  public static IteratorImages of(DataSetIterator iterator) {
    return new IteratorImages(iterator, List.of(), Order.BGR, 0, 255);
  }

  /**
   * Sets the class names in the order of the one-hot labels. By default those of {@link
   * DataSetIterator#getLabels()}; if there are none, {@code 0}, {@code 1}, ...
   */
  public IteratorImages classes(List<String> names) {
    return new IteratorImages(iterator, names, order, low, high);
  }

  /** Sets the order of color channels. By default BGR, in which DataVec reads images. */
  public IteratorImages order(Order newOrder) {
    return new IteratorImages(iterator, classes, newOrder, low, high);
  }

  /**
   * Sets the values of black and white, by default 0 and 255. An iterator with a scaling
   * preprocessor has another range, such as 0 and 1.
   *
   * @throws UsageException if the numbers are equal or not finite
   */
  public IteratorImages range(double black, double white) {
    if (!Double.isFinite(black) || !Double.isFinite(white) || black == white) {
      throw DataProblems.range(black, white);
    }
    return new IteratorImages(iterator, classes, order, black, white);
  }

  /**
   * Reads all batches, after a reset if the iterator supports it. The images have the keys {@code
   * image-000000}, {@code image-000001}, ... in the order of the iterator.
   *
   * @throws UsageException if there are no images, the features are not {@code [images, channels,
   *     height, width]} with 1 or 3 channels, a value is out of range, the labels are not one-hot,
   *     or the number of class names differs
   */
  public Dataset read() {
    if (iterator.resetSupported()) {
      iterator.reset();
    }
    PixelArrays images = new PixelArrays(order, low, high);
    List<Integer> labels = new ArrayList<>();
    long columns = 0;
    while (iterator.hasNext()) {
      DataSet batch = iterator.next();
      images.add(batch.getFeatures());
      columns = batch.getLabels().size(1);
      for (int row = 0; row < batch.getLabels().rows(); row++) {
        labels.add(index(batch.getLabels().getRow(row), labels.size()));
      }
    }
    if (labels.isEmpty()) {
      throw DataProblems.noListedImages();
    }
    List<String> names = names(columns);
    if (names.size() != columns) {
      throw DataProblems.classCount(names, columns);
    }
    return Dataset.ofSources(images.sources(), labels.stream().map(names::get).toList())
        .withClasses(names);
  }

  private static int index(INDArray row, int image) {
    int index = row.argMax().getInt(0);
    if (row.getDouble(index) != 1 || row.sumNumber().doubleValue() != 1) {
      throw DataProblems.notOneHot(image, Arrays.toString(row.toFloatVector()));
    }
    return index;
  }

  private List<String> names(long columns) {
    if (!classes.isEmpty()) {
      return classes;
    }
    List<String> known = iterator.getLabels();
    return known == null || known.isEmpty()
        ? LongStream.range(0, columns).mapToObj(String::valueOf).toList()
        : known;
  }
}
