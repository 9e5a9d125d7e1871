package org.blockwright.app;

import com.google.common.collect.Iterables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.data.PictureReader;

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

  /** Hands over the files of each batch and what a network sees of them. */
  void forEach(String what, List<Path> files, BiConsumer<List<Path>, List<float[]>> work) {
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
          work.accept(whole, rows);
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
