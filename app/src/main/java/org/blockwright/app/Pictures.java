package org.blockwright.app;

import com.google.common.collect.Iterables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.blockwright.base.DataException;
import org.blockwright.base.NotFiniteException;
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

  /**
   * Hands over the files of each batch and what a network sees of them.
   *
   * @param work must have no effect before it throws {@link NotFiniteException}
   */
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
        hand(whole, rows, work);
        task.advance(part.size(), "");
      }
    }
  }

  /** One of which a network makes NaN is named as well, and the others are handed over again. */
  private void hand(
      List<Path> files, List<float[]> rows, BiConsumer<List<Path>, List<float[]>> work) {
    if (files.isEmpty()) {
      return;
    }
    try {
      work.accept(files, rows);
    } catch (NotFiniteException e) {
      List<Path> otherFiles = new ArrayList<>();
      List<float[]> otherRows = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        if (e.rows().contains(i)) {
          left++;
          session.complain(AppProblems.notFinite(files.get(i), e.layer()));
        } else {
          otherFiles.add(files.get(i));
          otherRows.add(rows.get(i));
        }
      }
      hand(otherFiles, otherRows, work);
    }
  }

  /** How many were left out. */
  int leftOut() {
    return left;
  }
}
