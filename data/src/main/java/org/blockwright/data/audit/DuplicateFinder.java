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
final class DuplicateFinder {
  private static final int MAX_DISTANCE = 6;
  private static final double MIN_CORRELATION = 0.85;

  /** Hashes with larger distances than candidates, up to this one, are of similar images. */
  private static final int SIMILAR_DISTANCE = 12;

  private static final int MIN_SIMILAR = 30;
  private static final int MAX_SIMILAR = 300;
  private static final int MAX_COMPARED = 2000;
  private static final double UNUSUAL = 5;
  private static final double MAX_FISHER = 0.9999;

  private DuplicateFinder() {}

  private record Candidate(int first, int second) {}

  /**
   * Returns pairs: those with the same bytes first, then the same pixels, then nearly the same,
   * each in the order of the images. Of several equal images each is listed with the first of them,
   * and only the first is compared with other images.
   *
   * @param all every image
   * @param examined those whose pixels have been read
   */
  static List<DuplicatePair> find(List<ListedImage> all, List<AuditedImage> examined) {
    List<DuplicatePair> pairs = new ArrayList<>();
    Map<String, ListedImage> byBytes = new HashMap<>();
    for (ListedImage image : all) {
      ListedImage first = byBytes.putIfAbsent(image.sample().sha256(), image);
      if (first != null && !image.sample().sha256().isEmpty()) {
        pairs.add(equal(DuplicatePair.Kind.BYTES, first, image));
      }
    }
    List<AuditedImage> distinct = new ArrayList<>();
    Map<String, AuditedImage> byPixels = new HashMap<>();
    for (AuditedImage image : examined) {
      AuditedImage first = byPixels.putIfAbsent(image.pixelHash(), image);
      if (first == null) {
        distinct.add(image);
      } else if (!first.sample().sha256().equals(image.sample().sha256())) {
        pairs.add(equal(DuplicatePair.Kind.PIXELS, first.listed(), image.listed()));
      }
    }
    pairs.addAll(nearDuplicates(distinct));
    return pairs;
  }

  private static DuplicatePair equal(
      DuplicatePair.Kind kind, ListedImage first, ListedImage second) {
    return new DuplicatePair(kind, ImageEntry.of(first), ImageEntry.of(second), 0, 1);
  }

  private static List<DuplicatePair> nearDuplicates(List<AuditedImage> images) {
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
    return candidates.stream().flatMap(c -> pair(images, c, details, minimum).stream()).toList();
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
    double[] z = Arrays.stream(similar).map(DuplicateFinder::fisher).toArray();
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
      List<AuditedImage> images, List<Candidate> candidates, List<Candidate> similar) {
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
  private static List<Candidate> pairs(List<AuditedImage> images, int low, int high) {
    long[] hashes = images.stream().mapToLong(AuditedImage::perceptualHash).toArray();
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

  private static Optional<FineDetail> detail(AuditedImage image) {
    return Decoder.tryDecode(image.sample().image(), decoded -> decoded)
        .match(decoded -> Optional.of(FineDetail.of(decoded)), reason -> Optional.empty());
  }

  private static Optional<DuplicatePair> pair(
      List<AuditedImage> images,
      Candidate candidate,
      Map<Integer, FineDetail> details,
      double minimum) {
    FineDetail first = details.get(candidate.first());
    FineDetail second = details.get(candidate.second());
    if (first == null || second == null || first.correlation(second) < minimum) {
      return Optional.empty();
    }
    AuditedImage one = images.get(candidate.first());
    AuditedImage other = images.get(candidate.second());
    return Optional.of(
        new DuplicatePair(
            DuplicatePair.Kind.NEAR,
            ImageEntry.of(one.listed()),
            ImageEntry.of(other.listed()),
            PerceptualHash.distance(one.perceptualHash(), other.perceptualHash()),
            first.correlation(second)));
  }
}
