package org.blockwright.app;

import com.google.common.collect.Iterables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.data.PictureReader;
import org.blockwright.dsl.Layout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The pictures that a command line names, in batches; one that is no picture is named and left out.
 */
final class Pictures {
  private static final int BATCH = 32;

  private final PictureReader reader;
  private final Session session;
  private int left;

  Pictures(PictureReader reader, Session session) {
    this.reader = reader;
    this.session = session;
  }

  /** Hands over each batch with the files that are in it. */
  void forEach(String what, List<Path> files, BiConsumer<List<Path>, INDArray> work) {
    try (Progress.Task task = session.progress().start(what, files.size())) {
      for (List<Path> part : Iterables.partition(files, BATCH)) {
        List<Path> whole = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        for (Path file : part) {
          try {
            rows.add(reader.read(file));
            whole.add(file);
          } catch (DataException e) {
            left++;
            session.complain(e.getMessage());
          }
        }
        if (!whole.isEmpty()) {
          work.accept(
              whole,
              Nd4j.createFromArray(rows.toArray(float[][]::new))
                  .reshape(Layout.batch(whole.size(), reader.input())));
        }
        task.advance(part.size(), "");
      }
    }
  }

  /** How many were left out. */
  int leftOut() {
    return left;
  }
}
