package org.blockwright.data.audit;

import java.util.List;

/** Finds the {@link Duplicates} among the images of an audit. */
final class DuplicateFinder {
  private DuplicateFinder() {}

  static List<DuplicatePair> find(List<AuditedImage> images) {
    return Duplicates.find(images.stream().map(AuditedImage::fingerprintEntry).toList()).stream()
        .map(
            match ->
                new DuplicatePair(
                    match.kind(),
                    ImageEntry.of(images.get(match.first())),
                    ImageEntry.of(images.get(match.second())),
                    match.distance(),
                    match.correlation()))
        .toList();
  }
}
