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
public final class Duplicates {
  private static final int MAX_DISTANCE = 6;
  private static final double MIN_CORRELATION = 0.85;

  private Duplicates() {}

  /**
   * Two images that are duplicates.
   *
   * @param first the index of the first one
   * @param second the index of the other one, larger than {@code first}
   * @param kind how alike they are
   * @param distance bits in which their perceptual hashes differ, 0-64
   * @param correlation of their fine details, up to 1
   */
  public record Match(
      int first, int second, DuplicatePair.Kind kind, int distance, double correlation) {}

  private record Candidate(int first, int second) {}

  /**
   * Returns pairs of duplicates: those with equal pixels, then near ones, each in the order of the
   * images. Of several images with equal pixels each is paired with the first of them, and only the
   * first is compared with other images.
   */
  public static List<Match> find(List<ImageFingerprint.Entry> images) {
    List<Match> matches = new ArrayList<>();
    List<Integer> distinct = new ArrayList<>();
    Map<String, Integer> byPixels = new HashMap<>();
    for (int i = 0; i < images.size(); i++) {
      ImageFingerprint.Entry image = images.get(i);
      Integer first = byPixels.putIfAbsent(image.fingerprint().pixelHash(), i);
      if (first == null) {
        distinct.add(i);
      } else {
        boolean bytes = images.get(first).sha256().equals(image.sha256());
        DuplicatePair.Kind kind = bytes ? DuplicatePair.Kind.BYTES : DuplicatePair.Kind.PIXELS;
        matches.add(new Match(first, i, kind, 0, 1));
      }
    }
    for (Match near : near(distinct.stream().map(images::get).toList())) {
      matches.add(
          new Match(
              distinct.get(near.first()),
              distinct.get(near.second()),
              near.kind(),
              near.distance(),
              near.correlation()));
    }
    return matches;
  }

  /** Returns pairs of near duplicates among images with different pixels. */
  static List<Match> near(List<ImageFingerprint.Entry> images) {
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
        .flatMap(c -> match(images, c, details).stream())
        .toList();
  }

  private static List<Candidate> similarTo(List<ImageFingerprint.Entry> images, int first) {
    long hash = images.get(first).fingerprint().perceptualHash();
    List<Candidate> similar = new ArrayList<>();
    for (int second = first + 1; second < images.size(); second++) {
      long other = images.get(second).fingerprint().perceptualHash();
      if (PerceptualHash.distance(hash, other) <= MAX_DISTANCE) {
        similar.add(new Candidate(first, second));
      }
    }
    return similar;
  }

  /** Decodes an image again, since few are candidates; empty if it cannot be read any more. */
  private static Optional<FineDetail> detail(ImageFingerprint.Entry image) {
    return Decoder.tryDecode(image.image(), decoded -> decoded)
        .match(decoded -> Optional.of(FineDetail.of(decoded)), reason -> Optional.empty());
  }

  private static Optional<Match> match(
      List<ImageFingerprint.Entry> images,
      Candidate candidate,
      Map<Integer, Optional<FineDetail>> details) {
    Optional<FineDetail> first = details.get(candidate.first());
    Optional<FineDetail> second = details.get(candidate.second());
    if (first.isEmpty() || second.isEmpty()) {
      return Optional.empty();
    }
    double correlation = first.orElseThrow().correlation(second.orElseThrow());
    if (correlation < MIN_CORRELATION) {
      return Optional.empty();
    }
    int distance =
        PerceptualHash.distance(
            images.get(candidate.first()).fingerprint().perceptualHash(),
            images.get(candidate.second()).fingerprint().perceptualHash());
    return Optional.of(
        new Match(
            candidate.first(), candidate.second(), DuplicatePair.Kind.NEAR, distance, correlation));
  }
}
