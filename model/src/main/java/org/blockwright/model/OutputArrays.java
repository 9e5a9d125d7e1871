package org.blockwright.model;

import java.nio.FloatBuffer;
import org.blockwright.dsl.graph.FlatOrder;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.layer.Layout;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** Reads the results of an executor, and frees their memory. */
public final class OutputArrays {
  private OutputArrays() {}

  /**
   * Copies the values of each row.
   *
   * @param output an array whose first dimension is that of the batch
   * @return the values of each example, flattened in C order
   */
  public static float[][] rows(INDArray output) {
    float[][] rows = new float[(int) output.size(0)][];
    INDArray plain = plain(output);
    FloatBuffer values = plain.data().asNioFloat();
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[(int) (output.length() / rows.length)];
      values.get(rows[i]);
    }
    if (plain != output) {
      free(plain);
    }
    return rows;
  }

  /** Returns an array with the same values in C order, in a buffer of its own. */
  public static INDArray plain(INDArray array) {
    boolean isPlain =
        array.dataType() == DataType.FLOAT
            && array.ordering() == 'c'
            && array.offset() == 0
            && array.length() == array.data().length()
            && Shape.hasDefaultStridesForShape(array);
    return isPlain ? array : array.castTo(DataType.FLOAT).dup('c');
  }

  /**
   * Returns activations of a layer in the order height, width, channel; the same array if equal.
   */
  static INDArray toNhwc(LayerGraph graph, String name, INDArray values) {
    if (values.rank() == 4) {
      return values.permute(Layout.toNhwc()).dup('c');
    }
    int[] order = FlatOrder.of(graph, name);
    if (FlatOrder.isIdentity(order)) {
      return values;
    }
    INDArray out = values.ulike();
    for (int unit = 0; unit < order.length; unit++) {
      out.putColumn(unit, values.getColumn(order[unit]));
    }
    return out;
  }

  /**
   * Frees arrays at once, since the garbage collector does not notice memory outside of the heap.
   * Arrays that are freed already, and views, are ignored.
   */
  public static void free(INDArray... arrays) {
    for (INDArray array : arrays) {
      if (!array.wasClosed() && array.closeable()) {
        array.close();
      }
    }
  }
}
