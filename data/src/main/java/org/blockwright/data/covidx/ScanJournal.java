package org.blockwright.data.covidx;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.blockwright.data.audit.ImageFingerprint;
import org.blockwright.data.output.Journal;

/**
 * Remembers decoded images, so that a run that continues does not decode them again. An image is
 * found by the hash of its file, so that a changed file is decoded again.
 */
final class ScanJournal implements AutoCloseable {
  private static final int CELLS = 5;

  private final Journal journal;
  private final ConcurrentMap<String, ScannedImage> images = new ConcurrentHashMap<>();

  ScanJournal(Journal journal) {
    this.journal = journal;
    for (List<String> cells : journal.lines()) {
      if (cells.size() == CELLS) {
        images.put(
            cells.get(0),
            new ScannedImage(
                cells.get(0),
                Integer.parseInt(cells.get(1)),
                Integer.parseInt(cells.get(2)),
                new ImageFingerprint(cells.get(3), Long.parseUnsignedLong(cells.get(4), 16))));
      }
    }
  }

  Optional<ScannedImage> find(String sha256) {
    return Optional.ofNullable(images.get(sha256));
  }

  void add(ScannedImage image) {
    if (images.putIfAbsent(image.sha256(), image) == null) {
      journal.add(
          image.sha256(),
          image.width(),
          image.height(),
          image.fingerprint().pixelHash(),
          Long.toHexString(image.fingerprint().perceptualHash()));
    }
  }

  @Override
  public void close() {
    journal.close();
  }
}
