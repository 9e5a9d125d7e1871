package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What became of the rows of a source. The rows are those that are kept and those that are dropped.
 *
 * @param source the source
 * @param rows number of rows of its metadata
 * @param kept number of images in the dataset
 * @param dropped number of rows for each reason that occurs
 * @param classes number of images of each class
 * @param patients number of patients with an image in the dataset; an image without patient counts
 *     as one
 */
public record SourceSummary(
    Source source,
    int rows,
    int kept,
    ImmutableMap<DropReason, Integer> dropped,
    ImmutableMap<ImageClass, Integer> classes,
    int patients) {

  static SourceSummary of(
      Source source,
      List<MetadataRow> rows,
      List<ScannedCandidate> kept,
      List<DroppedRow> dropped) {
    List<ScannedCandidate> own = kept.stream().filter(i -> i.row().source() == source).toList();
    Map<DropReason, Integer> reasons = new EnumMap<>(DropReason.class);
    dropped.stream()
        .filter(row -> row.source() == source)
        .forEach(row -> reasons.merge(row.reason(), 1, Integer::sum));
    return new SourceSummary(
        source,
        (int) rows.stream().filter(row -> row.source() == source).count(),
        own.size(),
        ImmutableMap.copyOf(reasons),
        Arrays.stream(ImageClass.values())
            .collect(
                ImmutableMap.toImmutableMap(
                    c -> c, c -> (int) own.stream().filter(i -> i.imageClass() == c).count())),
        (int) own.stream().map(i -> i.row().patientKey()).distinct().count());
  }
}
