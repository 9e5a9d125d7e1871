package org.blockwright.data.covidx;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.Progress;
import org.blockwright.data.audit.ImageFingerprint;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.ImageSource;

/** Decodes the images of rows, on all cores. */
final class ImageScanner {
  private final ScanJournal journal;

  ImageScanner(ScanJournal journal) {
    this.journal = journal;
  }

  /** The image, or why there is none. */
  private record Result(Optional<ScannedImage> image, Optional<DroppedRow> dropped) {}

  /** Adds each candidate to one of two lists, in their order. */
  void scan(
      List<Candidate> candidates,
      List<ScannedCandidate> images,
      List<DroppedRow> dropped,
      Progress progress) {
    List<Result> results;
    try (Progress.Task task = progress.start("reading images", candidates.size())) {
      results =
          candidates.parallelStream()
              .map(
                  candidate -> {
                    Result result = scan(candidate.row());
                    synchronized (task) {
                      task.advance(1, "");
                    }
                    return result;
                  })
              .toList();
    }
    for (int i = 0; i < results.size(); i++) {
      Candidate candidate = candidates.get(i);
      results.get(i).dropped().ifPresent(dropped::add);
      results
          .get(i)
          .image()
          .ifPresent(
              image ->
                  images.add(new ScannedCandidate(candidate.row(), candidate.imageClass(), image)));
    }
  }

  private Result scan(MetadataRow row) {
    Path file = row.image().orElseThrow();
    String sha256;
    try {
      sha256 = MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    } catch (NoSuchFileException e) {
      return vanished(row);
    } catch (IOException e) {
      return undecodable(row, CovidXProblems.readError(e));
    }
    Optional<ScannedImage> known = journal.find(sha256);
    if (known.isPresent()) {
      return new Result(known, Optional.empty());
    }
    return Decoder.tryDecode(ImageSource.of(file), image -> image)
        .match(
            image -> {
              ScannedImage scanned =
                  new ScannedImage(
                      sha256, image.width(), image.height(), ImageFingerprint.of(image));
              journal.add(scanned);
              return new Result(Optional.of(scanned), Optional.empty());
            },
            reason -> Files.exists(file) ? undecodable(row, reason) : vanished(row));
  }

  private static Result vanished(MetadataRow row) {
    return dropped(row, DropReason.MISSING_IMAGE, CovidXProblems.vanished());
  }

  private static Result undecodable(MetadataRow row, String reason) {
    return dropped(row, DropReason.UNDECODABLE, reason);
  }

  private static Result dropped(MetadataRow row, DropReason reason, String detail) {
    return new Result(Optional.empty(), Optional.of(DroppedRow.of(row, reason, detail)));
  }
}
