package org.blockwright.data.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.blockwright.base.Progress;
import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.Targets;
import org.blockwright.data.decode.Decoder;
import org.blockwright.dsl.Task;

/**
 * Decodes every image of a dataset, on all cores, and keeps what the audit needs of it.
 *
 * @param images in the order of the dataset
 * @param undecodable files whose pixels are damaged
 */
record ImageScan(List<AuditedImage> images, List<SkippedFile> undecodable) {

  /** The result for one image: one of the two. */
  private record Result(List<AuditedImage> image, List<SkippedFile> problem) {}

  static ImageScan of(String subset, Dataset data, Progress progress) {
    String name = subset.isEmpty() ? "reading images" : "reading " + subset + " images";
    List<Result> results;
    try (Progress.Task task = progress.startTransient(name, data.size())) {
      results =
          data.samples().parallelStream()
              .map(
                  sample -> {
                    Result result = scan(subset, data, sample);
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

  private static Result scan(String subset, Dataset data, Sample sample) {
    return Decoder.tryDecode(sample.image(), image -> image)
        .match(
            image ->
                new Result(
                    List.of(AuditedImage.of(subset, sample, className(data, sample), image)),
                    List.of()),
            reason -> new Result(List.of(), List.of(new SkippedFile(sample.key(), reason))));
  }

  /** Returns whether every image has exactly one class. */
  static boolean hasOneClassEach(Dataset data) {
    return data.targets().size() == 1 && data.task().isClassification();
  }

  /** Returns the class, all labels of an image, or nothing for numbers. */
  private static String className(Dataset data, Sample sample) {
    return IntStream.range(0, data.targets().size())
        .filter(i -> data.targets().get(i).task() != Task.REGRESSION)
        .mapToObj(i -> labels(data.targets().get(i), sample, i))
        .filter(labels -> !labels.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String labels(Targets targets, Sample sample, int output) {
    return IntStream.range(0, targets.names().size())
        .filter(i -> targets.isPositive(sample.targets().get(output), i))
        .mapToObj(targets.names()::get)
        .collect(Collectors.joining(", "));
  }
}
