package org.blockwright.data.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.blockwright.data.decode.Decoder;

/**
 * Finds images that occur twice: the same bytes, the same pixels, or nearly the same pixels.
 *
 * <p>Near duplicates are found in two stages, since chest x-rays and other images of one kind look
 * alike: perceptual hashes that differ in at most 6 of 64 bits, and a correlation of at least 0.85
 * between their fine details, more if similar images of this dataset correlate anyway. Crops,
 * rotations and mirror images are not found.
 */
public final class Duplicates {
  private static final int MAX_DISTANCE = 6;
  private static final double MIN_CORRELATION = 0.85;

  /** Hashes with larger distances than candidates, up to this one, are of similar images. */
  private static final int SIMILAR_DISTANCE = 12;

  private static final int MIN_SIMILAR = 30;
  private static final int MAX_SIMILAR = 300;
  private static final int MAX_COMPARED = 2000;
  private static final double UNUSUAL = 5;
  private static final double MAX_FISHER = 0.9999;

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
    List<Candidate> candidates = pairs(images, 0, MAX_DISTANCE);
    if (candidates.isEmpty()) {
      return List.of();
    }
    List<Candidate> similar =
        evenly(
            pairs(
                images.subList(0, Math.min(MAX_COMPARED, images.size())),
                MAX_DISTANCE + 1,
                SIMILAR_DISTANCE));
    Map<Integer, FineDetail> details = details(images, candidates, similar);
    double minimum = minCorrelation(correlations(similar, details));
    return candidates.stream().flatMap(c -> match(images, c, details, minimum).stream()).toList();
  }

  /**
   * Returns the correlation from which on candidates are duplicates. Simple images such as digits
   * have no fine details of their own, so that different ones correlate as well. What is usual is
   * measured on pairs that are a little less similar than candidates: five standard deviations (of
   * Fisher's transformation) above their mean is unusual.
   *
   * @param similar the correlations of such pairs
   */
  static double minCorrelation(double[] similar) {
    if (similar.length < MIN_SIMILAR) {
      return MIN_CORRELATION;
    }
    double[] z = Arrays.stream(similar).map(Duplicates::fisher).toArray();
    double mean = Arrays.stream(z).average().orElse(0);
    double variance = Arrays.stream(z).map(v -> (v - mean) * (v - mean)).average().orElse(0);
    return Math.max(MIN_CORRELATION, Math.tanh(mean + UNUSUAL * Math.sqrt(variance)));
  }

  /** Makes correlations comparable; equal images have no infinite one. */
  private static double fisher(double correlation) {
    double limited = Math.max(-MAX_FISHER, Math.min(MAX_FISHER, correlation));
    return 0.5 * Math.log((1 + limited) / (1 - limited));
  }

  /** Returns at most {@value #MAX_SIMILAR} pairs, from all parts of a list. */
  private static List<Candidate> evenly(List<Candidate> pairs) {
    int count = Math.min(MAX_SIMILAR, pairs.size());
    return IntStream.range(0, count)
        .mapToObj(i -> pairs.get((int) ((long) i * pairs.size() / count)))
        .toList();
  }

  private static double[] correlations(List<Candidate> pairs, Map<Integer, FineDetail> details) {
    return pairs.stream()
        .filter(c -> details.containsKey(c.first()) && details.containsKey(c.second()))
        .mapToDouble(c -> details.get(c.first()).correlation(details.get(c.second())))
        .toArray();
  }

  /** Decodes the images again, since few are candidates; without those that are unreadable now. */
  private static Map<Integer, FineDetail> details(
      List<ImageFingerprint.Entry> images, List<Candidate> candidates, List<Candidate> similar) {
    Map<Integer, FineDetail> details = new ConcurrentHashMap<>();
    Stream.concat(candidates.stream(), similar.stream())
        .flatMap(c -> Stream.of(c.first(), c.second()))
        .distinct()
        .sorted()
        .toList()
        .parallelStream()
        .forEach(i -> detail(images.get(i)).ifPresent(detail -> details.put(i, detail)));
    return details;
  }

  /** Returns the pairs whose hashes have a distance in a range, in the order of the images. */
  private static List<Candidate> pairs(List<ImageFingerprint.Entry> images, int low, int high) {
    long[] hashes =
        images.stream().mapToLong(image -> image.fingerprint().perceptualHash()).toArray();
    return IntStream.range(0, hashes.length)
        .parallel()
        .boxed()
        .flatMap(i -> similarTo(hashes, i, low, high).stream())
        .sorted(Comparator.comparingInt(Candidate::first).thenComparingInt(Candidate::second))
        .toList();
  }

  private static List<Candidate> similarTo(long[] hashes, int first, int low, int high) {
    List<Candidate> similar = new ArrayList<>();
    for (int second = first + 1; second < hashes.length; second++) {
      int distance = PerceptualHash.distance(hashes[first], hashes[second]);
      if (distance >= low && distance <= high) {
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
      Map<Integer, FineDetail> details,
      double minimum) {
    FineDetail first = details.get(candidate.first());
    FineDetail second = details.get(candidate.second());
    if (first == null || second == null || first.correlation(second) < minimum) {
      return Optional.empty();
    }
    int distance =
        PerceptualHash.distance(
            images.get(candidate.first()).fingerprint().perceptualHash(),
            images.get(candidate.second()).fingerprint().perceptualHash());
    return Optional.of(
        new Match(
            candidate.first(),
            candidate.second(),
            DuplicatePair.Kind.NEAR,
            distance,
            first.correlation(second)));
  }
}
