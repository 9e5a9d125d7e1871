package org.blockwright.data.audit;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.Progress;
import org.blockwright.data.Dataset;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.decode.Decoder;

/**
 * Decodes images on all cores, and keeps what the audit needs of them.
 *
 * @param images in the order of the dataset
 * @param undecodable files whose pixels are damaged
 */
record ImageScan(List<AuditedImage> images, List<SkippedFile> undecodable) {

  /** The result for one image: one of the two. */
  private record Result(List<AuditedImage> image, List<SkippedFile> problem) {}

  static ImageScan of(String subset, Dataset data, Progress progress) {
    return of(
        subset,
        data.samples().stream().map(sample -> ListedImage.of(subset, data, sample)).toList(),
        progress);
  }

  static ImageScan of(String subset, List<ListedImage> listed, Progress progress) {
    String name = subset.isEmpty() ? "auditing images" : "auditing " + subset + " images";
    List<Result> results;
    try (Progress.Task task = progress.startTransient(name, listed.size())) {
      results =
          listed.parallelStream()
              .map(
                  image -> {
                    Result result = scan(image);
                    synchronized (task) {
                      task.advance(1, "");
                    }
                    return result;
                  })
              .toList();
    }
    List<AuditedImage> images = new ArrayList<>();
    List<SkippedFile> undecodable = new ArrayList<>();
    results.forEach(
        result -> {
          images.addAll(result.image());
          undecodable.addAll(result.problem());
        });
    return new ImageScan(images, undecodable);
  }

  private static Result scan(ListedImage listed) {
    return Decoder.tryDecode(listed.sample().image(), image -> image)
        .match(
            image -> new Result(List.of(AuditedImage.of(listed, image)), List.of()),
            reason ->
                new Result(List.of(), List.of(new SkippedFile(listed.sample().key(), reason))));
  }

  /** Returns whether every image has exactly one class. */
  static boolean hasOneClassEach(Dataset data) {
    return data.targets().size() == 1 && data.task().isClassification();
  }
}
