package org.blockwright.data.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.blockwright.data.decode.Decoder;

/**
 * Finds images that occur twice: the same bytes, the same pixels, or nearly the same pixels.
 *
 * <p>Near duplicates are found in two stages, since chest x-rays and other images of one kind look
 * alike: perceptual hashes that differ in at most 6 of 64 bits, and a correlation of at least 0.85
 * between their fine details. Crops, rotations and mirror images are not found.
 */
final class DuplicateFinder {
  private static final int MAX_DISTANCE = 6;
  private static final double MIN_CORRELATION = 0.85;

  private DuplicateFinder() {}

  private record Candidate(int first, int second) {}

  /**
   * Returns pairs in the order of the images. Of several images with equal pixels each is listed
   * with the first of them, and only the first is compared with other images.
   */
  static List<DuplicatePair> find(List<AuditedImage> images) {
    List<DuplicatePair> pairs = new ArrayList<>();
    List<AuditedImage> distinct = new ArrayList<>();
    Map<String, AuditedImage> byPixels = new HashMap<>();
    for (AuditedImage image : images) {
      AuditedImage first = byPixels.putIfAbsent(image.pixelHash(), image);
      if (first == null) {
        distinct.add(image);
      } else {
        boolean bytes = first.sample().sha256().equals(image.sample().sha256());
        DuplicatePair.Kind kind = bytes ? DuplicatePair.Kind.BYTES : DuplicatePair.Kind.PIXELS;
        pairs.add(new DuplicatePair(kind, ImageEntry.of(first), ImageEntry.of(image), 0, 1));
      }
    }
    pairs.addAll(nearDuplicates(distinct));
    return pairs;
  }

  private static List<DuplicatePair> nearDuplicates(List<AuditedImage> images) {
    List<Candidate> candidates =
        IntStream.range(0, images.size())
            .parallel()
            .boxed()
            .flatMap(i -> similarTo(images, i).stream())
            .toList();
    Map<Integer, Optional<FineDetail>> details = new HashMap<>();
    candidates.stream()
        .flatMap(c -> List.of(c.first(), c.second()).stream())
        .distinct()
        .sorted()
        .toList()
        .parallelStream()
        .map(i -> Map.entry(i, detail(images.get(i))))
        .sequential()
        .forEach(entry -> details.put(entry.getKey(), entry.getValue()));
    return candidates.stream()
        .sorted(Comparator.comparingInt(Candidate::first).thenComparingInt(Candidate::second))
        .flatMap(c -> pair(images, c, details).stream())
        .toList();
  }

  private static List<Candidate> similarTo(List<AuditedImage> images, int first) {
    long hash = images.get(first).perceptualHash();
    List<Candidate> similar = new ArrayList<>();
    for (int second = first + 1; second < images.size(); second++) {
      if (PerceptualHash.distance(hash, images.get(second).perceptualHash()) <= MAX_DISTANCE) {
        similar.add(new Candidate(first, second));
      }
    }
    return similar;
  }

  /** Decodes an image again, since few are candidates; empty if it cannot be read any more. */
  private static Optional<FineDetail> detail(AuditedImage image) {
    return Decoder.tryDecode(image.sample().image(), decoded -> decoded)
        .match(decoded -> Optional.of(FineDetail.of(decoded)), reason -> Optional.empty());
  }

  private static Optional<DuplicatePair> pair(
      List<AuditedImage> images, Candidate candidate, Map<Integer, Optional<FineDetail>> details) {
    Optional<FineDetail> first = details.get(candidate.first());
    Optional<FineDetail> second = details.get(candidate.second());
    if (first.isEmpty() || second.isEmpty()) {
      return Optional.empty();
    }
    double correlation = first.orElseThrow().correlation(second.orElseThrow());
    if (correlation < MIN_CORRELATION) {
      return Optional.empty();
    }
    AuditedImage one = images.get(candidate.first());
    AuditedImage other = images.get(candidate.second());
    return Optional.of(
        new DuplicatePair(
            DuplicatePair.Kind.NEAR,
            ImageEntry.of(one),
            ImageEntry.of(other),
            PerceptualHash.distance(one.perceptualHash(), other.perceptualHash()),
            correlation));
  }
}
