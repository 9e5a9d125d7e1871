package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/** Selects rows by what the metadata says, before any image is read. */
final class RowFilter {
  private final Profile profile;
  private final ImmutableList<String> views;

  RowFilter(Profile profile, ImmutableList<String> views) {
    this.profile = profile;
    this.views = views;
  }

  /** Adds each row to one of two lists, for the first reason that holds. */
  void apply(List<MetadataRow> rows, List<Candidate> candidates, List<DroppedRow> dropped) {
    for (MetadataRow row : rows) {
      Optional<ImageClass> imageClass =
          row.finding().isEmpty() ? Optional.empty() : profile.classOf(row.source(), row.finding());
      Optional<DroppedRow> drop = drop(row, imageClass);
      drop.ifPresent(dropped::add);
      if (drop.isEmpty()) {
        candidates.add(new Candidate(row, imageClass.orElseThrow()));
      }
    }
  }

  private Optional<DroppedRow> drop(MetadataRow row, Optional<ImageClass> imageClass) {
    if (!row.modality().isEmpty() && !row.modality().equalsIgnoreCase("X-ray")) {
      return drop(row, DropReason.MODALITY, row.modality());
    }
    // Without a view it may be any; many such images are frontal.
    if (!row.view().isEmpty() && !View.isIn(views, row.view())) {
      return drop(row, DropReason.VIEW, row.view());
    }
    if (row.finding().isEmpty()) {
      return drop(row, DropReason.EMPTY_FINDING, "");
    }
    if (imageClass.isEmpty()) {
      return drop(row, DropReason.FINDING_NOT_MAPPED, row.finding());
    }
    if (profile.isExcluded(row.source(), imageClass.get(), row.url())) {
      return drop(row, DropReason.OTHER_SOURCE, row.url());
    }
    return row.image().isEmpty() ? drop(row, DropReason.MISSING_IMAGE, "") : Optional.empty();
  }

  private static Optional<DroppedRow> drop(MetadataRow row, DropReason reason, String detail) {
    return Optional.of(DroppedRow.of(row, reason, detail));
  }
}
